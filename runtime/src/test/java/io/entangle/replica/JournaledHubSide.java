package io.entangle.replica;

import io.entangle.atom.Atom;
import io.entangle.clock.Entropy;
import io.entangle.clock.HybridClock;
import io.entangle.clock.SiteId;
import io.entangle.journal.DurableAtoms;
import io.entangle.journal.Journal;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An atom on a journal and its authority, driven by the thread of a test; it can end and begin again. */
final class JournaledHubSide implements AutoCloseable {
    private final Journal journal;
    private final FakeTime time;
    private final AuthorityOptions<Doc> options;
    private final Doc first;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private DurableAtoms atoms;
    Atom<Doc> atom;
    Authority<Doc> authority;

    /** The journal must stay open when it is closed. */
    JournaledHubSide(Journal journal, FakeTime time, AuthorityOptions<Doc> options, Doc first) {
        this.journal = journal;
        this.time = time;
        this.options = options;
        this.first = first;
        open();
    }

    private void open() {
        HybridClock clock = new HybridClock(time, new SiteId(1));
        atoms = DurableAtoms.builder(journal)
                .time(time)
                .entropy(Entropy.seeded(1))
                .clock(clock)
                .snapshotEvery(7)
                .build();
        atom = atoms.atom("a", Atom.builder(AtomType.doc()), first, options.retainedVersions());
        Journaling<Doc> journaling = new Journaling<>(atoms.behind(atom), clock, 7, new WriteOrder(atoms, tasks::add));
        authority = new Authority<>(atom, journaling.epoch(), clock, options, conflict -> {}, journaling);
    }

    void restart() {
        atoms.close();
        tasks.clear();
        open();
    }

    /** Writes and waits for the answer. */
    ToReplica write(String client, ToAuthority.Write write) {
        List<ToReplica> answers = new ArrayList<>();
        AtomicGroup.write(client, List.of(new AtomicGroup.Member(authority, write)), answers::addAll);
        while (answers.isEmpty()) {
            driveOnce();
        }
        return answers.get(0);
    }

    /** Does what is due, or waits until something is. */
    void driveOnce() {
        try {
            Runnable task = tasks.poll(10, TimeUnit.SECONDS);
            if (task == null) {
                throw new AssertionError("nothing happened for ten seconds");
            }
            task.run();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        atoms.close();
    }
}
