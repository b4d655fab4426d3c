package io.entangle.journal;

import org.jspecify.annotations.Nullable;

/** A journal could not do what it was asked for. */
public class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is known of what was to be written. */
    public enum Failure {
        /** Nothing of it is kept; the same may work later. */
        UNAVAILABLE,
        /** Whether it is kept will be known when the journal can be reached again. */
        IN_DOUBT,
        /** The journal does not hold what it must. Nothing was changed. */
        DAMAGED,
        /** What was asked for is not kept, or not any more. */
        NOT_KEPT,
        /** The journal has been closed, or is used by another process. */
        CLOSED
    }

    private final Failure failure;

    /**
     * A failure.
     *
     * @param failure what is known of it
     * @param message says what was to be done, and why it could not be
     * @param cause or null
     */
    public JournalException(Failure failure, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.failure = failure;
    }

    /** {@return what is known of it} */
    public Failure failure() {
        return failure;
    }
}
