package io.entangle.replica;

import io.entangle.atom.State;
import io.entangle.clock.HybridTimestamp;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.collections.impl.map.mutable.primitive.LongObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest versions that were seen, as many and as old as are retained. They share structure, so keeping one costs
 * what it changed.
 */
final class History<T> {
    /** A version and when it was made: by its stamp, and by the clock of this machine. */
    record Kept<T>(State<T> state, HybridTimestamp updated, long atMs) {}

    private final int most;
    private final long maxAgeMs;
    private final Deque<Kept<T>> versions = new ArrayDeque<>();
    private final LongObjectHashMap<Kept<T>> byVersion = new LongObjectHashMap<>();

    History(int most, long maxAgeMs) {
        this.most = most;
        this.maxAgeMs = maxAgeMs;
    }

    void add(State<T> state, HybridTimestamp updated, long nowMs) {
        versions.addLast(new Kept<>(state, updated, nowMs));
        byVersion.put(state.version(), versions.getLast());
        while (versions.size() > most || versions.getFirst().atMs() < nowMs - maxAgeMs) {
            byVersion.remove(versions.removeFirst().state().version());
        }
    }

    @Nullable
    State<T> get(long version) {
        Kept<T> kept = byVersion.get(version);
        return kept == null ? null : kept.state();
    }

    /** The version after another one; if that is not retained any more, the oldest that is. */
    Kept<T> after(long version) {
        Kept<T> next = byVersion.get(version + 1);
        if (next != null) {
            return next;
        }
        for (Kept<T> kept : versions) {
            if (kept.state().version() > version) {
                return kept;
            }
        }
        return versions.getLast();
    }
}
