package io.entangle.replica;

/** Thrown by a {@link WriteGuard} at a write that it does not let in, and told to those who wait for one that was refused. */
public final class RefusedWriteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final RefusalCode code;

    /**
     * An exception of a code.
     *
     * @param code why the write is refused
     * @param reason the same for people; it is shown to the writer
     */
    public RefusedWriteException(RefusalCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    /** {@return why the write is refused} */
    public RefusalCode code() {
        return code;
    }
}
