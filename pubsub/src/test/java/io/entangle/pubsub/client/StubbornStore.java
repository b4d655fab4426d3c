package io.entangle.pubsub.client;

import io.entangle.clock.HybridTimestamp;
import io.entangle.replica.ReplicaStore;
import io.entangle.replica.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store that can be told to refuse, to fail, and to take its time. */
final class StubbornStore implements ReplicaStore {
    private final ReplicaStore store;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CountDownLatch disk = new CountDownLatch(0);
    volatile boolean appendFails;
    volatile boolean saveFails;
    volatile boolean forceFails;

    StubbornStore(ReplicaStore store) {
        this.store = store;
    }

    /** From now on nothing gets durable, until {@link #release}. */
    void stall() {
        disk = new CountDownLatch(1);
    }

    void release() {
        disk.countDown();
    }

    /** {@return how many threads wait for something to get durable} */
    int waiting() {
        return waiting.get();
    }

    private static void failIf(boolean fails) {
        if (fails) {
            throw new StoreException("the disk is full");
        }
    }

    @Override
    public long append(List<Entry> writes) {
        failIf(appendFails);
        return store.append(writes);
    }

    @Override
    public void force(long position) {
        failIf(forceFails);
        waiting.incrementAndGet();
        try {
            disk.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            waiting.decrementAndGet();
        }
        store.force(position);
    }

    @Override
    public void save(Map<String, Stored> states) {
        failIf(saveFails);
        store.save(states);
    }

    @Override
    public void forget(String atom) {
        failIf(saveFails);
        store.forget(atom);
    }

    @Override
    public @Nullable String failure() {
        return forceFails ? "the disk is broken" : store.failure();
    }

    @Override
    public Identity identity() {
        return store.identity();
    }

    @Override
    public @Nullable HybridTimestamp latest() {
        return store.latest();
    }

    @Override
    public Set<String> unsent() {
        return store.unsent();
    }

    @Override
    public @Nullable Stored load(String atom) {
        return store.load(atom);
    }

    @Override
    public void close() {
        store.close();
    }
}
