package io.entangle.examples.demo;

import io.entangle.delta.JsonPatch;
import io.entangle.value.Doc;

/**
 * One line of the history.
 *
 * @param number counts from 0
 * @param commit the commit it comes from
 * @param date when that was made
 * @param sha256 of the document's canonical JSON (RFC 8785) after the change, computed elsewhere
 * @param change for the first revision the document, for each other a JSON Patch (RFC 6902) of the one before
 */
record Revision(int number, String commit, String date, String sha256, Doc change) {
    static Revision ofLine(String line) {
        Doc doc = Doc.parse(line);
        int number = Math.toIntExact(doc.get("rev", Long.class));
        return new Revision(
                number,
                doc.get("commit", String.class),
                doc.get("date", String.class),
                doc.get("sha256", String.class),
                doc.get(number == 0 ? "document" : "patch", Doc.class));
    }

    /** {@return the document after this revision} Shares with the one before what the revision leaves alone. */
    Doc document(Doc before) {
        return number == 0 ? change : JsonPatch.apply(before, change);
    }
}
