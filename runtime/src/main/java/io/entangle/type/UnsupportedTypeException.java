package io.entangle.type;

/**
 * Thrown when an {@link AtomType} is asked for a class it can't handle. The message names the component by its way from
 * the record asked for, what its type is, and what could stand there instead.
 */
public final class UnsupportedTypeException extends IllegalArgumentException {
    /**
     * An exception of that message.
     *
     * @param message which component, its type, and what could stand there
     */
    public UnsupportedTypeException(String message) {
        super(message);
    }
}
