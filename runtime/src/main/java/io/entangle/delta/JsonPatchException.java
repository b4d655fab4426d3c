package io.entangle.delta;

/**
 * Thrown when a JSON Patch is malformed or one of its operations can't be done. The message gives the operation's
 * index, name and path, and the reason; nothing has been changed.
 */
public final class JsonPatchException extends IllegalArgumentException {
    private final int operation;

    JsonPatchException(int operation, String message) {
        super(message);
        this.operation = operation;
    }

    /** {@return the index of the failed operation in the patch, counted from 0, or -1 if the patch is no list} */
    public int operation() {
        return operation;
    }
}
