package io.entangle.journal;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Who has what waits written to a journal: a thread of its own, unless a simulation wants to do that itself. Belongs to one
 * {@link DurableAtoms}.
 */
public interface JournalDriver {
    /** Some work. */
    @FunctionalInterface
    interface Step {
        /** {@return whether it is done; false if the journal can't be reached: it is to be tried again after a while} */
        boolean work();
    }

    /**
     * Begins.
     *
     * @param work writes what waits; called by one thread at a time, and not by {@link #wake} itself
     * @param end is called last, when no more is written
     * @param every how long it may not be called at most; zero if it need not be before it is woken
     */
    void start(Step work, Runnable end, Duration every);

    /**
     * Waits a moment, at most about as long as the work before took, for what is about to be written: with it, it costs one commit
     * instead of two. Called between two pieces of work, by the thread that works. By default it waits for nothing.
     *
     * @param isThere whether all that is expected waits to be written
     */
    default void gather(BooleanSupplier isThere) {}

    /** Something waits. Called by any thread; returns at once. */
    void wake();

    /** Has what waits written, and ends. */
    void close();
}
