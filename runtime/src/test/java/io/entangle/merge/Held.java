package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.List;

/** A document, its stamps and version, as an authority holds them. */
final class Held {
    final List<Conflict> conflicts = new ArrayList<>();
    Doc doc;
    FieldStamps stamps = FieldStamps.NONE;
    Siblings siblings = Siblings.NONE;
    long version;
    private final Doc start;
    private final MergeRules rules;

    Held(Doc doc) {
        this(doc, MergePolicy.LAST_WRITE_WINS);
    }

    Held(Doc doc, MergePolicy policy) {
        this(doc, new MergeRules(path -> java.util.Objects.requireNonNull(policy.at(path)), any -> false));
    }

    Held(Doc doc, MergeRules rules) {
        this.doc = doc;
        this.start = doc;
        this.rules = rules;
    }

    private Merger merger(HybridTimestamp written, long seen) {
        return new Merger(doc, stamps, rules, () -> seen == 0 ? start : null, written, seen);
    }

    Held write(SiteId site, long ms, long seen, Delta delta) {
        HybridTimestamp written = new HybridTimestamp(ms, 0, site);
        return taken(merger(written, seen).edits(delta), seen);
    }

    Held write(SiteId site, long ms, long seen, Doc from, Doc to) {
        return write(site, ms, seen, WholeLists.of(Delta.diff(from, to), to));
    }

    Held increment(SiteId site, long ms, long seen, Path path, Number by) {
        HybridTimestamp written = new HybridTimestamp(ms, 0, site);
        return taken(merger(written, seen).increment(path, by), seen);
    }

    private Held taken(Merged merged, long seen) {
        conflicts.addAll(merged.conflicts());
        stamps = stamps.written(merged, version + 1);
        Siblings left = siblings.merged(merged, seen, version + 1);
        if (!merged.delta().isEmpty() || left != siblings) {
            version++;
            doc = merged.delta().apply(doc);
        }
        siblings = left;
        return this;
    }
}
