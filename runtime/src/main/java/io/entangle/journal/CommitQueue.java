package io.entangle.journal;

import io.entangle.atom.Commit;
import io.entangle.atom.Ledger;
import io.entangle.clock.TimeSource;
import io.entangle.journal.JournalException.Failure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Changes on their way into a journal, taken in one after the other. A {@link CommitWriter} takes them out and writes them down.
 *
 * <p>Changes are made on top of others that are not written down yet. If some can't be, those made on top of them are dropped
 * as well, and their atoms go on from what is seen. Thread-safe.
 */
final class CommitQueue implements Ledger {
    /** How many versions are taken out at once, about. */
    private static final int MOST_TOGETHER = 4_096;

    /** How many units may wait; more are refused. */
    private static final int MOST_WAITING = 200_000;

    private static final CompletableFuture<Boolean> SEEN = CompletableFuture.completedFuture(true);

    private final String journal;
    private final TimeSource time;
    private final Runnable wake;
    private final Gathering gathering;

    private final Object lock = new Object();
    private final Deque<Unit> waiting = new ArrayDeque<>();
    /** How many wait; written under the lock. */
    private volatile int size;

    private boolean inDoubt;
    private boolean closed;
    private long lastMs;
    private long lastPosition;

    /**
     * A queue before a journal.
     *
     * @param journal the journal's name
     * @param time the wall clock
     * @param wake has what waits written down soon, by another thread or later
     * @param gathering hands over what is to follow
     */
    CommitQueue(String journal, TimeSource time, Runnable wake, Gathering gathering) {
        this.journal = journal;
        this.time = time;
        this.wake = wake;
        this.gathering = gathering;
    }

    @Override
    public @Nullable CompletableFuture<Boolean> append(List<Ledger.Part> parts) {
        List<JournaledChange<?>> all = new ArrayList<>(parts.size());
        parts.forEach(part -> all.add((JournaledChange<?>) part));
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        synchronized (lock) {
            checkOpen();
            checkTaking();
            for (JournaledChange<?> part : all) {
                part.atom.checkNotStuck();
                if (part.atom.tip() != part.expected) {
                    return null;
                }
            }
            if (all.stream().allMatch(JournaledChange::isSeen)) {
                return SEEN;
            }
            lastMs = Math.max(lastMs, time.millis());
            lastPosition++;
            all.forEach(part -> part.placed(lastPosition));
            all.removeIf(part -> !part.isChange());
            all.forEach(part -> part.accepted(lastMs));
            waiting.add(new Unit(lastPosition, lastMs, all, null, true, done));
            size = waiting.size();
        }
        wake.run();
        return done;
    }

    private void checkTaking() {
        if (inDoubt) {
            throw new JournalException(
                    Failure.UNAVAILABLE,
                    "the journal " + journal + " can't be reached: whether earlier writes are kept is not known",
                    null);
        }
        if (waiting.size() >= MOST_WAITING) {
            throw new JournalException(
                    Failure.UNAVAILABLE, waiting.size() + " writes wait for the journal " + journal, null);
        }
    }

    @Override
    public @Nullable CompletableFuture<Boolean> append(List<Ledger.Part> parts, Executor executor) {
        CompletableFuture<Boolean> begun = append(parts);
        if (begun == null) {
            return null;
        }
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        begun.whenComplete((seen, failure) -> gathering.add(executor, () -> {
            if (failure == null) {
                told.complete(seen);
            } else {
                told.completeExceptionally(failure);
            }
        }));
        return told;
    }

    /** {@return completes when all that waits is seen or dropped, and before what comes after it is} */
    CompletableFuture<Boolean> settled() {
        return enqueued(null);
    }

    /** Has something done by the driver after all that waits. */
    CompletableFuture<Boolean> run(Runnable task) {
        return enqueued(task);
    }

    private CompletableFuture<Boolean> enqueued(@Nullable Runnable task) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        synchronized (lock) {
            checkOpen();
            add(task, done);
        }
        wake.run();
        return done;
    }

    private void add(@Nullable Runnable task, CompletableFuture<Boolean> done) {
        lastPosition++;
        waiting.add(new Unit(lastPosition, lastMs, List.of(), task, false, done));
        size = waiting.size();
    }

    private void checkOpen() {
        if (closed) {
            throw new JournalException(Failure.CLOSED, "the journal " + journal + " is closed", null);
        }
    }

    /** Held while something is taken in or dropped. */
    Object lock() {
        return lock;
    }

    /** No later change is at an earlier time than this one. */
    void observe(long atMs) {
        synchronized (lock) {
            lastMs = Math.max(lastMs, atMs);
        }
    }

    boolean isEmpty() {
        synchronized (lock) {
            return waiting.isEmpty();
        }
    }

    /** {@return how many wait; may be that of a moment ago} */
    int size() {
        return size;
    }

    /** Whether it is known what became of all that was taken out: as long as it is not, no more is taken in. */
    void inDoubt(boolean now) {
        synchronized (lock) {
            inDoubt = now;
        }
    }

    /** Takes out a task by itself, or units up to the next task. */
    List<Unit> take() {
        synchronized (lock) {
            List<Unit> taken = new ArrayList<>();
            int entries = 0;
            while (!waiting.isEmpty() && entries < MOST_TOGETHER) {
                boolean isTask = waiting.getFirst().task() != null;
                if (isTask && !taken.isEmpty()) {
                    break;
                }
                taken.add(waiting.removeFirst());
                if (isTask) {
                    break;
                }
                entries += taken.get(taken.size() - 1).parts().size();
            }
            size = waiting.size();
            return taken;
        }
    }

    // ---- called under the lock ----

    /** {@return the position of what was taken in last; positions count what is taken in} */
    long lastPosition() {
        return lastPosition;
    }

    /** Drops all that waits but tasks, and has its atoms, and some others, go on from what is seen. */
    List<Unit> dropAll(Set<JournaledAtom<?>> others) {
        Set<JournaledAtom<?>> atoms = new LinkedHashSet<>(others);
        List<Unit> dropped = new ArrayList<>();
        for (Iterator<Unit> units = waiting.iterator(); units.hasNext(); ) {
            Unit unit = units.next();
            if (unit.task() == null) {
                dropped.add(unit);
                unit.parts().forEach(part -> atoms.add(part.atom));
                units.remove();
            }
        }
        size = waiting.size();
        atoms.forEach(JournaledAtom::backToSeen);
        return dropped;
    }

    /** Drops all changes of some atoms, and with them those of atoms that share a group with one. */
    List<Unit> dropChangesOf(Set<JournaledAtom<?>> some) {
        Set<JournaledAtom<?>> atoms = new LinkedHashSet<>(some);
        int before;
        do {
            before = atoms.size();
            for (Unit unit : waiting) {
                if (unit.changesOneOf(atoms)) {
                    unit.parts().forEach(part -> atoms.add(part.atom));
                }
            }
        } while (atoms.size() > before);
        List<Unit> dropped = new ArrayList<>();
        for (Iterator<Unit> units = waiting.iterator(); units.hasNext(); ) {
            Unit unit = units.next();
            if (unit.changesOneOf(atoms)) {
                dropped.add(unit);
                units.remove();
            }
        }
        size = waiting.size();
        atoms.forEach(JournaledAtom::backToSeen);
        return dropped;
    }

    /**
     * Has all see what other processes have made of some atoms, at one instant. Their followers may tell of it when all that was
     * taken in before is seen.
     */
    void link(List<News<?>> news) {
        Commit commit = new Commit();
        news.forEach(each -> each.join(commit));
        news.forEach(each -> each.atom().written());
        commit.link();
        add(() -> news.forEach(News::tellSeen), new CompletableFuture<>());
        news.forEach(each -> each.takeIn(lastPosition));
    }

    /** Takes no more; what waits is still written down. */
    void close() {
        synchronized (lock) {
            closed = true;
        }
        wake.run();
    }
}
