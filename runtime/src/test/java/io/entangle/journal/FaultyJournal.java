package io.entangle.journal;

import io.entangle.journal.JournalException.Failure;
import io.entangle.testing.ForwardingJournal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A journal in memory that fails when it is told to, and can be opened again after it was closed. */
final class FaultyJournal extends ForwardingJournal {
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

    /** Several of these may be in front of one that keeps. */
    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public List<Boolean> append(List<List<Entry>> groups, Map<String, Long> epochs) {
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
        List<Boolean> result = kept.append(groups, epochs);
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
    protected Journal kept() {
        return kept;
    }
}
