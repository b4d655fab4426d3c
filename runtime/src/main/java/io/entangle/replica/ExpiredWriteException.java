package io.entangle.replica;

import io.entangle.value.Path;

/** A write older than the horizon edits fields of a map that is gone. */
final class ExpiredWriteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ExpiredWriteException(Path container) {
        super("the write was made longer ago than is remembered, and there is no map at \"" + container
                + "\" any more whose fields it could edit");
    }
}
