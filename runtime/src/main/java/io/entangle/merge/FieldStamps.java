package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When each field of a document was last written: a tree of the document's shape, holding only what was written since
 * it was begun. A stamp at a path covers everything below it that has no later stamp of its own. Lists are one field.
 * Immutable.
 */
public final class FieldStamps {
    /** Of a document that nobody has written to. */
    public static final FieldStamps NONE = new FieldStamps(null, PersistentMap.empty());

    final @Nullable Stamp stamp;
    final PersistentMap<String, FieldStamps> below;

    private FieldStamps(@Nullable Stamp stamp, PersistentMap<String, FieldStamps> below) {
        this.stamp = stamp;
        this.below = below;
    }

    /**
     * {@return these stamps and those of a write}
     *
     * @param delta what was written
     * @param time when
     * @param version the version of the atom in which it came
     */
    public FieldStamps written(Delta delta, HybridTimestamp time, long version) {
        return delta.root() == null ? this : written(delta.root(), new Stamp(time, version));
    }

    /**
     * {@return these stamps and those of fields that a write won}
     *
     * @param fields the paths of the fields
     * @param time when the write was made
     * @param version the version of the atom in which it came, or would have come if it had changed anything
     */
    public FieldStamps written(List<Path> fields, HybridTimestamp time, long version) {
        Stamp stamp = new Stamp(time, version);
        FieldStamps result = this;
        for (Path field : fields) {
            result = result.written(field, 0, stamp);
        }
        return result;
    }

    private FieldStamps written(Path field, int depth, Stamp written) {
        if (depth == field.length()) {
            return new FieldStamps(written, laterThan(written));
        }
        String key = field.segment(depth);
        return new FieldStamps(stamp, below.with(key, at(key).written(field, depth + 1, written)));
    }

    private FieldStamps written(Edit edit, Stamp written) {
        if (!(edit instanceof Edit.MapEdit map)) {
            return new FieldStamps(written, laterThan(written));
        }
        PersistentMap<String, FieldStamps> changed = below;
        for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
            FieldStamps child = changed.getOrDefault(entry.getKey(), NONE);
            changed = changed.with(entry.getKey(), child.written(entry.getValue(), written));
        }
        return new FieldStamps(stamp, changed);
    }

    /** What a write of a whole container has left standing: the stamps below it that are later. */
    private PersistentMap<String, FieldStamps> laterThan(Stamp written) {
        PersistentMap<String, FieldStamps> later = PersistentMap.empty();
        for (Map.Entry<String, FieldStamps> entry : below.entrySet()) {
            FieldStamps child = entry.getValue();
            boolean kept = child.stamp != null && child.stamp.time().compareTo(written.time()) > 0;
            PersistentMap<String, FieldStamps> deeper = child.laterThan(written);
            if (kept || !deeper.isEmpty()) {
                later = later.with(entry.getKey(), new FieldStamps(kept ? child.stamp : null, deeper));
            }
        }
        return later;
    }

    FieldStamps at(String key) {
        return below.getOrDefault(key, NONE);
    }

    @Override
    public String toString() {
        return (stamp == null ? "" : stamp.time().toString()) + below;
    }
}
