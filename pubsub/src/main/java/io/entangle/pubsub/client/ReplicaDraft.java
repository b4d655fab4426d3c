package io.entangle.pubsub.client;

import io.entangle.atom.Commit;
import io.entangle.atom.Draft;
import io.entangle.atom.State;
import io.entangle.clock.HybridTimestamp;
import io.entangle.pubsub.client.RemoteReplica.Written;
import io.entangle.replica.PendingWrite;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has read of a replica, and what it wants it to become.
 *
 * @param <T> the type of values
 */
final class ReplicaDraft<T> implements Draft<T> {
    private final RemoteReplica<T> replica;
    private final State<View<T>> read;
    private T value;
    private @Nullable HybridTimestamp time;
    private int groupSize = 1;
    private View<T> next;
    private UndoStack.@Nullable Step step;

    ReplicaDraft(RemoteReplica<T> replica) {
        this.replica = replica;
        this.read = replica.written().state();
        this.next = replica.open(read.value());
        this.value = replica.ready(next);
    }

    RemoteReplica<T> replica() {
        return replica;
    }

    @Override
    public T value() {
        return value;
    }

    @Override
    public void propose(T proposed) {
        value = proposed;
    }

    @Override
    public boolean isChanged() {
        return !replica.type().isSame(replica.ready(read.value()), value);
    }

    @Override
    public boolean isCurrent() {
        return replica.written().state().version() == read.version();
    }

    /** The writes of a transaction share their time, by which they are known to belong together. */
    void group(HybridTimestamp now, int size) {
        time = now;
        groupSize = size;
    }

    @Override
    public void join(Commit commit) {
        next = read.value();
        if (isChanged()) {
            Written<T> change = replica.written(next, value, time == null ? replica.now() : time, groupSize);
            step = change.step();
            next = change.view();
        }
        joinAgain(commit);
    }

    /** Makes the same part of another commit. */
    void joinAgain(Commit commit) {
        commit.add(replica.written(), read.version(), next, false);
    }

    /** {@return the write this makes, or null if it makes none} */
    @Nullable
    PendingWrite write() {
        return next.writtenSince(read.value());
    }

    void committed() {
        if (step != null) {
            replica.wrote(step);
        }
    }
}
