package io.entangle.simulation;

import io.entangle.journal.Archived;
import io.entangle.journal.AtomHead;
import io.entangle.journal.ClientMark;
import io.entangle.journal.Durability;
import io.entangle.journal.Entry;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.journal.Recovery;
import io.entangle.journal.Snapshot;
import io.entangle.testing.ForwardingJournal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way of a hub to its journal, which is full or does not answer now and then; and the hub's machine may lose its power
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
    private final SimHub hub;
    private final SimTables tables;
    private final SplittableRandom random;
    private @Nullable List<Boolean> unheard;
    private Consumer<String> listener = atom -> {};
    private long cutOffUntil;
    private List<AtomHead> lastHeads = List.of();

    SimJournal(Simulation world, SimHub hub, SimTables tables, SplittableRandom random) {
        this.world = world;
        this.hub = hub;
        this.tables = tables;
        this.random = random;
    }

    /** The process ends; what it had not been told stays unknown to it. */
    void ended() {
        unheard = null;
        tables.unsynced().clear();
        listener = atom -> {};
    }

    /** What was in doubt is asked of other tables. */
    void forgetDoubt() {
        unheard = null;
    }

    /** The hub can't reach it for a while. */
    void cutOff(long ms) {
        cutOffUntil = world.scheduler.now() + ms;
    }

    private void checkReachable() {
        if (!world.faults.isOver() && world.scheduler.now() < cutOffUntil) {
            throw new JournalException(Failure.UNAVAILABLE, "the connection is cut", null);
        }
    }

    /** Something is announced, which may be late, and lost. */
    void hint(String atom) {
        if (world.faults.isHintLost()) {
            return;
        }
        Consumer<String> listening = listener;
        hub.later(world.faults.hintLatency(), () -> listening.accept(atom));
    }

    @Override
    public boolean isShared() {
        return tables.isShared;
    }

    @Override
    public void onAppended(Consumer<String> told) {
        listener = told;
    }

    @Override
    public List<AtomHead> atoms() {
        checkReachable();
        List<AtomHead> heads = super.atoms();
        if (world.bug == Bug.HEADS_ONE_BY_ONE && heads.size() > 1) {
            List<AtomHead> mixed = new ArrayList<>(heads);
            mixed.set(1, lastHeads.isEmpty() ? heads.get(1) : lastHeads.get(1));
            lastHeads = heads;
            return mixed;
        }
        return heads;
    }

    @Override
    public void read(String atom, long after, long to, Predicate<Entry> reader) {
        checkReachable();
        super.read(
                atom, after, to, world.bug == Bug.OTHERS_NOT_COUNTED ? entry -> reader.test(uncounted(entry)) : reader);
    }

    private static Entry uncounted(Entry entry) {
        return new Entry(entry.atom(), entry.version(), entry.atMs(), entry.made(), null, entry.delta(), entry.notes());
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
        checkReachable();
        if (tables.isFull()) {
            throw new JournalException(Failure.UNAVAILABLE, "the disk is full", null);
        }
        boolean isLost = !world.faults.isOver() && world.faults.has(Fault.FSYNC_ERROR) && random.nextInt(12) == 0;
        if (isLost && random.nextBoolean()) {
            throw doubt();
        }
        List<Boolean> result = kept(groups, epochs);
        if (isLost) {
            unheard = result;
            throw doubt();
        }
        checkPower(6);
        return result;
    }

    private List<Boolean> kept(List<List<Entry>> groups, Map<String, Long> epochs) {
        if (world.bug == Bug.ACKNOWLEDGED_BEFORE_KEPT) {
            if (!tables.unsynced().isEmpty()) {
                List<List<Entry>> now = List.copyOf(tables.unsynced());
                tables.unsynced().clear();
                tables.perform(journal -> journal.append(now));
            }
            tables.unsynced().addAll(groups);
            return groups.stream().map(group -> true).toList();
        }
        List<List<Entry>> written = world.bug == Bug.HALF_A_GROUP_KEPT && random.nextInt(8) == 0
                ? groups.stream().map(group -> List.of(group.get(0))).toList()
                : groups;
        if (written != groups && groups.stream().anyMatch(group -> group.size() > 1)) {
            tables.perform(journal -> journal.append(written));
            throw new PowerLoss();
        }
        Map<String, Long> before = tables.heads();
        List<Boolean> result = new ArrayList<>();
        tables.perform(journal -> {
            result.clear();
            result.addAll(journal.append(groups, world.bug == Bug.APPENDED_IN_ANY_EPOCH ? Map.of() : epochs));
        });
        if (tables.isShared) {
            told(groups, result, before);
        }
        return List.copyOf(result);
    }

    /** In the order in which it is kept, the test takes note of what is, and the other hub may hear of it. */
    private void told(List<List<Entry>> groups, List<Boolean> result, Map<String, Long> before) {
        if (result.contains(false)) {
            world.happened(Rare.OVERTAKEN);
        }
        for (int i = 0; i < groups.size(); i++) {
            List<Entry> group = groups.get(i);
            boolean isNew = group.get(0).version() > before.get(group.get(0).atom());
            if (result.get(i) && isNew) {
                hub.appended(group);
                group.forEach(entry -> tables.announce(this, entry.atom()));
            }
        }
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
        tables.perform(journal -> journal.begin(atom, epoch, first));
        return tables.kept().begin(atom, epoch, first);
    }

    @Override
    public @Nullable Recovery recover(String atom, int versions) {
        Recovery found = tables.kept().recover(atom, versions);
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
        tables.perform(journal -> journal.snapshot(atom, snapshot));
        checkPower(1);
    }

    @Override
    public long compact(String atom, long oldest) {
        long[] result = new long[1];
        tables.perform(journal -> result[0] = journal.compact(atom, oldest));
        return result[0];
    }

    @Override
    public void beginEpoch(String atom, long epoch) {
        tables.beginEpoch(atom, epoch);
        tables.announce(this, atom);
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
        return tables.kept();
    }
}
