package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.value.Path;
import org.jspecify.annotations.Nullable;

/**
 * Two sites wrote the same field, neither having seen the other's write. A value that is absent, because it was removed
 * or never there, is null like one that is null.
 *
 * @param path the field
 * @param base what stood there in the version that the writer had seen; null also if that version is not retained
 * @param mine what the write at hand wanted there
 * @param theirs what stood there
 * @param chosen what stands there now
 * @param rule by which it was chosen: the name of a {@link Strategy}, {@link #REBASED}, {@link #UNDO} or {@link #REMOVED}
 * @param mineWritten when the write at hand was made, and by which site
 * @param theirsWritten when what stood there was written, and by which site
 */
public record Conflict(
        Path path,
        @Nullable Object base,
        @Nullable Object mine,
        @Nullable Object theirs,
        @Nullable Object chosen,
        String rule,
        HybridTimestamp mineWritten,
        HybridTimestamp theirsWritten) {
    /** The writer had seen a version older than what is remembered; the write was taken as made in the present. */
    public static final String REBASED = "rebased";

    /** Others wrote the field after the write that was to be undone, so it was left alone. */
    public static final String UNDO = "undo";

    /** The field is one of a record that was removed; a record is removed whole, whichever write was later. */
    public static final String REMOVED = "removed";
}
