package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.value.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write does to a document.
 *
 * @param delta what it changes in the document as it stands; empty if all of it lost, or changes nothing
 * @param marks what is to be remembered of the fields, for {@link FieldStamps#written(Merged, long)}
 * @param conflicts the fields that were written behind the writer's back, lost and won ones
 * @param isContested whether any field was written behind the writer's back, be it with the same value
 * @param siblings the values that lost and are to be kept, for {@link Siblings#merged}
 */
public record Merged(
        Delta delta, List<Mark> marks, List<Conflict> conflicts, boolean isContested, List<Sibling> siblings) {
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
