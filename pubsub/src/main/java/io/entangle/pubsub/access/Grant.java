package io.entangle.pubsub.access;

import java.util.Objects;

/**
 * What somebody may do with a {@link Resource}. Immutable.
 *
 * @param read whether it may be read. What may not be read can't be written either, but for channels and events
 * @param writes what of it may be written; of a channel or an event, anything means all
 */
public record Grant(boolean read, Writes writes) {
    /** Nothing. */
    public static final Grant NONE = new Grant(false, Writes.NONE);

    /** Reading alone. */
    public static final Grant READ = new Grant(true, Writes.NONE);

    /** Everything. */
    public static final Grant ALL = new Grant(true, Writes.ALL);

    /**
     * Checks for nulls.
     *
     * @param read any
     * @param writes not null
     */
    public Grant {
        Objects.requireNonNull(writes, "writes");
    }

    /** {@return whether anything of it may be written} */
    public boolean write() {
        return !writes.isNone();
    }
}
