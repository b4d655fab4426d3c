package io.entangle.simulation;

import static io.entangle.simulation.Violation.unless;

import io.entangle.replica.ReplicaState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run: a hub, replicas, a network and their faults, all of it following from the seed. */
final class Simulation {
    /** How many messages a connection takes before it is not writable. */
    static final int WINDOW = 6;

    static final long BEAT_MS = 5_000;
    static final long HEARTBEAT_MS = 25_000;
    static final long GRACE_MS = 8_000;

    private static final long MOST_HEALING_MS = 180_000;
    private static final String LIVENESS = "when writes stop and the network heals, all replicas are equal";

    /** An atom in one life of the hub. */
    record Life(int atom, long epoch) {}

    /** What a run came to. */
    record Outcome(long hash, long virtualMs, long operations, long faults, Set<Rare> rare) {}

    final long seed;
    final @Nullable Bug bug;
    final Scheduler scheduler;
    final Trace trace;
    final SplittableRandom network;
    final Faults faults;
    final int atoms;
    final List<SimReplica> replicas = new ArrayList<>();
    final Map<Life, Truth> truths = new HashMap<>();
    final Bank bank;
    long operations;

    /** One, or two on one journal. */
    final List<SimHub> hubs = new ArrayList<>();

    private final @Nullable SimTables tables;
    private final Workload workload;
    private final int loadMs;
    private final Set<Rare> rare = EnumSet.noneOf(Rare.class);
    private final Map<String, List<List<Made>>> made = new HashMap<>();

    Simulation(long seed, @Nullable Bug bug) {
        this.seed = seed;
        this.bug = bug;
        SplittableRandom root = new SplittableRandom(seed);
        this.scheduler = new Scheduler(root.split());
        this.trace = new Trace(scheduler);
        this.network = root.split();
        this.faults = new Faults(this, root.split());
        SplittableRandom sizes = root.split();
        this.atoms = 1 + sizes.nextInt(2);
        this.bank = new Bank(atoms > 1 && sizes.nextBoolean());
        this.loadMs = 4_000 + sizes.nextInt(24_000);
        this.workload = new Workload(this, root.split());
        SplittableRandom nodes = root.split();
        SplittableRandom several = root.split();
        boolean isJournaled = bug == null ? sizes.nextBoolean() : bug.isOfJournal();
        boolean isShared = isJournaled && (bug == null ? several.nextBoolean() : bug.isOfSeveralHubs());
        SplittableRandom first = nodes.split();
        this.tables = isJournaled ? new SimTables(this, first.split(), isShared) : null;
        hubs.add(new SimHub("hub", this, first, tables));
        if (isShared) {
            hubs.add(new SimHub(hub(), several.split()));
            faults.ofSeveralHubs(several.split());
        }
        for (int i = 1 + sizes.nextInt(5); i > 0; i--) {
            replicas.add(new SimReplica("c" + i, this, nodes.split()));
        }
    }

    /** The first hub, which is the only one but on a shared journal. */
    SimHub hub() {
        return hubs.get(0);
    }

    @Nullable
    SimTables tables() {
        return tables;
    }

    /** Runs it to its end. Throws a {@link Violation} if a promise is broken. */
    Outcome run() {
        hubs.forEach(SimHub::begin);
        replicas.forEach(SimReplica::begin);
        workload.begin();
        faults.begin();
        while (scheduler.now() < loadMs) {
            scheduler.step();
        }
        workload.end();
        faults.end();
        hubs.forEach(SimHub::wake);
        replicas.forEach(SimReplica::heal);
        long healed = scheduler.now();
        while (!isSettled()) {
            unless(scheduler.now() - healed < MOST_HEALING_MS, LIVENESS, "after three minutes: %s", unsettled());
            for (int i = 0; i < 50; i++) {
                scheduler.step();
            }
        }
        checkEqual();
        return new Outcome(trace.hash(), scheduler.now(), operations, faults.injected(), rare);
    }

    private boolean isSettled() {
        if (!hubs.stream().allMatch(SimHub::isUp)) {
            return false;
        }
        for (SimReplica replica : replicas) {
            for (SimCopy copy : replica.copies()) {
                if (!isSettled(copy)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isSettled(SimCopy copy) {
        return copy.state().pending().isEmpty()
                && hubs.stream()
                        .allMatch(hub -> hub.isUp()
                                && hub.atom(copy.atom)
                                        .versionId()
                                        .equals(copy.state().version()));
    }

    private String unsettled() {
        StringBuilder text = new StringBuilder();
        for (SimReplica replica : replicas) {
            for (SimCopy copy : replica.copies()) {
                if (!isSettled(copy)) {
                    text.append(replica.client())
                            .append(" has atom ")
                            .append(copy.atom)
                            .append(" in ")
                            .append(copy.state().version())
                            .append(", not ")
                            .append(hubs.stream()
                                    .map(hub -> hub.isUp() ? hub.atom(copy.atom).versionId() : "down")
                                    .toList())
                            .append(", and ")
                            .append(copy.state().pending().size())
                            .append(" writes pending: ")
                            .append(copy.checker().onTop().writes())
                            .append("; ");
                }
            }
        }
        return text.toString();
    }

    private void checkEqual() {
        for (SimReplica replica : replicas) {
            for (SimCopy copy : replica.copies()) {
                SimAtom atom = hub().atom(copy.atom);
                ReplicaState state = copy.state();
                unless(state.confirmed().equals(atom.value()), LIVENESS, "%s differs", replica.client());
                unless(state.local().equals(atom.value()), LIVENESS, "%s shows something else", replica.client());
                for (int i = 0; i < 3; i++) {
                    ReplicaState.Received received = state.receive(atom.port.head());
                    unless(!received.resubscribe(), LIVENESS, "%s has missed something", replica.client());
                    state = received.state();
                }
                trace.mix(state.local().digest());
            }
        }
    }

    void happened(Rare path) {
        rare.add(path);
    }

    /** A packet is lost on the way. */
    void lost(Packet packet) {
        if (!(packet instanceof Packet.Closed)) {
            faults.count();
        }
    }

    /** {@return how many writes a client has made to an atom} */
    long madeBy(String client, int atom) {
        return made(client, atom).size();
    }

    void made(Made write, int atom) {
        made(write.client(), atom).add(write);
    }

    Made made(String client, int atom, long sequence) {
        return made(client, atom).get((int) sequence - 1);
    }

    private List<Made> made(String client, int atom) {
        List<List<Made>> all = made.computeIfAbsent(client, any -> new ArrayList<>());
        while (all.size() <= atom) {
            all.add(new ArrayList<>());
        }
        return all.get(atom);
    }

    Stream<Truth> truths(int atom) {
        return truths.entrySet().stream()
                .filter(entry -> entry.getKey().atom() == atom)
                .map(Map.Entry::getValue);
    }

    Truth truth(int atom, long epoch) {
        Truth truth = truths.get(new Life(atom, epoch));
        unless(truth != null, "a replica shows a version of the hub", "the hub never had epoch %d", epoch);
        return truth;
    }
}
