package io.entangle.simulation;

import io.entangle.journal.AtomHead;
import io.entangle.journal.Entry;
import io.entangle.journal.MemoryJournal;
import io.entangle.journal.Recovery;
import io.entangle.journal.Snapshot;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the journal of one or two hubs has kept: it outlives their lives, and an older copy may come in its place. */
final class SimTables {
    final boolean isShared;
    private final Simulation world;
    private final SplittableRandom random;
    private final List<SimJournal> ways = new ArrayList<>();
    private MemoryJournal kept = new MemoryJournal();
    /** All that was ever done to it, so that an older copy can be made. */
    private final List<Consumer<MemoryJournal>> done = new ArrayList<>();
    /** What a seeded bug has said to be kept and has not. */
    private final List<List<Entry>> unsynced = new ArrayList<>();

    private long fullUntil;

    SimTables(Simulation world, SplittableRandom random, boolean isShared) {
        this.world = world;
        this.random = random;
        this.isShared = isShared;
    }

    /** The way of a hub to the tables. */
    SimJournal way(SimHub hub) {
        SimJournal way = new SimJournal(world, hub, this, random);
        ways.add(way);
        return way;
    }

    MemoryJournal kept() {
        return kept;
    }

    List<List<Entry>> unsynced() {
        return unsynced;
    }

    void fill(long ms) {
        fullUntil = world.scheduler.now() + ms;
    }

    boolean isFull() {
        return !world.faults.isOver() && world.scheduler.now() < fullUntil;
    }

    /** An older copy is put back in place of it. */
    void restoreOlder() {
        MemoryJournal older = new MemoryJournal();
        int steps = world.atoms + random.nextInt(done.size() - world.atoms + 1);
        List<Consumer<MemoryJournal>> history = List.copyOf(done.subList(0, steps));
        history.forEach(step -> step.accept(older));
        done.clear();
        done.addAll(history);
        kept = older;
        ways.forEach(SimJournal::forgetDoubt);
    }

    /** An older copy is put back while the hubs run, and found out by the first that connects again. */
    void restoreUnderHubs() {
        restoreOlder();
        for (AtomHead older : List.copyOf(kept.atoms())) {
            beginEpoch(older.atom(), random.nextLong());
        }
        ways.forEach(way -> kept.atoms().forEach(head -> way.hint(head.atom())));
    }

    /** Another life of an atom's history begins. */
    void beginEpoch(String atom, long epoch) {
        AtomHead before = head(atom);
        perform(journal -> journal.beginEpoch(atom, epoch));
        if (isShared) {
            int index = Integer.parseInt(atom.substring("atom ".length()));
            Truth known = world.truth(index, before.epoch());
            Truth next = known.wentBack(known.atom(), before.version());
            next.beginsWith(clients(atom));
            world.truths.put(new Simulation.Life(index, epoch), next);
        }
    }

    void perform(Consumer<MemoryJournal> step) {
        step.accept(kept);
        done.add(step);
    }

    /** A hub has changed atoms; the others may hear of it. */
    void announce(SimJournal by, String atom) {
        for (SimJournal way : ways) {
            if (way != by) {
                way.hint(atom);
            }
        }
    }

    AtomHead head(String atom) {
        return kept.atoms().stream()
                .filter(head -> head.atom().equals(atom))
                .findFirst()
                .orElseThrow();
    }

    /** What is true of an atom in the life of its history that is kept. */
    Truth truth(int atom) {
        return world.truth(atom, head("atom " + atom).epoch());
    }

    /** The versions that the atoms would begin with, and that of each client's last write. */
    Map<String, Long> heads() {
        Map<String, Long> heads = new TreeMap<>();
        kept.atoms().forEach(head -> heads.put(head.atom(), head.version()));
        unsynced.forEach(group -> group.forEach(entry -> heads.put(entry.atom(), entry.version())));
        return heads;
    }

    /** How far the writes of each client to an atom were taken in. */
    Map<String, Long> clients(String atom) {
        Map<String, Long> clients = new TreeMap<>();
        Recovery found = kept.recover(atom, 0);
        if (found != null) {
            found.clients().forEach(mark -> clients.put(mark.client(), mark.sequence()));
        }
        return clients;
    }

    /** The value of a version in an epoch, or null if there is none. */
    @Nullable
    Doc value(String atom, long epoch, long version) {
        for (AtomHead head : kept.atoms()) {
            if (head.atom().equals(atom) && head.epoch() == epoch && head.version() >= version) {
                Snapshot from = kept.snapshotAt(atom, version);
                Doc[] value = {from.value()};
                kept.read(atom, from.version(), version, entry -> {
                    value[0] = entry.delta().apply(value[0]);
                    return true;
                });
                return value[0];
            }
        }
        return null;
    }

    Entry entry(String atom, long version) {
        List<Entry> one = new ArrayList<>();
        for (List<Entry> group : unsynced) {
            group.stream()
                    .filter(entry -> entry.atom().equals(atom) && entry.version() == version)
                    .forEach(one::add);
        }
        if (one.isEmpty()) {
            kept.read(atom, version - 1, version, one::add);
        }
        return one.get(0);
    }
}
