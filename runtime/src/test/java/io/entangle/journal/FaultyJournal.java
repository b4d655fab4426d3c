package io.entangle.journal;

import io.entangle.journal.JournalException.Failure;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A journal in memory that fails when it is told to, and can be opened again after it was closed. */
final class FaultyJournal implements Journal {
    enum Fault {
        NONE,
        /** Nothing is kept. */
        FULL,
        /** The connection is lost before anything is kept, and nobody knows. */
        LOST_BEFORE,
        /** The connection is lost when all is kept, and nobody knows. */
        LOST_AFTER
    }

    final MemoryJournal kept;
    final AtomicInteger appends = new AtomicInteger();
    volatile Fault fault = Fault.NONE;
    /** How many appends may go through; others wait. */
    final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);

    private @Nullable List<Boolean> unheard;

    FaultyJournal() {
        this(new MemoryJournal());
    }

    FaultyJournal(MemoryJournal kept) {
        this.kept = kept;
    }

    void shutGate() {
        gate.drainPermits();
    }

    void openGate() {
        gate.release(Integer.MAX_VALUE / 2);
    }

    @Override
    public List<Boolean> append(List<List<Entry>> groups) {
        gate.acquireUninterruptibly();
        appends.incrementAndGet();
        Fault now = fault;
        if (now == Fault.FULL) {
            throw new JournalException(Failure.UNAVAILABLE, "the disk is full", null);
        }
        if (unheard != null) {
            if (now != Fault.NONE) {
                throw lost();
            }
            List<Boolean> heard = unheard;
            unheard = null;
            return heard;
        }
        if (now == Fault.LOST_BEFORE) {
            throw lost();
        }
        List<Boolean> result = kept.append(groups);
        if (now == Fault.LOST_AFTER) {
            unheard = result;
            throw lost();
        }
        return result;
    }

    private static JournalException lost() {
        return new JournalException(Failure.IN_DOUBT, "the connection was lost", null);
    }

    @Override
    public Durability durability() {
        return kept.durability();
    }

    @Override
    public String name() {
        return kept.name();
    }

    @Override
    public List<AtomHead> atoms() {
        return kept.atoms();
    }

    @Override
    public AtomHead begin(String atom, long epoch, Snapshot first) {
        return kept.begin(atom, epoch, first);
    }

    @Override
    public @Nullable Recovery recover(String atom, int versions) {
        return kept.recover(atom, versions);
    }

    @Override
    public void snapshot(String atom, Snapshot snapshot) {
        kept.snapshot(atom, snapshot);
    }

    @Override
    public Snapshot snapshotAt(String atom, long version) {
        return kept.snapshotAt(atom, version);
    }

    @Override
    public void read(String atom, long after, long to, Predicate<Entry> reader) {
        kept.read(atom, after, to, reader);
    }

    @Override
    public long versionAt(String atom, long atMs) {
        return kept.versionAt(atom, atMs);
    }

    @Override
    public long compact(String atom, long oldest) {
        return kept.compact(atom, oldest);
    }

    @Override
    public int forgetClients(Instant before) {
        return kept.forgetClients(before);
    }

    @Override
    public void beginEpoch(String atom, long epoch) {
        kept.beginEpoch(atom, epoch);
    }

    @Override
    public void restore(Iterable<Archived> parts) {
        kept.restore(parts);
    }

    @Override
    public List<Damage> verify(Consumer<String> progress) {
        return kept.verify(progress);
    }

    @Override
    public void close() {}
}
