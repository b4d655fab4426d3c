package io.entangle.replica;

import io.entangle.atom.State;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.collections.impl.map.mutable.primitive.LongObjectHashMap;
import org.jspecify.annotations.Nullable;

/** The values of the newest versions that were seen. They share structure, so keeping one costs what it changed. */
final class History<T> {
    private final int most;
    private final Deque<State<T>> states = new ArrayDeque<>();
    private final LongObjectHashMap<T> byVersion = new LongObjectHashMap<>();

    History(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 version must be retained, but found " + most);
        }
        this.most = most;
    }

    void add(State<T> state) {
        states.addLast(state);
        byVersion.put(state.version(), state.value());
        if (states.size() > most) {
            byVersion.remove(states.removeFirst().version());
        }
    }

    @Nullable
    T get(long version) {
        return byVersion.get(version);
    }
}
