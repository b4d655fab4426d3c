package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes an earlier write back where nobody has written since: only fields that still bear its stamp are touched. The
 * others are reported and left alone.
 */
public final class Undone {
    private final HybridTimestamp undone;
    private final HybridTimestamp written;
    private final List<Mark> marks = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();

    private Undone(HybridTimestamp undone, HybridTimestamp written) {
        this.undone = undone;
        this.written = written;
    }

    /**
     * {@return what taking a write back does}
     *
     * @param inverse what takes it back, lists put whole
     * @param undone when the write was made
     * @param written when it is undone: later than all stamps there are
     * @param current the document as it stands
     * @param stamps when its fields were written
     */
    public static Merged merge(
            Delta inverse, HybridTimestamp undone, HybridTimestamp written, Doc current, FieldStamps stamps) {
        Undone undo = new Undone(undone, written);
        Object value = current.isContainer() ? current : current.value();
        Edit left = inverse.root() == null ? null : undo.edit(inverse.root(), value, stamps, Path.ROOT);
        return new Merged(Delta.of(left), List.copyOf(undo.marks), List.copyOf(undo.conflicts), false, List.of());
    }

    private @Nullable Edit edit(Edit edit, @Nullable Object current, FieldStamps here, Path path) {
        if (edit instanceof Edit.MapEdit map && current instanceof Doc doc && doc.isMap()) {
            PersistentMap<String, Edit> left = PersistentMap.empty();
            for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
                String key = entry.getKey();
                Edit below = edit(entry.getValue(), doc.get(key), here.at(key), path.child(key));
                left = below == null ? left : left.with(key, below);
            }
            return Edit.ofMap(left);
        }
        boolean untouched =
                here.stamp != null && here.stamp.time().equals(undone) && here.counts.isEmpty() && here.below.isEmpty();
        if (untouched && !(edit instanceof Edit.MapEdit) && !(edit instanceof Edit.ListEdit)) {
            marks.add(new Mark.Written(path, written, written.site()));
            return edit;
        }
        Object mine = edit instanceof Edit.Put put ? put.value() : null;
        HybridTimestamp theirs = here.stamp == null ? written : here.stamp.time();
        conflicts.add(new Conflict(path, null, mine, current, current, Conflict.UNDO, written, theirs));
        return null;
    }
}
