package io.entangle.pubsub.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Deadlines of many things that mostly move on before they are reached: one timer for all of them, and nothing to do when
 * one moves. Each thing is looked at when the deadline it had is reached, and put where its deadline is by then (a hashed
 * wheel after Varghese and Lauck, 1987, with lazy moves). Driven by one thread.
 *
 * @param <T> the things
 */
final class DeadlineWheel<T> {
    private final List<List<T>> slots = new ArrayList<>();
    private final long tickNanos;
    private final ToLongFunction<T> reached;
    private long tick;

    /**
     * A wheel.
     *
     * @param tickNanos how exact deadlines are kept
     * @param slots how many ticks ahead it looks; what is farther away is looked at meanwhile
     * @param startNanos the time now
     * @param reached is given a thing whose deadline may be reached; returns the time of its next deadline, or 0 if it has no
     *     more
     */
    DeadlineWheel(long tickNanos, int slots, long startNanos, ToLongFunction<T> reached) {
        this.tickNanos = tickNanos;
        this.reached = reached;
        this.tick = Math.floorDiv(startNanos, tickNanos);
        for (int i = 0; i < slots; i++) {
            this.slots.add(new ArrayList<>());
        }
    }

    void add(T thing, long deadlineNanos) {
        long ahead =
                Math.max(1, Math.min(slots.size() - 1, Math.floorDiv(deadlineNanos + tickNanos - 1, tickNanos) - tick));
        slots.get((int) Math.floorMod(tick + ahead, (long) slots.size())).add(thing);
    }

    /** Looks at all whose deadlines may be reached by a time. */
    void advance(long nowNanos) {
        long now = Math.floorDiv(nowNanos, tickNanos);
        long ticks = Math.min(now - tick, slots.size());
        for (long i = 0; i < ticks; i++) {
            tick = now - ticks + i + 1;
            int slot = (int) Math.floorMod(tick, (long) slots.size());
            List<T> due = slots.get(slot);
            if (!due.isEmpty()) {
                slots.set(slot, new ArrayList<>());
                for (T thing : due) {
                    long next = reached.applyAsLong(thing);
                    if (next != 0) {
                        add(thing, next);
                    }
                }
            }
        }
    }
}
