package io.entangle.replica;

import io.entangle.journal.DurableAtoms;
import io.entangle.journal.JournalException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * In which order replicas are told of what is written down: of what became of a write before the version it made, and of
 * versions of several atoms that stood together. Shared by the authorities of a hub's atoms, and driven with them.
 */
public final class WriteOrder {
    private final DurableAtoms atoms;
    private final Consumer<Runnable> driver;
    /** The positions of writes that were taken in and are not answered. */
    private final NavigableSet<Long> unanswered = new TreeSet<>();

    /** One of each write that was taken in and is not answered, which it keeps when it is dropped and taken in again. */
    private final NavigableSet<Long> tickets = new TreeSet<>();

    /** What is to be done when all writes up to a ticket are answered. */
    private final NavigableMap<Long, Deque<Runnable>> waiters = new TreeMap<>();

    private long lastTicket;

    /** Writes up to this position may have been dropped: those after them wait until they are answered, or taken again. */
    private long droppedUpTo;

    private long limit;

    /**
     * The order of what is written down of some atoms.
     *
     * @param atoms the atoms
     * @param driver runs a task where the authorities are driven: later, and in order
     */
    public WriteOrder(DurableAtoms atoms, Consumer<Runnable> driver) {
        this.atoms = atoms;
        this.driver = driver;
    }

    void drive(Runnable task) {
        driver.accept(task);
    }

    /** Up to where replicas may be told. It moves by {@link #advance} alone, so that it is the same for several atoms. */
    long limit() {
        return limit;
    }

    /** Goes on to what is seen by now, as far as what was written is answered. */
    public void advance() {
        long seen = atoms.seenPosition();
        limit = unanswered.isEmpty() ? seen : Math.min(seen, unanswered.first() - 1);
    }

    /** A write was taken in, perhaps again. Returns its ticket: the one it had, or, if that is 0, a new one. */
    long taken(long ticket, long position) {
        unanswered.add(position);
        long mine = ticket == 0 ? ++lastTicket : ticket;
        tickets.add(mine);
        return mine;
    }

    /** A write that was taken in is about to be answered, or taken in again. */
    void answering(long position) {
        unanswered.remove(position);
        advance();
    }

    /** A write is answered, or never will be. */
    void answered(long ticket) {
        tickets.remove(ticket);
        while (!waiters.isEmpty() && areAnswered(waiters.firstKey())) {
            Deque<Runnable> first = waiters.firstEntry().getValue();
            Runnable task = first.removeFirst();
            if (first.isEmpty()) {
                waiters.pollFirstEntry();
            }
            task.run();
        }
    }

    private boolean areAnswered(long upTo) {
        return tickets.isEmpty() || tickets.first() > upTo;
    }

    /** What was taken in and is not seen has been dropped. */
    void rolledBack() {
        droppedUpTo = unanswered.isEmpty() ? droppedUpTo : unanswered.last();
    }

    /** {@return whether writes are dropped that are not answered yet: nothing may be taken in before they are} */
    boolean isRollingBack() {
        return !unanswered.isEmpty() && unanswered.first() <= droppedUpTo;
    }

    /**
     * Does something when all writes are answered that were taken in until now.
     *
     * @param ticket of a write that only those before it are waited for; 0 if it has none
     */
    void whenAnswered(long ticket, Runnable task) {
        long upTo = ticket == 0 ? lastTicket : ticket - 1;
        if (areAnswered(upTo) && waiters.headMap(upTo, true).isEmpty()) {
            task.run();
        } else {
            waiters.computeIfAbsent(upTo, first -> new ArrayDeque<>()).addLast(task);
        }
    }

    /** Does something later, when all that was taken in until now is seen or dropped. */
    void whenSettled(Runnable task) {
        try {
            atoms.settled().whenComplete((done, failed) -> driver.accept(task));
        } catch (JournalException closed) {
            // The clients will ask the next life of the hub.
        }
    }
}
