package io.entangle.pubsub.store;

import io.entangle.clock.HybridTimestamp;
import io.entangle.pubsub.store.Medium.BrokenException;
import io.entangle.pubsub.store.StoreRecord.Changed;
import io.entangle.pubsub.store.StoreRecord.Forgotten;
import io.entangle.pubsub.store.StoreRecord.Together;
import io.entangle.pubsub.store.StoreRecord.Whole;
import io.entangle.pubsub.store.StoreRecord.Written;
import io.entangle.replica.ReplicaStore;
import io.entangle.replica.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that adds one record after another to a medium. All of it is held in memory as well, values sharing structure
 * with those of the replicas. Threads that wait for their writes at the same time are served by one writing to the disk,
 * while others go on adding.
 */
abstract class RecordedStore implements ReplicaStore {
    private static final Logger LOG = LoggerFactory.getLogger(RecordedStore.class);

    /** What it is and where, for people. */
    private final String name;

    private final StoredState state;
    private final Medium medium;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition forcedMore = lock.newCondition();
    private @Nullable String failure;

    /** How many records were added, how many of them are known to be durable, and whether that is being worked on. */
    private long appended;

    private long forced;
    private boolean forcing;

    /**
     * A store that has been opened.
     *
     * @param name what it is and where, for people
     * @param state what its medium holds
     */
    RecordedStore(String name, StoredState state, Medium medium) {
        this.name = name;
        this.state = state;
        this.medium = medium;
    }

    @Override
    public final Identity identity() {
        return state.identity();
    }

    @Override
    public final @Nullable HybridTimestamp latest() {
        lock.lock();
        try {
            return state.latest();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final Set<String> unsent() {
        lock.lock();
        try {
            return state.unsent();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final @Nullable Stored load(String atom) {
        lock.lock();
        try {
            StoredAtom found = state.find(atom);
            return found == null ? null : found.stored();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final long append(List<Entry> writes) {
        Written record = new Written(List.copyOf(writes));
        lock.lock();
        try {
            state.check(record.writes());
            add(record);
            long position = appended;
            tidyIfDue();
            return position;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final void save(Map<String, Stored> states) {
        lock.lock();
        try {
            states.forEach((atom, next) -> checkPending(atom, state.find(atom), next));
            List<StoreRecord> parts = new ArrayList<>();
            states.forEach((atom, next) -> {
                StoreRecord part = part(atom, next);
                if (part != null) {
                    parts.add(part);
                }
            });
            if (!parts.isEmpty()) {
                add(parts.size() == 1 ? parts.get(0) : new Together(List.copyOf(parts)));
                states.forEach(state::share);
                tidyIfDue();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final void forget(String atom) {
        lock.lock();
        try {
            if (state.find(atom) != null) {
                add(new Forgotten(atom));
                tidy();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What a state adds to what there is of an atom; null if nothing. */
    private @Nullable StoreRecord part(String atom, Stored next) {
        StoredAtom known = state.find(atom);
        Changed change = known == null ? null : known.changeTo(atom, next);
        if (known == null || change == null) {
            return new Whole(atom, next);
        }
        if (known.isSame(change, next)) {
            return null;
        }
        return known.outweighs(medium.size(change)) ? new Whole(atom, next) : change;
    }

    private static void checkPending(String atom, @Nullable StoredAtom known, Stored next) {
        if (known != null && next.nextSequence() != known.nextSequence()) {
            throw new IllegalArgumentException("the next write of \"" + atom + "\" has sequence " + known.nextSequence()
                    + ", but found " + next.nextSequence());
        }
    }

    private void add(StoreRecord record) {
        checkUsable();
        try {
            int bytes = medium.add(record);
            state.apply(record, bytes);
            appended++;
        } catch (BrokenException e) {
            throw broken(e.getMessage(), e.getCause());
        } catch (IOException e) {
            throw new StoreException("the " + name + " can't keep this, and has not: " + e, e);
        }
    }

    private void checkUsable() {
        if (failure != null) {
            throw new StoreException(failure);
        }
    }

    private StoreException broken(@Nullable String what, Throwable cause) {
        failure = "the " + name + " " + what + "; what was kept can be read when it is opened again: " + cause;
        forcedMore.signalAll();
        return new StoreException(failure, cause);
    }

    @Override
    public final void force(long position) {
        lock.lock();
        try {
            while (forced < position) {
                checkUsable();
                if (forcing) {
                    forcedMore.awaitUninterruptibly();
                } else {
                    forceAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes durable what there is. Meanwhile others may append, and wait for the next time. */
    private void forceAll() {
        long target = appended;
        long end = medium.end();
        IOException error = null;
        forcing = true;
        lock.unlock();
        try {
            medium.force();
        } catch (IOException e) {
            error = e;
        } finally {
            lock.lock();
            forcing = false;
            forcedMore.signalAll();
        }
        if (error != null) {
            throw notForced(error);
        }
        medium.forced(end);
        forced = Math.max(forced, target);
    }

    /** After the operating system has failed to write once, it may say that all is well without having written. */
    private StoreException notForced(IOException cause) {
        try {
            medium.takeBack(cause);
        } catch (BrokenException e) {
            return broken("has failed to make writes durable, and can't take them back", cause);
        }
        return broken("has failed to make writes durable", cause);
    }

    private void tidyIfDue() {
        if (medium.isUntidy(state)) {
            tidy();
        }
    }

    private void tidy() {
        while (forcing) {
            forcedMore.awaitUninterruptibly();
        }
        if (failure != null) {
            return;
        }
        try {
            if (medium.tidy(state)) {
                forced = appended;
                forcedMore.signalAll();
            }
        } catch (BrokenException e) {
            broken(e.getMessage(), e.getCause());
        }
    }

    @Override
    public final @Nullable String failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final void close() {
        lock.lock();
        try {
            while (forcing) {
                forcedMore.awaitUninterruptibly();
            }
            if (failure == null) {
                failure = "the " + name + " is closed";
                forcedMore.signalAll();
                medium.force();
                forced = appended;
            }
        } catch (IOException e) {
            LOG.warn("the last writes to the " + name + " may be lost", e);
        } finally {
            try {
                medium.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the " + name + " can't be closed", e);
            } finally {
                lock.unlock();
            }
        }
    }

    /** {@return what it is and where, for people} */
    @Override
    public final String toString() {
        return name;
    }
}
