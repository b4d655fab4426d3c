package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a write does to a document.
 *
 * @param delta what it changes in the document as it stands; empty if all of it lost, or changes nothing
 * @param marks what is to be remembered of the fields, for {@link FieldStamps#written(Merged, long)}
 * @param conflicts the fields that were written behind the writer's back, lost and won ones
 * @param siblings the values that lost and are to be kept, for {@link Siblings#merged}
 */
public record Merged(Delta delta, List<Mark> marks, List<Conflict> conflicts, List<Sibling> siblings) {
    /**
     * {@return the outcome for a write that has seen all there is}
     *
     * @param delta what it changes
     * @param time when it was made, and by whom
     */
    public static Merged unopposed(Delta delta, HybridTimestamp time) {
        List<Mark> marks = new ArrayList<>();
        mark(delta.root(), Path.ROOT, time, marks);
        return new Merged(delta, marks, List.of(), List.of());
    }

    private static void mark(@Nullable Edit edit, Path path, HybridTimestamp time, List<Mark> marks) {
        if (edit instanceof Edit.MapEdit map) {
            for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
                mark(entry.getValue(), path.child(entry.getKey()), time, marks);
            }
        } else if (edit != null) {
            marks.add(new Mark.Written(path, time, time.site()));
        }
    }

    /**
     * A value that lost and is kept.
     *
     * @param path where
     * @param present whether it was put; else the field was removed
     * @param value what was put
     * @param written when
     */
    public record Sibling(
            Path path, boolean present, @Nullable Object value, HybridTimestamp written) {}
}
