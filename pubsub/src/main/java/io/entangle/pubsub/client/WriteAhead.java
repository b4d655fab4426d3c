package io.entangle.pubsub.client;

import io.entangle.atom.Commit;
import io.entangle.atom.State;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaState;
import io.entangle.replica.ReplicaStore;
import io.entangle.replica.ReplicaStore.Entry;
import io.entangle.replica.ReplicaStore.Identity;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.replica.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes are kept in a store before they are shown and sent. What a replica has {@linkplain RemoteReplica#written written}
 * is ahead of what it {@linkplain RemoteReplica#shown shows} by the writes that are not durable yet; writes are made on
 * the former, so that threads that write at the same time wait for the store together, not one for the other.
 *
 * <p>What is written changes, and the store is told of it, behind a gate, so that both are in the same order. No code of
 * the application runs there, and no waiting for the disk happens there.
 */
final class WriteAhead implements Showing {
    private static final Logger LOG = LoggerFactory.getLogger(WriteAhead.class);

    /** A write that is in the store, durable at the latest when its position is forced. */
    private record Appended(long sequence, long position) {}

    private final ReplicaStore store;
    private final ReentrantLock gate = new ReentrantLock();
    /** The replicas that may show less than was written or received, and their writes that may not be durable. */
    private final Map<RemoteReplica<?>, Deque<Appended>> unshown = new LinkedHashMap<>();

    private long appended;
    private long durable;
    private volatile @Nullable String saveFailure;

    WriteAhead(ReplicaStore store) {
        this.store = store;
    }

    @Override
    public Identity identity() {
        return store.identity();
    }

    @Override
    public Collection<String> unsent() {
        return store.unsent();
    }

    @Override
    public <T> View<T> change(RemoteReplica<T> replica, UnaryOperator<View<T>> change) {
        while (true) {
            State<View<T>> before = replica.written().state();
            View<T> after = change.apply(before.value());
            if (changed(replica, before, after)) {
                settle();
                return after;
            }
        }
    }

    private <T> boolean changed(RemoteReplica<T> replica, State<View<T>> before, View<T> after) {
        gate.lock();
        try {
            if (replica.written().state().version() != before.version()) {
                return false;
            }
            PendingWrite write = after.writtenSince(before.value());
            if (write != null) {
                append(Map.of(replica, write));
            }
            return replica.written().compareAndSet(before.version(), after);
        } finally {
            gate.unlock();
        }
    }

    @Override
    public boolean commit(Commit commit, List<ReplicaDraft<?>> drafts) {
        gate.lock();
        try {
            if (!drafts.stream().allMatch(ReplicaDraft::isCurrent)) {
                return false;
            }
            Map<RemoteReplica<?>, PendingWrite> writes = new LinkedHashMap<>();
            for (ReplicaDraft<?> draft : drafts) {
                PendingWrite write = draft.write();
                if (write != null) {
                    writes.put(draft.replica(), write);
                }
            }
            if (!writes.isEmpty()) {
                append(writes);
            }
            // Not the commit that was built before the gate: this one can't fail, now that the store has the writes.
            Commit sure = new Commit();
            drafts.forEach(draft -> draft.joinAgain(sure));
            return sure.attempt();
        } finally {
            gate.unlock();
        }
    }

    private void append(Map<RemoteReplica<?>, PendingWrite> writes) {
        List<Entry> entries = new ArrayList<>();
        writes.forEach((replica, write) -> {
            replica.checkOpen();
            entries.add(new Entry(replica.id(), write));
        });
        appended = store.append(entries);
        writes.forEach((replica, write) -> queue(replica).addLast(new Appended(write.sequence(), appended)));
    }

    private Deque<Appended> queue(RemoteReplica<?> replica) {
        return unshown.computeIfAbsent(replica, any -> new ArrayDeque<>());
    }

    @Override
    public void settle() {
        long position;
        gate.lock();
        try {
            position = appended;
        } finally {
            gate.unlock();
        }
        store.force(position);
        show(position);
    }

    /** Shows what was received, and what was written up to a position that is durable, at one instant. */
    private void show(long position) {
        Commit commit;
        do {
            Map<RemoteReplica<?>, Long> versions = new LinkedHashMap<>();
            gate.lock();
            try {
                durable = Math.max(durable, position);
                unshown.keySet().forEach(replica -> versions.put(replica, 0L));
            } finally {
                gate.unlock();
            }
            versions.replaceAll((replica, any) -> replica.shown().settled().version());
            commit = new Commit();
            gate.lock();
            try {
                for (Map.Entry<RemoteReplica<?>, Long> each : versions.entrySet()) {
                    join(commit, each.getKey(), each.getValue());
                }
            } finally {
                gate.unlock();
            }
            // Watches run here, so not behind the gate.
        } while (!commit.attempt());
        gate.lock();
        try {
            unshown.entrySet()
                    .removeIf(entry ->
                            entry.getValue().isEmpty() && entry.getKey().showsAll());
        } finally {
            gate.unlock();
        }
    }

    private <T> void join(Commit commit, RemoteReplica<T> replica, long version) {
        Deque<Appended> queue = unshown.getOrDefault(replica, new ArrayDeque<>());
        while (!queue.isEmpty() && queue.getFirst().position() <= durable) {
            queue.removeFirst();
        }
        View<T> written = replica.written().settled().value();
        View<T> shown = replica.shown().settled().value();
        View<T> next = queue.isEmpty()
                ? written
                : shown.taking(written.state().before(queue.getFirst().sequence()));
        commit.add(replica.shown(), version, next, false);
    }

    @Override
    public void receive(Iterable<Incoming<?>> all) {
        gate.lock();
        try {
            Incoming.commit(all);
            Map<String, Stored> states = new LinkedHashMap<>();
            for (Incoming<?> one : all) {
                queue(one.replica());
                Stored stored = stored(one.replica().written().get().state());
                if (stored != null) {
                    states.put(one.replica().id(), stored);
                }
            }
            save(states);
        } finally {
            gate.unlock();
        }
        show(0);
    }

    /** A state whose confirmed value is in doubt is not kept. */
    private static @Nullable Stored stored(ReplicaState state) {
        return state.version() == null
                        || state.updated() == null
                        || state.subscribe().known() == null
                ? null
                : new Stored(
                        state.version(),
                        state.updated(),
                        state.confirmed(),
                        state.pending().castToList(),
                        state.nextSequence());
    }

    /** Without what can't be kept now, the replicas would begin at an older version, and lack nothing. */
    private void save(Map<String, Stored> states) {
        try {
            if (!states.isEmpty()) {
                store.save(states);
                saveFailure = null;
            }
        } catch (StoreException e) {
            if (saveFailure == null) {
                LOG.warn("confirmed values are not kept", e);
            }
            saveFailure = e.getMessage();
        }
    }

    @Override
    public <T> void restore(RemoteReplica<T> replica) {
        Stored stored;
        gate.lock();
        try {
            stored = store.load(replica.id());
        } finally {
            gate.unlock();
        }
        if (stored != null) {
            replica.restored(stored);
        }
    }

    @Override
    public void retire(RemoteReplica<?> replica) {
        gate.lock();
        try {
            replica.retire();
        } finally {
            gate.unlock();
        }
    }

    @Override
    public <T> List<PendingWrite> forget(RemoteReplica<T> replica) {
        List<PendingWrite> left;
        gate.lock();
        try {
            replica.retire();
            left = replica.emptied(replica.written());
            unshown.remove(replica);
        } finally {
            gate.unlock();
        }
        replica.emptied(replica.shown());
        try {
            store.forget(replica.id()); // nothing of it is appended any more
        } catch (StoreException e) {
            LOG.warn("what was kept of \"{}\" can't be deleted", replica.id(), e);
        }
        return left;
    }

    @Override
    public ReplicaStatus.Storage storage() {
        return store.failure() == null ? ReplicaStatus.Storage.STORE : ReplicaStatus.Storage.BROKEN_STORE;
    }

    @Override
    public @Nullable String failure() {
        String broken = store.failure();
        return broken != null ? broken : saveFailure;
    }
}
