package io.entangle.atom;

import java.time.Instant;
import java.util.function.Predicate;

/**
 * What stands behind an atom whose changes are written down before anybody sees them. Thread-safe.
 *
 * @param <T> the type of the atom's values
 */
public interface WriteAhead<T> {
    /** {@return the state that the next change is made on} It may not be written down yet, nor seen. */
    State<T> tip();

    /**
     * {@return a change}
     *
     * @param expected the state it is made on
     * @param next the value after it; if that is the same object and {@code always} is not set, the change is none, and
     *     done when {@code expected} is seen
     * @param always whether a version is made even of the same value
     */
    Ledger.Part change(State<T> expected, T next, boolean always);

    /**
     * {@return the value of an earlier version}
     *
     * @param version its number
     * @throws RuntimeException if it is not kept
     */
    T at(long version);

    /**
     * {@return the newest version that was there at an instant}
     *
     * @param time the instant
     * @throws RuntimeException if it is not kept
     */
    long versionAt(Instant time);

    /**
     * Reads back how versions came about, oldest first.
     *
     * @param after the version before the first
     * @param to the last
     * @param reader is given each; false ends the reading
     * @throws RuntimeException if some are not kept
     */
    void history(long after, long to, Predicate<Revision> reader);
}
