package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import io.entangle.value.PersistentVector;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When each field of a document was last written: a tree of the document's shape, holding only what was written since
 * it was begun or last {@link #collected}. A stamp at a path covers everything below it that has no later stamp of its
 * own. Removed fields keep their stamp. Lists are one field. Immutable.
 */
public final class FieldStamps {
    /** Of a document that nobody has written to. */
    public static final FieldStamps NONE =
            new FieldStamps(null, null, null, PersistentVector.empty(), PersistentMap.empty());

    /** More increments than these are not told apart: a put made between the oldest of them counts as made before. */
    private static final int MAX_COUNTS = 64;

    final @Nullable Stamp stamp;
    /** When a map was last put here: later than the stamp, it is a map whatever was put or removed before. */
    final @Nullable Stamp made;

    final @Nullable Hidden hidden;
    /** Increments since the field was put, in order of arrival. */
    final PersistentVector<Counted> counts;

    final PersistentMap<String, FieldStamps> below;

    private FieldStamps(
            @Nullable Stamp stamp,
            @Nullable Stamp made,
            @Nullable Hidden hidden,
            PersistentVector<Counted> counts,
            PersistentMap<String, FieldStamps> below) {
        this.stamp = stamp;
        this.made = made;
        this.hidden = hidden;
        this.counts = counts;
        this.below = below;
    }

    /**
     * {@return these stamps and what a merge has left to remember}
     *
     * @param merged the merge
     * @param version the version of the atom in which it came, or would have come if it had changed anything
     */
    public FieldStamps written(Merged merged, long version) {
        return written(merged.marks(), version);
    }

    FieldStamps written(List<Mark> marks, long version) {
        FieldStamps result = this;
        for (Mark mark : marks) {
            result = result.at(mark.path(), 0, node -> node.marked(mark, version));
        }
        return result;
    }

    private FieldStamps at(Path path, int depth, UnaryOperator<FieldStamps> change) {
        if (depth == path.length()) {
            return change.apply(this);
        }
        String key = path.segment(depth);
        return new FieldStamps(stamp, made, hidden, counts, below.with(key, at(key).at(path, depth + 1, change)));
    }

    private FieldStamps marked(Mark mark, long version) {
        if (mark instanceof Mark.Written written) {
            Stamp now = new Stamp(written.time(), written.author(), version);
            return new FieldStamps(
                    now, laterOrNull(made, now.time()), null, laterCounts(now.time()), laterThan(now.time()));
        }
        if (mark instanceof Mark.Removed removed) {
            Stamp now = new Stamp(removed.time(), removed.author(), version);
            return new FieldStamps(now, null, null, PersistentVector.empty(), PersistentMap.empty());
        }
        if (mark instanceof Mark.Made put) {
            Stamp now = new Stamp(put.time(), put.author(), version);
            boolean outlives = hidden != null && hidden.written().isLaterThan(now.time());
            Stamp latest = made != null && made.isLaterThan(now.time()) ? made : now;
            return new FieldStamps(stamp, latest, outlives ? hidden : null, counts, below);
        }
        if (mark instanceof Mark.Incremented incremented) {
            Counted counted = new Counted(incremented.by(), Stamp.of(incremented.time(), version));
            PersistentVector<Counted> all = counts.append(counted);
            return new FieldStamps(stamp, made, hidden, all.size() > MAX_COUNTS ? all.removeAt(0) : all, below);
        }
        Hidden hides = ((Mark.Shadowed) mark).hidden();
        return new FieldStamps(stamp, made, hides == null ? null : hides.in(version), counts, below);
    }

    private static @Nullable Stamp laterOrNull(@Nullable Stamp stamp, HybridTimestamp than) {
        return stamp != null && stamp.isLaterThan(than) ? stamp : null;
    }

    private PersistentVector<Counted> laterCounts(HybridTimestamp time) {
        return counts.isEmpty()
                ? counts
                : PersistentVector.from(counts.select(count -> count.written().isLaterThan(time)));
    }

    /** What a write of a whole container has left standing: the stamps below it that are later. */
    private PersistentMap<String, FieldStamps> laterThan(HybridTimestamp time) {
        PersistentMap<String, FieldStamps> later = PersistentMap.empty();
        for (Map.Entry<String, FieldStamps> entry : below.entrySet()) {
            FieldStamps child = entry.getValue();
            Stamp kept = laterOrNull(child.stamp, time);
            Stamp keptMade = laterOrNull(child.made, time);
            PersistentVector<Counted> counted = child.laterCounts(time);
            PersistentMap<String, FieldStamps> deeper = child.laterThan(time);
            if (kept != null || keptMade != null || !counted.isEmpty() || !deeper.isEmpty()) {
                Hidden hides = kept == null ? null : child.hidden;
                later = later.with(entry.getKey(), new FieldStamps(kept, keptMade, hides, counted, deeper));
            }
        }
        return later;
    }

    /**
     * {@return these stamps without those of versions that every writer has seen} Nothing conflicts with them any more.
     *
     * @param version the newest such version
     */
    public FieldStamps collected(long version) {
        PersistentMap<String, FieldStamps> left = below;
        for (Map.Entry<String, FieldStamps> entry : below.entrySet()) {
            FieldStamps child = entry.getValue().collected(version);
            if (child == NONE) {
                left = left.without(entry.getKey());
            } else if (child != entry.getValue()) {
                left = left.with(entry.getKey(), child);
            }
        }
        Stamp kept = stamp != null && stamp.version() > version ? stamp : null;
        Stamp keptMade = made != null && made.version() > version ? made : null;
        Hidden shadow = hidden != null && hidden.written().version() > version ? hidden : null;
        PersistentVector<Counted> counted = counts.isEmpty()
                ? counts
                : PersistentVector.from(counts.select(count -> count.written().version() > version));
        if (kept == null && keptMade == null && shadow == null && counted.isEmpty() && left.isEmpty()) {
            return NONE;
        }
        return new FieldStamps(kept, keptMade, shadow, counted, left);
    }

    /** {@return how many stamps there are, those of removed fields among them} Takes time in proportion. */
    public int size() {
        int size = (stamp == null ? 0 : 1) + (made == null ? 0 : 1) + counts.size();
        for (FieldStamps child : below.values()) {
            size += child.size();
        }
        return size;
    }

    /** Calls for every field of which something is remembered. */
    void forEach(Path path, BiConsumer<Path, FieldStamps> each) {
        if (stamp != null || made != null || hidden != null || !counts.isEmpty()) {
            each.accept(path, this);
        }
        below.forEach((key, child) -> child.forEach(path.child(key), each));
    }

    /** These with what is remembered of a field, in place of what was. */
    FieldStamps with(
            Path path,
            @Nullable Stamp written,
            @Nullable Stamp put,
            @Nullable Hidden hides,
            PersistentVector<Counted> increments) {
        return at(path, 0, node -> new FieldStamps(written, put, hides, increments, node.below));
    }

    /** When the field itself was last written, put as a map or incremented by such writes; null if it was not. */
    @Nullable
    Stamp newest(Predicate<Stamp> which) {
        return Stream.concat(
                        Stream.of(stamp, made).filter(Objects::nonNull),
                        counts.castToList().stream().map(Counted::written))
                .filter(which)
                .max(Comparator.comparing(Stamp::time))
                .orElse(null);
    }

    FieldStamps at(String key) {
        return below.getOrDefault(key, NONE);
    }

    @Override
    public String toString() {
        return (stamp == null ? "" : stamp.time().toString()) + below;
    }
}
