package io.entangle.replica;

import io.entangle.journal.DurableAtoms;
import io.entangle.journal.JournalException;
import java.util.NavigableSet;
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

    /** Writes up to this position may have been dropped: those after them wait until they are answered, or taken again. */
    private long droppedUpTo;

    /** How many answers wait for those of other writes. */
    private int deferred;

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

    /** A write was taken in. */
    void taken(long position) {
        unanswered.add(position);
    }

    /** A write that was taken in is about to be answered, or taken in again. */
    void answering(long position) {
        unanswered.remove(position);
        advance();
    }

    /** What was taken in and is not seen has been dropped. */
    void rolledBack() {
        droppedUpTo = unanswered.isEmpty() ? droppedUpTo : unanswered.last();
    }

    /** {@return whether writes are dropped that are not answered yet: nothing may be taken in before they are} */
    boolean isRollingBack() {
        return !unanswered.isEmpty() && unanswered.first() <= droppedUpTo;
    }

    /** Does something when all writes are answered that were taken in until now. */
    void whenAnswered(Runnable task) {
        if (unanswered.isEmpty() && deferred == 0) {
            task.run();
            return;
        }
        try {
            deferred++;
            atoms.settled()
                    .whenComplete((done, failed) -> driver.accept(() -> {
                        deferred--;
                        task.run();
                    }));
        } catch (JournalException closed) {
            // The clients will ask the next life of the hub.
        }
    }
}
