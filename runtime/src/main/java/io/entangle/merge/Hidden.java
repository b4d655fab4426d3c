package io.entangle.merge;

import org.jspecify.annotations.Nullable;

/**
 * What was put or removed at a place where a map is shown, because fields within it were written later. It shows again
 * when the last of these is removed by someone who has not seen it.
 *
 * @param present whether a value was put; else the place was removed
 * @param value what was put
 * @param written when; of version {@link #THIS} if by the write that is being merged
 */
record Hidden(boolean present, @Nullable Object value, Stamp written) {
    /** The version that is being made. */
    static final long THIS = -1;

    Hidden in(long version) {
        return written.version() == THIS
                ? new Hidden(present, value, new Stamp(written.time(), written.author(), version))
                : this;
    }
}
