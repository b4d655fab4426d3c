package io.entangle.simulation;

import io.entangle.atom.Atom;
import io.entangle.clock.Entropy;
import io.entangle.clock.HybridClock;
import io.entangle.journal.DurableAtoms;
import io.entangle.journal.JournalDriver;
import io.entangle.replica.Journaling;
import io.entangle.replica.WriteOrder;
import io.entangle.value.Doc;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** One life of a hub that keeps its atoms on a journal: who writes to it, and what is to be done when that is done. */
final class JournaledLife implements JournalDriver {
    private static final long RETRY_MS = 250;

    private final SimHub hub;
    private final SplittableRandom random;
    private final HybridClock clock;
    private final long snapshotEvery;
    private final DurableAtoms atoms;
    private final WriteOrder order;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private Step work = () -> true;
    private boolean isAwake;

    JournaledLife(SimHub hub, SimJournal journal, HybridClock clock, SplittableRandom random) {
        this.hub = hub;
        this.random = random;
        this.clock = clock;
        this.snapshotEvery = 2 + random.nextInt(30);
        this.atoms = DurableAtoms.builder(journal)
                .time(hub.clock)
                .entropy(Entropy.seeded(random.nextLong()))
                .clock(clock)
                .snapshotEvery(snapshotEvery)
                .driver(this)
                .lookEvery(Duration.ofSeconds(5))
                .watchesOn(task -> hub.later(0, task))
                .build();
        this.order = new WriteOrder(atoms, this::inOrder);
    }

    private void inOrder(Runnable task) {
        tasks.add(task);
        hub.later(0, () -> tasks.remove().run());
    }

    Atom<Doc> open(String id, Atom.Builder<Doc> builder, Doc first, int versions) {
        return atoms.atom(id, builder, first, versions);
    }

    Journaling<Doc> journaling(Atom<Doc> atom) {
        return new Journaling<>(atoms.behind(atom), clock, snapshotEvery, order);
    }

    DurableAtoms atoms() {
        return atoms;
    }

    WriteOrder order() {
        return order;
    }

    void whenDone(Runnable task) {
        inOrder(task);
    }

    @Override
    public void start(Step writing, Runnable end, Duration every) {
        work = writing;
        if (!every.isZero() && hub.world.bug != Bug.HINTS_ARE_ENOUGH) {
            hub.later(random.nextLong(every.toMillis()), () -> wakeEvery(every));
        }
    }

    private void wakeEvery(Duration every) {
        wake();
        hub.later(every.toMillis(), () -> wakeEvery(every));
    }

    @Override
    public void wake() {
        if (!isAwake) {
            isAwake = true;
            hub.later(random.nextInt(random.nextInt(8) == 0 ? 400 : 12), this::work);
        }
    }

    private void work() {
        isAwake = false;
        try {
            if (!work.work()) {
                isAwake = true;
                hub.later(RETRY_MS, this::work);
            }
        } catch (SimJournal.PowerLoss loss) {
            hub.powerLost();
        }
    }

    @Override
    public void close() {}
}
