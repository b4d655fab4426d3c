package io.entangle.replica;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.merge.Conflict;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Outcomes of writes as a document, to be written down. Values are JSON text within: they may be as deep as documents may. */
final class OutcomeNotes {
    private OutcomeNotes() {}

    static Doc of(List<Outcome> outcomes) {
        Doc all = Doc.list();
        for (Outcome outcome : outcomes) {
            all = all.append(doc(outcome));
        }
        return all;
    }

    private static Doc doc(Outcome outcome) {
        if (outcome instanceof Refused refused) {
            return Doc.of(
                    "sequence", refused.sequence(),
                    "refused", refused.code().wireName(),
                    "reason", refused.reason());
        }
        Accepted accepted = (Accepted) outcome;
        Doc conflicts = Doc.list();
        for (Conflict conflict : accepted.conflicts()) {
            conflicts = conflicts.append(Doc.of(
                    "path", conflict.path().toString(),
                    "base", json(conflict.base()),
                    "mine", json(conflict.mine()),
                    "theirs", json(conflict.theirs()),
                    "chosen", json(conflict.chosen()),
                    "rule", conflict.rule(),
                    "mineWritten", doc(conflict.mineWritten()),
                    "theirsWritten", doc(conflict.theirsWritten())));
        }
        Doc doc = Doc.of("sequence", accepted.sequence(), "version", accepted.version(), "conflicts", conflicts);
        return accepted.answer() == null ? doc : doc.with("answer", json(accepted.answer()));
    }

    static List<Outcome> read(Doc notes) {
        try {
            List<Outcome> outcomes = new ArrayList<>();
            notes.asList().forEach(item -> outcomes.add(outcome((Doc) item)));
            return outcomes;
        } catch (ClassCastException | NullPointerException | IllegalArgumentException | IllegalStateException e) {
            throw new InvalidValueException("outcomes are maps of sequence and what became of it, but found " + notes);
        }
    }

    private static Outcome outcome(Doc doc) {
        long sequence = (Long) doc.get("sequence");
        if (doc.has("refused")) {
            return new Refused(
                    sequence, RefusalCode.ofWireName((String) doc.get("refused")), (String) doc.get("reason"));
        }
        List<Conflict> conflicts = new ArrayList<>();
        for (Object item : ((Doc) doc.get("conflicts")).asList()) {
            Doc conflict = (Doc) item;
            conflicts.add(new Conflict(
                    Path.parse((String) conflict.get("path")),
                    value(conflict.get("base")),
                    value(conflict.get("mine")),
                    value(conflict.get("theirs")),
                    value(conflict.get("chosen")),
                    (String) conflict.get("rule"),
                    stamp((Doc) conflict.get("mineWritten")),
                    stamp((Doc) conflict.get("theirsWritten"))));
        }
        Doc answer = doc.has("answer") ? Doc.parse((String) doc.get("answer")) : null;
        return new Accepted(sequence, (Long) doc.get("version"), conflicts, answer);
    }

    private static String json(@Nullable Object value) {
        return Doc.from(value).toCanonicalJson();
    }

    private static @Nullable Object value(@Nullable Object json) {
        Doc doc = Doc.parse((String) json);
        return doc.isContainer() ? doc : doc.value();
    }

    private static Doc doc(HybridTimestamp stamp) {
        return Doc.list(stamp.ms(), stamp.counter(), stamp.site().toString());
    }

    private static HybridTimestamp stamp(Doc doc) {
        return new HybridTimestamp(
                (Long) doc.get(0), ((Long) doc.get(1)).intValue(), SiteId.parse((String) doc.get(2)));
    }
}
