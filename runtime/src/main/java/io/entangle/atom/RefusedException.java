package io.entangle.atom;

/** Thrown by a write that a {@link Validator} refused. The value and the version are as they were; no watch ran. */
public final class RefusedException extends RuntimeException {
    /**
     * An exception of that message.
     *
     * @param reason why the value was refused
     */
    public RefusedException(String reason) {
        super(reason);
    }
}
