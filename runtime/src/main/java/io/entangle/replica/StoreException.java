package io.entangle.replica;

/** A store can't keep what it was given, or can't be opened. The message says what went wrong, where, and what to do. */
public final class StoreException extends RuntimeException {
    /**
     * An exception of a store.
     *
     * @param message what went wrong, where, and what to do
     */
    public StoreException(String message) {
        super(message);
    }

    /**
     * An exception of a store, with what caused it.
     *
     * @param message what went wrong, where, and what to do
     * @param cause the cause
     */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
