package io.entangle.simulation;

import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replica keeps of one atom on its disk: all of its state as of now and then, and each write made since, before it
 * is shown.
 */
final class Stored {
    private final @Nullable Bug bug;
    private @Nullable ReplicaState state;
    private ReplicaChecker.@Nullable OnTop onTop;
    private final List<PendingWrite> since = new ArrayList<>();
    private final List<Made> madeSince = new ArrayList<>();

    Stored(@Nullable Bug bug) {
        this.bug = bug;
    }

    boolean isEmpty() {
        return state == null;
    }

    /** Keeps a state that has a value. */
    void put(ReplicaState now, ReplicaChecker.OnTop checked) {
        state = now;
        onTop = checked;
        since.clear();
        madeSince.clear();
    }

    void append(PendingWrite write, Made made) {
        madeSince.add(made);
        if (bug != Bug.SHOWN_BEFORE_STORED) {
            since.add(write);
        }
    }

    /** What a new process begins with: {@code empty} if there is nothing. */
    ReplicaState restored(ReplicaState empty) {
        if (state == null || state.version() == null || state.updated() == null) {
            return empty;
        }
        List<PendingWrite> pending = new ArrayList<>(state.pending().castToList());
        pending.addAll(since);
        long next = since.isEmpty()
                ? state.nextSequence()
                : since.get(since.size() - 1).sequence() + 1;
        return empty.restored(state.version(), state.updated(), state.confirmed(), pending, next);
    }

    /** What the new process must then have on top. */
    ReplicaChecker.@Nullable OnTop onTop() {
        return onTop == null ? null : onTop.with(madeSince);
    }
}
