package io.entangle.value;

import org.jspecify.annotations.Nullable;

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

    /**
     * An exception of that message, with what caused it.
     *
     * @param message where the value stands, what was expected and what was found
     * @param cause the cause, or null
     */
    public InvalidValueException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
