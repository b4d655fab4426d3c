package io.entangle.examples.demo;

import io.entangle.examples.demo.Message.Ending;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The value of the demo's one atom: {@code {document, rev, last, sha256, commit, date, at, seen}}. The hub writes all of
 * it but {@code seen}, where each replica has a field of its own.
 */
final class Countries {
    static final String ATOM = "countries";

    private static final String SEEN = "seen";

    private Countries() {}

    /** {@return the value before any revision is shown} */
    static Doc first(int lastRevision) {
        return Doc.of("last", lastRevision, SEEN, Doc.of());
    }

    /** {@return a value with another revision shown, made now} */
    static Doc show(Doc value, Revision revision, Doc document) {
        return value.with("document", document)
                .with("rev", revision.number())
                .with("sha256", revision.sha256())
                .with("commit", revision.commit())
                .with("date", revision.date())
                .with("at", nowMicros());
    }

    /** {@return the wall clock in microseconds} All processes of the demo read the same clock of the same machine. */
    static long nowMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    static Doc document(Doc value) {
        return value.get("document", Doc.class);
    }

    static int revision(Doc value) {
        return integer(value, "rev");
    }

    static String sha256(Doc value) {
        return value.get("sha256", String.class);
    }

    /** {@return when the revision was shown at the hub, in microseconds} */
    static long shownMicros(Doc value) {
        return value.get("at", Long.class);
    }

    /** {@return a value in which a replica has written that it has seen its revision} */
    static Doc withSeen(Doc value, String replica, int revision) {
        return value.with(Path.of(SEEN, replica), revision);
    }

    /** {@return the revision that each replica wrote last} */
    static Map<String, Integer> seen(Doc value) {
        Map<String, Integer> seen = new TreeMap<>();
        Doc fields = value.get(SEEN, Doc.class);
        fields.asMap().keysView().forEach(replica -> seen.put(replica, integer(fields, replica)));
        return seen;
    }

    /** {@return whether the last revision is shown, and so many replicas have written that they have seen it} */
    static boolean isComplete(Doc value, int replicas) {
        int last = integer(value, "last");
        Collection<Integer> seen = seen(value).values();
        return revision(value) == last
                && seen.size() == replicas
                && seen.stream().allMatch(each -> each == last);
    }

    static Ending ending(Doc value, long version) {
        return new Ending(version, Sha256.of(document(value)), Sha256.of(value), new HashMap<>(seen(value)));
    }

    private static int integer(Doc map, String key) {
        return Math.toIntExact(map.get(key, Long.class));
    }
}
