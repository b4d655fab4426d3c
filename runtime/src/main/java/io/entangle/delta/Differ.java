package io.entangle.delta;

import io.entangle.value.Doc;
import io.entangle.value.MapDifference;
import io.entangle.value.PersistentMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds what changed between two values, leaving out what is the same object in both. */
final class Differ {
    private Differ() {}

    /** The edit that makes {@code after} of {@code before}, or null if they are equal. */
    static @Nullable Edit diff(@Nullable Object before, @Nullable Object after) {
        if (before == after) {
            return null;
        }
        if (before instanceof Doc older && after instanceof Doc newer) {
            if (older.isMap() && newer.isMap()) {
                return maps(older, newer);
            }
            if (older.isList() && newer.isList()) {
                return ListDiff.between(older.vector(), newer.vector(), DocItems.INSTANCE);
            }
        }
        return Objects.equals(before, after) ? null : Edit.put(after);
    }

    private static @Nullable Edit maps(Doc older, Doc newer) {
        MapEdits edits = new MapEdits();
        older.map().forEachDifference(newer.map(), edits);
        return Edit.ofMap(edits.entries);
    }

    private static final class MapEdits implements MapDifference<String, @Nullable Object> {
        private PersistentMap<String, Edit> entries = PersistentMap.empty();

        @Override
        public void added(String key, @Nullable Object after) {
            entries = entries.with(key, Edit.put(after));
        }

        @Override
        public void removed(String key, @Nullable Object before) {
            entries = entries.with(key, Edit.remove());
        }

        @Override
        public void changed(String key, @Nullable Object before, @Nullable Object after) {
            Edit edit = diff(before, after);
            if (edit != null) {
                entries = entries.with(key, edit);
            }
        }
    }
}
