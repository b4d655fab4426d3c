package io.entangle.simulation;

import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a write does to one place: a value is put there whole, nothing is left there, or a number grows. Lists are put
 * whole.
 *
 * @param path the place
 * @param removed whether it is taken away
 * @param value what is put; null for a removal
 * @param by what is added to the number there; 0 unless that is the change
 * @param refusesDebt whether it does nothing if the number would be negative
 */
record Change(Path path, boolean removed, @Nullable Object value, long by, boolean refusesDebt) {
    Change(Path path, boolean removed, @Nullable Object value) {
        this(path, removed, value, 0, false);
    }

    /** A counter of the document grows. */
    static Change counted(String counter, long by, boolean refusesDebt) {
        return new Change(Path.of(counter), false, null, by, refusesDebt);
    }

    /** {@return whether a counter would fall below zero that must not} */
    boolean isRefusedBy(Doc doc) {
        return refusesDebt && counted(doc) + by < 0;
    }

    private long counted(Doc doc) {
        return doc.get(path) instanceof Long number ? number : 0;
    }

    /** {@return what a delta does, given what it leads to} */
    static List<Change> of(Delta delta, Doc after) {
        List<Change> changes = new ArrayList<>();
        if (delta.root() != null) {
            collect(delta.root(), Path.ROOT, after, changes);
        }
        return List.copyOf(changes);
    }

    private static void collect(Edit edit, Path path, Doc after, List<Change> changes) {
        if (edit instanceof Edit.MapEdit map) {
            for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
                collect(entry.getValue(), path.child(entry.getKey()), after, changes);
            }
        } else if (edit instanceof Edit.Remove) {
            changes.add(new Change(path, true, null));
        } else {
            changes.add(new Change(path, false, path.length() == 0 ? after : after.get(path)));
        }
    }

    /** {@return the document with this change; maps around the place are made if need be} */
    Doc applyTo(Doc doc) {
        if (by != 0) {
            return isRefusedBy(doc) ? doc : doc.with(path, counted(doc) + by);
        }
        return Doc.from(at(doc, 0));
    }

    private @Nullable Object at(@Nullable Object current, int depth) {
        if (depth == path.length()) {
            return value;
        }
        boolean isMap = current instanceof Doc doc && doc.isMap();
        if (removed && !isMap) {
            return current;
        }
        Doc map = isMap ? (Doc) current : Doc.of();
        String key = path.segment(depth);
        if (removed && (depth == path.length() - 1 || !map.has(key))) {
            return map.without(key);
        }
        return map.with(key, at(map.get(key), depth + 1));
    }
}
