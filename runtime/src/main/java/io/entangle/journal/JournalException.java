package io.entangle.journal;

import java.time.Instant;
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

    /**
     * {@return the failure to find a version that was there at an instant}
     *
     * @param atom the atom's id
     * @param atMs the instant, in milliseconds since 1970 UTC
     * @param oldest the oldest version that is kept
     * @param oldestMs when that was taken in, in milliseconds since 1970 UTC
     */
    public static JournalException nothingAt(String atom, long atMs, long oldest, long oldestMs) {
        return new JournalException(
                Failure.NOT_KEPT,
                "of \"" + atom + "\" no version is kept that was there at " + Instant.ofEpochMilli(atMs)
                        + "; the oldest is version " + oldest + ", taken in at " + Instant.ofEpochMilli(oldestMs),
                null);
    }

    /** {@return what is known of it} */
    public Failure failure() {
        return failure;
    }
}
