package io.entangle.merge;

import io.entangle.value.Path;

/** Thrown when a write edits items of a list that others have changed since the writer saw it. */
public final class StaleListException extends RuntimeException {
    StaleListException(Path path) {
        super("at \"" + path
                + "\": the list was changed since the writer saw it, so its items can't be edited by index;"
                + " put the whole list");
    }
}
