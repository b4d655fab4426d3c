package io.entangle.atom;

/**
 * Is told of every change of a cell: in order, one at a time, each {@code before} being the {@code after} of the call
 * before. It runs on the thread of a writer, not always the one whose write it is told of; it may write to the cell
 * itself, and is then told of that after it has returned. If it throws, that is reported to the cell's error handler
 * and nothing else happens.
 *
 * @param <T> the type of values
 */
@FunctionalInterface
public interface Watch<T> {
    /**
     * The value has changed.
     *
     * @param before the value before the change
     * @param after the value after it
     */
    void changed(T before, T after);
}
