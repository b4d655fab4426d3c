package io.entangle.delta;

/**
 * Thrown when a delta is applied to a value it was not made for. The message gives the path, what the delta expected
 * there and what it found; nothing has been changed.
 */
public final class DeltaMismatchException extends IllegalArgumentException {
    /**
     * An exception of that message.
     *
     * @param message where, what was expected and what was found
     */
    public DeltaMismatchException(String message) {
        super(message);
    }
}
