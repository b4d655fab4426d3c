package io.entangle.simulation;

import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.journal.Entry;
import io.entangle.replica.Authority;
import io.entangle.replica.Cut;
import io.entangle.replica.Journaling;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.simulation.Packet.Closed;
import io.entangle.simulation.Packet.Ping;
import io.entangle.simulation.Packet.Pong;
import io.entangle.simulation.Packet.Up;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The hub: its atoms, and the sessions of its clients. Without a journal, a new life begins with some older value; with one,
 * with all that was kept.
 */
final class SimHub extends Node {
    private static final long HEADS_MS = 5_000;

    private final SplittableRandom random;
    private final List<SimSession> sessions = new ArrayList<>();
    private final Set<SimAtom> dirty = new HashSet<>();
    private boolean publishing;
    private List<SimAtom> live = List.of();
    /** Versions of all atoms that stood together, in this life. */
    private final List<List<Long>> pasts = new ArrayList<>();

    private boolean up;
    /** The latest stamp that this life's clock has given or seen. */
    private long latestStampMs;

    /** Null if the atoms are in memory. */
    private final @Nullable SimJournal journal;

    private final @Nullable SimTables tables;

    private @Nullable JournaledLife life;
    /** Changes that were begun and not answered. */
    private final List<UnderWay> underWay = new ArrayList<>();

    SimHub(String name, Simulation world, SplittableRandom random, @Nullable SimTables tables) {
        this(name, world, world.faults.clock(), random, tables);
    }

    /** Another hub on the same journal. Where hubs' clocks are apart for longer than the horizon, they forget too soon. */
    SimHub(SimHub first, SplittableRandom random) {
        this(first.name + "2", first.world, first.clock.beside(random.nextInt(60_000) - 30_000), random, first.tables);
    }

    private SimHub(String name, Simulation world, SimClock clock, SplittableRandom random, @Nullable SimTables tables) {
        super(name, world, clock);
        this.random = random;
        this.tables = tables;
        this.journal = tables == null ? null : tables.way(this);
    }

    boolean isJournaled() {
        return journal != null;
    }

    @Nullable
    SimTables tables() {
        return tables;
    }

    /** Whether another hub has the same journal. */
    boolean isShared() {
        return tables != null && tables.isShared;
    }

    /** A group of versions has been kept for this hub; on a shared journal, that is when the test learns of it. */
    void appended(List<Entry> group) {
        for (UnderWay change : underWay) {
            if (change.isOf(group)) {
                change.kept(group, Objects.requireNonNull(tables));
                return;
            }
        }
        throw new Violation("each version is made by a write", name + " has appended " + group);
    }

    void cutOff(long ms) {
        if (journal != null) {
            journal.cutOff(ms);
        }
    }

    void begun(UnderWay change) {
        if (journal != null) {
            underWay.add(change);
            stamped(clock.millis());
            change.stampsMs().filter(ms -> ms - clock.millis() <= 1_000).forEach(this::stamped);
        }
    }

    void ended(UnderWay change) {
        underWay.remove(change);
    }

    boolean isNextSwapSeen(SimAtom atom, SimTables kept) {
        return underWay.stream().anyMatch(change -> change.isNextSwapOf(atom, kept));
    }

    /** When a version on the journal was made. */
    HybridTimestamp madeOf(SimAtom atom, long version) {
        if (tables == null) {
            throw new IllegalStateException("the atoms are in memory");
        }
        return tables.entry(atom.id(), version).made();
    }

    void powerLost() {
        world.happened(Rare.POWER_LOST);
        crash(random);
    }

    boolean isUp() {
        return up;
    }

    SimAtom atom(int index) {
        return live.get(index);
    }

    List<SimAtom> atoms() {
        return live;
    }

    /** Of several hubs on one journal each observes what the others have stamped, be it dropped and made again. */
    long latestStampMs() {
        return isShared()
                ? world.hubs.stream()
                        .mapToLong(hub -> Math.max(hub.latestStampMs, hub.clock.latestMs()))
                        .max()
                        .orElseThrow()
                : latestStampMs;
    }

    void stamped(long ms) {
        latestStampMs = Math.max(latestStampMs, ms);
    }

    /** A new life; the first begins with the atoms' first values. */
    void begin() {
        up = true;
        publishing = false;
        dirty.clear();
        latestStampMs = journal == null ? clock.millis() : Math.max(latestStampMs, clock.millis());
        HybridClock hybrid = new HybridClock(clock, new SiteId(random.nextLong()));
        live = journal == null || tables == null ? inMemory(hybrid) : onJournal(hybrid, journal, tables);
        stood();
        world.trace.add(name, "begins", null);
        later(HEADS_MS, this::announceHeads);
        later(Simulation.BEAT_MS, this::beat);
    }

    private List<SimAtom> inMemory(HybridClock hybrid) {
        List<SimAtom> before = live;
        List<Long> past = pasts.isEmpty() ? List.of() : pasts.get(random.nextInt(pasts.size()));
        boolean goesBack = random.nextBoolean();
        pasts.clear();
        List<SimAtom> next = new ArrayList<>();
        for (int i = 0; i < world.atoms; i++) {
            SimAtom old = before.isEmpty() ? null : before.get(i);
            long version =
                    old == null ? random.nextInt(4) : goesBack ? past.get(i) : random.nextLong(old.version() + 1);
            Doc kept = old == null ? null : goesBack ? old.truth.value(version) : old.value();
            Doc value = kept == null ? world.bank.open(Workload.FIRST) : kept;
            long epoch = old != null && world.bug == Bug.EPOCH_REUSED ? old.epoch : random.nextLong();
            SimAtom atom = new SimAtom(this, i, epoch, version, value, hybrid);
            next.add(atom);
            world.truths.put(new Simulation.Life(i, epoch), atom.truth);
        }
        return List.copyOf(next);
    }

    /** The atoms as they were kept, and what had been begun when the life before ended. */
    private List<SimAtom> onJournal(HybridClock hybrid, SimJournal way, SimTables kept) {
        way.ended();
        if (kept.isShared) {
            if (underWay.stream().anyMatch(UnderWay::isKept)) {
                world.happened(Rare.KEPT_AND_NOT_TOLD);
            }
            if (!underWay.stream().allMatch(UnderWay::isKept)) {
                world.happened(Rare.TAKEN_AND_NOT_KEPT);
            }
            underWay.clear();
            life = new JournaledLife(this, way, hybrid, random.split());
            return openAll(hybrid, life);
        }
        boolean isOlder = !live.isEmpty() && world.faults.has(Fault.OLDER_COPY) && random.nextInt(4) > 0;
        int before = underWay.size();
        while (underWay.removeIf(change -> change.recovered(kept))) {
            // one makes way for the next
        }
        if (underWay.size() < before) {
            world.happened(Rare.KEPT_AND_NOT_TOLD);
        }
        if (!underWay.isEmpty()) {
            world.happened(Rare.TAKEN_AND_NOT_KEPT);
        }
        if (isOlder) {
            world.happened(Rare.COPY_RESTORED);
            kept.restoreOlder();
            if (world.bug != Bug.COPY_IN_THE_SAME_EPOCH) {
                way.atoms().forEach(head -> way.beginEpoch(head.atom(), random.nextLong()));
            }
        }
        underWay.clear();
        life = new JournaledLife(this, way, hybrid, random.split());
        List<SimAtom> next = openAll(hybrid, life);
        if (!live.isEmpty()) {
            next.forEach(atom -> atom.truth.recovered(atom, kept.clients(atom.id())));
        }
        return next;
    }

    private List<SimAtom> openAll(HybridClock hybrid, JournaledLife opening) {
        List<SimAtom> next = new ArrayList<>();
        for (int i = 0; i < world.atoms; i++) {
            SimAtom atom = new SimAtom(
                    this, i, world.bank.open(Workload.FIRST), hybrid, opening, live.isEmpty() ? null : live.get(i));
            next.add(atom);
            Truth known = world.truths.put(new Simulation.Life(i, atom.epoch), atom.truth);
            if (known != null) {
                world.happened(Rare.WENT_ON);
            }
        }
        return List.copyOf(next);
    }

    /** An atom goes on with another history than the one that was known: its clients have to come back. */
    void beganAnew(SimAtom older, Journaling<Doc> journaling) {
        world.happened(Rare.BEGUN_ANEW);
        underWay.removeIf(change -> change.isWriteTo(older));
        SimAtom next = new SimAtom(older, journaling);
        List<SimAtom> all = new ArrayList<>(live);
        all.set(next.index, next);
        live = List.copyOf(all);
        for (SimSession session : List.copyOf(sessions)) {
            if (session.isSubscribed(next)) {
                giveUp(session);
            }
        }
        world.trace.add(name, "begins anew", null);
    }

    void crash(SplittableRandom faults) {
        if (!up) {
            return;
        }
        up = false;
        die();
        if (journal != null) {
            journal.ended();
        }
        for (SimSession session : sessions) {
            session.connection.session = null;
            if (faults.nextBoolean()) {
                session.connection.cut(faults);
            } else {
                session.connection.down.vanish(
                        faults.nextInt(session.connection.down.onTheWay().size() + 1));
            }
        }
        sessions.clear();
        world.scheduler.after(faults.nextInt(5_000), this::begin);
    }

    /** {@return whether the hub takes the connection} */
    boolean accept(Connection connection) {
        if (up) {
            connection.session = new SimSession(connection, this);
            sessions.add(connection.session);
        }
        return up;
    }

    /** {@return whether a connection has not been given up} */
    boolean has(SimSession session) {
        return sessions.contains(session);
    }

    private void giveUp(SimSession session) {
        sessions.remove(session);
        session.connection.session = null;
        session.connection.down.cut(session.connection.down.onTheWay().size(), world.faults.latency());
    }

    void received(Connection connection, Packet packet) {
        SimSession session = connection.session;
        if (session == null) {
            return;
        }
        session.heard();
        if (packet instanceof Closed) {
            giveUp(session);
        } else if (packet instanceof Ping) {
            connection.down.send(new Pong());
        } else if (packet instanceof Up message) {
            if (message.parts().get(0).message() instanceof Subscribe) {
                replaceOlder(connection);
                session.subscribe(message.parts());
            } else {
                session.write(message.parts());
            }
        }
    }

    /** What still arrives over a client's older connections must not overtake what it sends over this one. */
    private void replaceOlder(Connection connection) {
        for (SimSession session : List.copyOf(sessions)) {
            boolean isOlder = session.connection != connection && session.connection.client.equals(connection.client);
            if (isOlder && world.bug != Bug.OLDER_NOT_REPLACED) {
                giveUp(session);
            }
        }
    }

    @Nullable
    SimSession sessionOf(String client) {
        for (SimSession session : sessions) {
            if (session.connection.client.equals(client)) {
                return session;
            }
        }
        return null;
    }

    /** Takes note of versions that stood together. */
    void stood() {
        pasts.add(live.stream().map(SimAtom::version).toList());
    }

    void checkBank() {
        stood();
        world.bank.check("the hub", live.stream().map(SimAtom::value).toList());
    }

    /** Does something with versions of all atoms that stood together. */
    void across(Runnable action) {
        List<Authority<?>> authorities = new ArrayList<>();
        live.forEach(atom -> authorities.add(atom.port.authority));
        Cut.across(authorities, action);
    }

    /** Changes made together are published together, those of several atoms in one packet. */
    void changed(SimAtom atom) {
        mark(atom);
        schedule();
    }

    void mark(SimAtom atom) {
        dirty.add(atom);
    }

    void advance() {
        if (life != null) {
            life.order().advance();
        }
    }

    /** Does something when it is known what the other hub has appended by now. */
    void look(Runnable done) {
        JournaledLife looking = Objects.requireNonNull(life, "only on a journal is there another hub");
        looking.atoms().look().whenComplete((looked, failure) -> looking.whenDone(done));
    }

    void schedule() {
        if (!publishing) {
            publishing = true;
            later(random.nextInt(8), this::publish);
        }
    }

    private void publish() {
        publishing = false;
        advance();
        List<SimAtom> atoms = live.stream().filter(dirty::contains).toList();
        dirty.clear();
        across(() -> sessions.forEach(session -> session.publish(atoms)));
        atoms.stream().filter(atom -> atom.port.authority.isAhead()).forEach(dirty::add);
    }

    void drained(Connection connection) {
        if (connection.session != null) {
            connection.session.drained();
        }
    }

    private void announceHeads() {
        sessions.forEach(SimSession::announceHeads);
        later(HEADS_MS, this::announceHeads);
    }

    private void beat() {
        for (SimSession session : List.copyOf(sessions)) {
            long silent = session.silentMs();
            if (silent > Simulation.HEARTBEAT_MS + Simulation.GRACE_MS) {
                world.happened(Rare.TIMED_OUT);
                giveUp(session);
            } else if (silent > Simulation.HEARTBEAT_MS) {
                session.connection.down.send(new Ping());
            }
        }
        later(Simulation.BEAT_MS, this::beat);
    }
}
