package io.entangle.pubsub.access;

/**
 * What somebody may do with a {@link Resource}. Immutable.
 *
 * @param read whether it may be read
 * @param write whether it may be written
 */
public record Grant(boolean read, boolean write) {
    /** Nothing. */
    public static final Grant NONE = new Grant(false, false);

    /** Reading alone. */
    public static final Grant READ = new Grant(true, false);

    /** Everything. */
    public static final Grant ALL = new Grant(true, true);
}
