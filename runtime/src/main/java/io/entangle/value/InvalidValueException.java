package io.entangle.value;

/**
 * Thrown for a value outside the value domain (see {@link Doc}) or one that is not of the kind asked for. The message
 * says where, what was expected and what was found; nothing has been changed.
 */
public final class InvalidValueException extends IllegalArgumentException {
    /**
     * An exception of that message.
     *
     * @param message where the value stands, what was expected and what was found
     */
    public InvalidValueException(String message) {
        super(message);
    }
}
