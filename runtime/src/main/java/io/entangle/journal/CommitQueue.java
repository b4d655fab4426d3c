package io.entangle.journal;

import io.entangle.atom.Commit;
import io.entangle.atom.Ledger;
import io.entangle.clock.TimeSource;
import io.entangle.journal.JournalException.Failure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Changes on their way into a journal: taken in one after the other, written down together. Whoever drives it calls
 * {@link #step} when it was woken; that writes all that waits in one transaction, has it seen, and tells those who wait.
 *
 * <p>Changes are made on top of others that are not written down yet. If some can't be, all that wait are dropped with them,
 * and each atom goes on from what is seen.
 */
final class CommitQueue implements Ledger {
    /** How many versions are written in one transaction, about. */
    private static final int MOST_TOGETHER = 4_096;

    /** How many units may wait; more are refused. */
    private static final int MOST_WAITING = 200_000;

    /** Changes that are written together or not at all, or a task of the journal's between them. */
    private record Unit(
            long position,
            long atMs,
            List<JournaledChange<?>> parts,
            @Nullable Runnable task,
            boolean isCommit,
            CompletableFuture<Boolean> done) {}

    private static final CompletableFuture<Boolean> SEEN = CompletableFuture.completedFuture(true);

    private final Journal journal;
    private final TimeSource time;
    private final Runnable wake;

    private final Gathering gathering = new Gathering();
    private final Object lock = new Object();
    private final Deque<Unit> waiting = new ArrayDeque<>();
    /** Being written, or written perhaps. Only touched by the driver. */
    private List<Unit> writing = List.of();

    /** Only touched by the driver. */
    private Set<JournaledAtom<?>> changed = new LinkedHashSet<>();

    private boolean inDoubt;
    private boolean closed;
    private long lastMs;
    private long lastPosition;
    /** Up to where all that was taken in is seen, or dropped. */
    private volatile long seenPosition;

    /**
     * A queue before a journal.
     *
     * @param journal where changes are written down
     * @param time the wall clock
     * @param wake has {@link #step} called soon, by another thread or later
     */
    CommitQueue(Journal journal, TimeSource time, Runnable wake) {
        this.journal = journal;
        this.time = time;
        this.wake = wake;
    }

    @Override
    public @Nullable CompletableFuture<Boolean> append(List<Ledger.Part> parts) {
        List<JournaledChange<?>> all = new ArrayList<>(parts.size());
        parts.forEach(part -> all.add((JournaledChange<?>) part));
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        synchronized (lock) {
            checkOpen();
            if (inDoubt) {
                throw new JournalException(
                        Failure.UNAVAILABLE,
                        "the journal " + journal.name()
                                + " can't be reached: whether earlier writes are kept is not known",
                        null);
            }
            if (waiting.size() >= MOST_WAITING) {
                throw new JournalException(
                        Failure.UNAVAILABLE, waiting.size() + " writes wait for the journal " + journal.name(), null);
            }
            for (JournaledChange<?> part : all) {
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
        }
        wake.run();
        return done;
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
            lastPosition++;
            waiting.add(new Unit(lastPosition, lastMs, List.of(), task, false, done));
        }
        wake.run();
        return done;
    }

    private void checkOpen() {
        if (closed) {
            throw new JournalException(Failure.CLOSED, "the journal " + journal.name() + " is closed", null);
        }
    }

    /** {@return the position of the last that is seen; positions count what was taken in} */
    long seenPosition() {
        return seenPosition;
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

    private static List<Entry> missed(JournaledAtom<?> atom) {
        try {
            return atom.missed();
        } catch (JournalException e) {
            return List.of(); // the next change finds out again
        }
    }

    /** {@return whether there is nothing to do} */
    boolean isIdle() {
        synchronized (lock) {
            return waiting.isEmpty() && writing.isEmpty();
        }
    }

    /**
     * Writes what waits.
     *
     * @return whether to call again at once if anything waits; false if the journal can't be reached: then later
     */
    boolean step() {
        if (writing.isEmpty()) {
            writing = take();
        }
        if (writing.isEmpty()) {
            return true;
        }
        Runnable task = writing.get(0).task();
        if (task != null) {
            perform(task);
            return true;
        }
        List<List<Entry>> groups = groups(writing);
        try {
            seen(groups.isEmpty() ? List.of() : appended(groups));
            return true;
        } catch (JournalException e) {
            if (e.failure() == Failure.IN_DOUBT) {
                inDoubt(true);
                return false;
            }
            dropped(e);
            return true;
        } catch (RuntimeException e) {
            dropped(new JournalException(Failure.UNAVAILABLE, "the journal failed: " + e, e));
            return true;
        }
    }

    private static List<List<Entry>> groups(List<Unit> units) {
        List<List<Entry>> groups = new ArrayList<>(units.size());
        for (Unit unit : units) {
            List<JournaledChange<?>> parts = unit.parts();
            if (parts.size() == 1) {
                groups.add(List.of(parts.get(0).entry()));
            } else if (!parts.isEmpty()) {
                groups.add(parts.stream().map(JournaledChange::entry).toList());
            }
        }
        return groups;
    }

    private List<Boolean> appended(List<List<Entry>> groups) {
        Failpoints.pass("before-append");
        List<Boolean> kept = journal.append(groups);
        Failpoints.pass("after-append");
        return kept;
    }

    /** A task by itself, or units up to the next task. */
    private List<Unit> take() {
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
            return taken;
        }
    }

    private void perform(Runnable task) {
        CompletableFuture<Boolean> done = writing.get(0).done();
        writing = List.of();
        try {
            task.run();
            done.complete(true);
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private void seen(List<Boolean> kept) {
        List<Unit> written = writing;
        writing = List.of();
        inDoubt(false);
        List<Boolean> results = new ArrayList<>();
        Map<JournaledAtom<?>, Integer> versions = new LinkedHashMap<>();
        Set<JournaledAtom<?>> overtaken = new LinkedHashSet<>();
        int group = 0;
        for (Unit unit : written) {
            boolean isKept = unit.parts().isEmpty() || kept.get(group++);
            results.add(isKept);
            for (JournaledChange<?> part : unit.parts()) {
                if (isKept) {
                    versions.merge(part.atom, 1, Integer::sum);
                } else {
                    overtaken.add(part.atom);
                }
            }
        }
        versions.keySet().forEach(JournaledAtom::written);
        for (int i = 0; i < written.size(); i++) {
            if (results.get(i)) {
                show(written.get(i).parts());
            }
        }
        seenPosition = overtaken.isEmpty() ? written.get(written.size() - 1).position() : overtaken(overtaken);
        long lastWrittenMs = written.get(written.size() - 1).atMs();
        versions.forEach((atom, count) -> atom.tellSeen(count, lastWrittenMs));
        overtaken.forEach(atom -> atom.tellSeen(0, lastWrittenMs));
        changed.addAll(versions.keySet());
        gathering.during(() -> {
            for (int i = 0; i < written.size(); i++) {
                written.get(i).done().complete(results.get(i));
            }
        });
    }

    /** {@return the atoms of which versions have been seen since this was asked last} */
    Set<JournaledAtom<?>> takeChanged() {
        Set<JournaledAtom<?>> taken = changed;
        changed = new LinkedHashSet<>();
        return taken;
    }

    private static void show(List<JournaledChange<?>> parts) {
        if (parts.size() == 1) {
            parts.get(0).link();
        } else if (!parts.isEmpty()) {
            Commit commit = new Commit();
            parts.forEach(part -> part.join(commit));
            commit.link();
        }
    }

    /**
     * Another process was first: what was made on other states is dropped, and made again by those who wait for it. Returns
     * up to where everything is seen or dropped.
     */
    private long overtaken(Set<JournaledAtom<?>> atoms) {
        Map<JournaledAtom<?>, List<Entry>> appended = new LinkedHashMap<>();
        atoms.forEach(atom -> appended.put(atom, missed(atom)));
        List<Unit> dropped;
        long position;
        synchronized (lock) {
            position = lastPosition;
            dropped = dropWaiting(atoms);
            atoms.forEach(JournaledAtom::written);
            appended.forEach((atom, entries) -> atom.goOnFrom(entries, position));
        }
        gathering.during(() -> dropped.forEach(unit -> unit.done().complete(false)));
        return position;
    }

    /** Has all atoms with changes that wait, and some others, go on from what is seen. Called under the lock. */
    private List<Unit> dropWaiting(Set<JournaledAtom<?>> others) {
        List<Unit> dropped = new ArrayList<>();
        List<Unit> tasks = new ArrayList<>();
        Set<JournaledAtom<?>> atoms = new LinkedHashSet<>(others);
        for (Unit unit : waiting) {
            (unit.task() == null ? dropped : tasks).add(unit);
            unit.parts().forEach(part -> atoms.add(part.atom));
        }
        waiting.clear();
        waiting.addAll(tasks);
        atoms.forEach(JournaledAtom::backToSeen);
        return dropped;
    }

    private void inDoubt(boolean now) {
        synchronized (lock) {
            inDoubt = now;
        }
    }

    /** Nothing of what waits can be written down, for all of it is made on what could not be. */
    private void dropped(JournalException cause) {
        List<Unit> dropped = new ArrayList<>(writing);
        writing = List.of();
        synchronized (lock) {
            inDoubt = false;
            Set<JournaledAtom<?>> atoms = new LinkedHashSet<>();
            dropped.forEach(unit -> unit.parts().forEach(part -> atoms.add(part.atom)));
            dropped.addAll(dropWaiting(atoms));
            seenPosition = lastPosition;
        }
        gathering.during(() -> dropped.forEach(unit -> {
            if (unit.isCommit()) {
                unit.done().completeExceptionally(cause); // though it changes nothing: that was so in a dropped state
            } else {
                unit.done().complete(false);
            }
        }));
    }

    /** Takes no more; what waits is still written by {@link #step}. */
    void close() {
        synchronized (lock) {
            closed = true;
        }
        wake.run();
    }

    /** Drops what could not be written before the end: whether it was kept, the next life will know. */
    void abandon() {
        dropped(new JournalException(Failure.CLOSED, "the journal " + journal.name() + " was closed", null));
    }
}
