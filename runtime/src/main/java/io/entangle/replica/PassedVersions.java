package io.entangle.replica;

import io.entangle.atom.State;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Versions of an atom that were passed on, in order, and not taken in yet; the oldest go when they are too many. Thread-safe. */
final class PassedVersions<T> {
    private final int most;
    private final Queue<State<T>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    PassedVersions(int most) {
        this.most = most;
    }

    void add(State<T> state) {
        waiting.add(state);
        if (count.incrementAndGet() > most) {
            poll();
        }
    }

    @Nullable
    State<T> poll() {
        State<T> next = waiting.poll();
        if (next != null) {
            count.decrementAndGet();
        }
        return next;
    }
}
