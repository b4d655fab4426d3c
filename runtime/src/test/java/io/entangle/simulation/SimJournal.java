package io.entangle.simulation;

import io.entangle.journal.Archived;
import io.entangle.journal.AtomHead;
import io.entangle.journal.ClientMark;
import io.entangle.journal.Durability;
import io.entangle.journal.Entry;
import io.entangle.journal.ForwardingJournal;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.journal.MemoryJournal;
import io.entangle.journal.Recovery;
import io.entangle.journal.Snapshot;
import io.entangle.value.Doc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hub's disk: it outlives the hub's lives, is full or does not answer now and then, and the machine may lose its power
 * while something is written. What was being written then is there whole or not at all: a torn end is cut when it is read.
 */
final class SimJournal extends ForwardingJournal {
    /** The machine has lost its power. */
    static final class PowerLoss extends Error {
        private static final long serialVersionUID = 1;

        PowerLoss() {
            super("the machine has lost its power", null, false, false);
        }
    }

    private final Simulation world;
    private final SplittableRandom random;
    private MemoryJournal kept = new MemoryJournal();
    /** All that was ever done to it, so that an older copy can be made. */
    private final List<Consumer<MemoryJournal>> done = new ArrayList<>();
    /** What a seeded bug has said to be kept and has not. */
    private final List<List<Entry>> unsynced = new ArrayList<>();

    private long fullUntil;
    private @Nullable List<Boolean> unheard;

    SimJournal(Simulation world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    void fill(long ms) {
        fullUntil = world.scheduler.now() + ms;
    }

    /** The process ends; what it had not been told stays unknown to it. */
    void ended() {
        unheard = null;
        unsynced.clear();
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
    }

    private void perform(Consumer<MemoryJournal> step) {
        step.accept(kept);
        done.add(step);
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

    @Override
    public List<Boolean> append(List<List<Entry>> groups, Map<String, Long> epochs) {
        checkPower(6);
        if (unheard != null) {
            world.happened(Rare.DOUBT_RESOLVED);
            List<Boolean> heard = unheard;
            unheard = null;
            return heard;
        }
        if (!world.faults.isOver() && world.scheduler.now() < fullUntil) {
            throw new JournalException(Failure.UNAVAILABLE, "the disk is full", null);
        }
        boolean isLost = !world.faults.isOver() && world.faults.has(Fault.FSYNC_ERROR) && random.nextInt(12) == 0;
        if (isLost && random.nextBoolean()) {
            throw doubt();
        }
        List<Boolean> result = kept(groups);
        if (isLost) {
            unheard = result;
            throw doubt();
        }
        checkPower(6);
        return result;
    }

    private List<Boolean> kept(List<List<Entry>> groups) {
        if (world.bug == Bug.ACKNOWLEDGED_BEFORE_KEPT) {
            if (!unsynced.isEmpty()) {
                List<List<Entry>> now = List.copyOf(unsynced);
                unsynced.clear();
                perform(journal -> journal.append(now));
            }
            unsynced.addAll(groups);
            return groups.stream().map(group -> true).toList();
        }
        List<List<Entry>> written = world.bug == Bug.HALF_A_GROUP_KEPT && random.nextInt(8) == 0
                ? groups.stream().map(group -> List.of(group.get(0))).toList()
                : groups;
        if (written != groups && groups.stream().anyMatch(group -> group.size() > 1)) {
            perform(journal -> journal.append(written));
            throw new PowerLoss();
        }
        perform(journal -> journal.append(groups));
        return groups.stream().map(group -> true).toList();
    }

    private void checkPower(int oneIn) {
        if (!world.faults.isOver() && world.faults.has(Fault.POWER_LOSS) && random.nextInt(20 * oneIn) == 0) {
            throw new PowerLoss();
        }
    }

    private static JournalException doubt() {
        return new JournalException(Failure.IN_DOUBT, "the disk reported an error", null);
    }

    @Override
    public AtomHead begin(String atom, long epoch, Snapshot first) {
        perform(journal -> journal.begin(atom, epoch, first));
        return kept.begin(atom, epoch, first);
    }

    @Override
    public @Nullable Recovery recover(String atom, int versions) {
        Recovery found = kept.recover(atom, versions);
        if (found == null || world.bug == null) {
            return found;
        }
        return switch (world.bug) {
            case CLIENTS_NOT_KEPT ->
                new Recovery(found.head(), found.snapshot(), found.entries(), List.<ClientMark>of());
            case NOTES_NOT_KEPT -> {
                Snapshot whole = found.snapshot();
                Snapshot bare = new Snapshot(whole.version(), whole.atMs(), whole.made(), whole.value(), null);
                List<Entry> entries = found.entries().stream()
                        .map(entry -> new Entry(
                                entry.atom(),
                                entry.version(),
                                entry.atMs(),
                                entry.made(),
                                entry.origin(),
                                entry.delta(),
                                null))
                        .toList();
                yield new Recovery(found.head(), bare, entries, found.clients());
            }
            default -> found;
        };
    }

    @Override
    public void snapshot(String atom, Snapshot snapshot) {
        checkPower(1);
        perform(journal -> journal.snapshot(atom, snapshot));
        checkPower(1);
    }

    @Override
    public long compact(String atom, long oldest) {
        long[] result = new long[1];
        perform(journal -> result[0] = journal.compact(atom, oldest));
        return result[0];
    }

    @Override
    public void beginEpoch(String atom, long epoch) {
        perform(journal -> journal.beginEpoch(atom, epoch));
    }

    @Override
    public void restore(Iterable<Archived> lines) {
        throw new UnsupportedOperationException("nobody restores archives here");
    }

    @Override
    public Durability durability() {
        return Durability.DISK;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public int forgetClients(Instant before) {
        return 0;
    }

    @Override
    protected Journal kept() {
        return kept;
    }
}
