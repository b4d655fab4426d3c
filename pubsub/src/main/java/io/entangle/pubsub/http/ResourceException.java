package io.entangle.pubsub.http;

/** Why an atom can't be read or written. The message is shown to the one who asked; nothing has been changed. */
public final class ResourceException extends RuntimeException {
    private final Reason reason;

    /**
     * An exception of a reason.
     *
     * @param reason the reason
     * @param message the same for people: what was wrong and what was expected
     */
    public ResourceException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * An exception of a reason, with what caused it.
     *
     * @param reason the reason
     * @param message the same for people; the cause's message is not shown
     * @param cause the cause
     */
    public ResourceException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** {@return the reason} */
    public Reason reason() {
        return reason;
    }

    /** The reasons. */
    public enum Reason {
        /** There never was such a version. */
        UNKNOWN_VERSION(Problem.UNKNOWN_VERSION),
        /** There was such a version, but it is kept no longer. */
        FORGOTTEN(Problem.FORGOTTEN),
        /** The atom has another version than the write expects. */
        STALE(Problem.STALE),
        /** The new value is not welcome. */
        REFUSED(Problem.REFUSED),
        /** The new value is larger than the atom may become. */
        TOO_LARGE(Problem.TOO_LARGE),
        /** What the atom is kept in can't be reached for now. */
        UNAVAILABLE(Problem.UNAVAILABLE);

        private final Problem problem;

        Reason(Problem problem) {
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}
