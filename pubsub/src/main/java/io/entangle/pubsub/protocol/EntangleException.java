package io.entangle.pubsub.protocol;

/** Something went wrong between a hub and a client. */
public final class EntangleException extends RuntimeException {
    private final ErrorCode code;

    /**
     * An exception of a code.
     *
     * @param code what went wrong
     * @param message the same for people: what was wrong and what was expected
     */
    public EntangleException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /**
     * An exception of a code, with what caused it.
     *
     * @param code what went wrong
     * @param message the same for people
     * @param cause the cause
     */
    public EntangleException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** {@return what went wrong} */
    public ErrorCode code() {
        return code;
    }
}
