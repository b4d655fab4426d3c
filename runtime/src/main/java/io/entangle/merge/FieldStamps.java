package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.PersistentMap;
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

    private FieldStamps written(Edit edit, Stamp written) {
        if (!(edit instanceof Edit.MapEdit map)) {
            return new FieldStamps(written, PersistentMap.empty());
        }
        PersistentMap<String, FieldStamps> changed = below;
        for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
            FieldStamps child = changed.getOrDefault(entry.getKey(), NONE);
            changed = changed.with(entry.getKey(), child.written(entry.getValue(), written));
        }
        return new FieldStamps(stamp, changed);
    }

    FieldStamps at(String key) {
        return below.getOrDefault(key, NONE);
    }

    @Override
    public String toString() {
        return (stamp == null ? "" : stamp.time().toString()) + below;
    }
}
