package io.entangle.journal;

import io.entangle.atom.Commit;
import io.entangle.journal.JournalException.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes down what waits in a queue, all of it in one transaction, has it seen, and tells those who wait. Whoever drives it calls
 * {@link #step}; all of it is done by one thread at a time, but for {@link #seenPosition}.
 */
final class CommitWriter {
    /** What has become of a unit. */
    private record Ended(Unit unit, boolean isSeen) {}

    /** So few are waited for. The commit of more costs little for each, and while it lasts the others can be made. */
    private static final int FEW = 64;

    private final Journal journal;
    private final CommitQueue queue;
    private final Gathering gathering;

    /** Being written, or written perhaps. */
    private List<Unit> writing = List.of();

    /** Not kept because others had changed their atoms before. They are dropped when what those have done is known. */
    private final List<Unit> overtaken = new ArrayList<>();
    /** Kept after one of those: replicas can't be told of them before that is dropped. */
    private final List<Unit> behindOvertaken = new ArrayList<>();

    /** Atoms of which versions were seen and that nobody has asked about yet. */
    private Set<JournaledAtom<?>> changed = new LinkedHashSet<>();

    /** How many wait if all who were told last write again; 0 if nobody is to be waited for. */
    private int expected;

    /** Up to where all is seen, dropped or overtaken. */
    private long donePosition;
    /** Up to where all that was taken in is seen, or dropped. */
    private volatile long seenPosition;

    CommitWriter(Journal journal, CommitQueue queue, Gathering gathering) {
        this.journal = journal;
        this.queue = queue;
        this.gathering = gathering;
    }

    /** {@return the position of the last that is seen; positions count what was taken in} */
    long seenPosition() {
        return seenPosition;
    }

    /** {@return whether as many wait as are worth waiting for} */
    boolean isGathered() {
        return queue.size() >= expected;
    }

    /** {@return whether there is nothing to do} */
    boolean isIdle() {
        return writing.isEmpty() && overtaken.isEmpty() && queue.isEmpty();
    }

    /** {@return the atoms of which versions have been seen since this was asked last} */
    Set<JournaledAtom<?>> takeChanged() {
        Set<JournaledAtom<?>> taken = changed;
        changed = new LinkedHashSet<>();
        return taken;
    }

    /**
     * Writes what waits.
     *
     * @return whether to call again at once if anything waits; false if the journal can't be reached: then later
     */
    boolean step() {
        if (writing.isEmpty()) {
            writing = queue.take();
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
                queue.inDoubt(true);
                return false;
            }
            drop(e);
            return true;
        } catch (RuntimeException e) {
            drop(new JournalException(Failure.UNAVAILABLE, "the journal failed: " + e, e));
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
        Map<String, Long> epochs = new HashMap<>();
        writing.forEach(unit -> unit.parts().forEach(part -> epochs.put(part.atom.id(), part.atom.epoch())));
        Failpoints.pass("before-append");
        List<Boolean> kept = journal.append(groups, epochs);
        Failpoints.pass("after-append");
        return kept;
    }

    private void perform(Runnable task) {
        Unit unit = writing.get(0);
        writing = List.of();
        done(unit.position());
        try {
            task.run();
            unit.done().complete(true);
        } catch (RuntimeException e) {
            unit.done().completeExceptionally(e);
        }
    }

    private void done(long position) {
        donePosition = Math.max(donePosition, position);
        if (overtaken.isEmpty()) {
            seenPosition = donePosition;
        }
    }

    private void seen(List<Boolean> kept) {
        List<Unit> written = new ArrayList<>(writing.size());
        List<Unit> toTell = new ArrayList<>(writing.size());
        int group = 0;
        for (Unit unit : writing) {
            if (!unit.parts().isEmpty() && !kept.get(group++)) {
                overtaken.add(unit);
            } else {
                written.add(unit);
                (overtaken.isEmpty() ? toTell : behindOvertaken).add(unit);
            }
        }
        Unit last = writing.get(writing.size() - 1);
        writing = List.of();
        queue.inDoubt(false);
        Map<JournaledAtom<?>, Integer> versions = new LinkedHashMap<>();
        written.forEach(unit -> unit.parts().forEach(part -> versions.merge(part.atom, 1, Integer::sum)));
        versions.keySet().forEach(JournaledAtom::written);
        written.forEach(unit -> show(unit.parts()));
        if (!overtaken.isEmpty()) {
            seenPosition = Math.max(seenPosition, overtaken.get(0).position() - 1);
        }
        done(last.position());
        versions.forEach((atom, count) -> atom.tellSeen(count, last.atMs()));
        changed.addAll(versions.keySet());
        int all = queue.size() + toTell.size();
        expected = all <= FEW ? all : 0;
        gathering.during(() -> toTell.forEach(unit -> unit.done().complete(true)));
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

    /** {@return the atoms whose changes were not kept because others had changed them before, and are not dropped yet} */
    Set<JournaledAtom<?>> overtaken() {
        Set<JournaledAtom<?>> atoms = new LinkedHashSet<>();
        overtaken.forEach(unit -> unit.parts().forEach(part -> atoms.add(part.atom)));
        return atoms;
    }

    /**
     * Goes on from what other processes have made of some atoms. Changes that were made without it are dropped, and made again by
     * those who wait for them.
     *
     * @param news what others have made; all of it is seen at one instant
     * @param stuck atoms that can't go on for now
     */
    void takeIn(List<News<?>> news, Set<JournaledAtom<?>> stuck) {
        List<Ended> ended = new ArrayList<>();
        synchronized (queue.lock()) {
            Set<JournaledAtom<?>> atoms = overtaken();
            news.forEach(each -> atoms.add(each.atom()));
            atoms.addAll(stuck);
            overtaken.forEach(unit -> ended.add(new Ended(unit, false)));
            behindOvertaken.forEach(unit -> ended.add(new Ended(unit, true)));
            overtaken.clear();
            behindOvertaken.clear();
            queue.dropChangesOf(atoms).forEach(unit -> ended.add(new Ended(unit, false)));
            seenPosition = donePosition;
            if (!news.isEmpty()) {
                queue.link(news);
            }
        }
        tell(ended, unit -> unit.done().complete(false));
    }

    /** Nothing of what waits can be written down, for all of it is made on what could not be. */
    private void drop(JournalException cause) {
        List<Ended> ended = new ArrayList<>();
        behindOvertaken.forEach(unit -> ended.add(new Ended(unit, true)));
        List<Unit> dropped = new ArrayList<>(overtaken);
        dropped.addAll(writing);
        behindOvertaken.clear();
        overtaken.clear();
        writing = List.of();
        synchronized (queue.lock()) {
            queue.inDoubt(false);
            Set<JournaledAtom<?>> atoms = new LinkedHashSet<>();
            dropped.forEach(unit -> unit.parts().forEach(part -> atoms.add(part.atom)));
            dropped.addAll(queue.dropAll(atoms));
            done(queue.lastPosition());
        }
        dropped.forEach(unit -> ended.add(new Ended(unit, false)));
        tell(ended, unit -> failed(unit, cause));
    }

    /** Tells of units in the order in which they were taken in. */
    private void tell(List<Ended> ended, Consumer<Unit> dropped) {
        ended.sort(Comparator.comparingLong(end -> end.unit().position()));
        gathering.during(() -> {
            for (Ended end : ended) {
                if (end.isSeen()) {
                    end.unit().done().complete(true);
                } else {
                    dropped.accept(end.unit());
                }
            }
        });
    }

    private static void failed(Unit unit, JournalException cause) {
        if (unit.isCommit()) {
            unit.done().completeExceptionally(cause); // though it changes nothing: that was so in a dropped state
        } else {
            unit.done().complete(false);
        }
    }

    /** Drops what could not be written before the end: whether it was kept, the next life will know. */
    void abandon() {
        drop(new JournalException(Failure.CLOSED, "the journal " + journal.name() + " was closed", null));
    }
}
