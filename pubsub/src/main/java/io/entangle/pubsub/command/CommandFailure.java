package io.entangle.pubsub.command;

import org.jspecify.annotations.Nullable;

/** A command can't do what it was asked for. The message is all that is shown, in one line. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    static final int FAILED = 1;
    static final int MISUSED = 2;
    static final int NOT_FOUND = 3;
    static final int STALE = 4;

    private final int status;

    CommandFailure(int status, String message) {
        this(status, message, null);
    }

    CommandFailure(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    int status() {
        return status;
    }
}
