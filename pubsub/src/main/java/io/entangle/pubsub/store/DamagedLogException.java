package io.entangle.pubsub.store;

/** The bytes of a log are not those that were written. */
final class DamagedLogException extends Exception {
    private final long offset;

    DamagedLogException(long offset, String reason) {
        super(reason);
        this.offset = offset;
    }

    /** {@return where in the file} */
    long offset() {
        return offset;
    }
}
