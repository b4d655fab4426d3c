package io.entangle.simulation;

import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.replica.AtomicGroup;
import io.entangle.replica.Authority;
import io.entangle.replica.Cut;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.FellBehind;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.simulation.Packet.Asked;
import io.entangle.simulation.Packet.Closed;
import io.entangle.simulation.Packet.Down;
import io.entangle.simulation.Packet.Ping;
import io.entangle.simulation.Packet.Pong;
import io.entangle.simulation.Packet.Told;
import io.entangle.simulation.Packet.Up;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The hub: its atoms, and the sessions of its clients. Without a journal, a new life begins with some older value; with one,
 * with all that was kept.
 */
final class SimHub extends Node {
    private static final long HEADS_MS = 5_000;

    /** One client's connection. */
    final class Session {
        private final Connection connection;
        private final AuthorityPort.@Nullable Stream[] streams = new AuthorityPort.Stream[world.atoms];
        private long lastHeard = world.scheduler.now();
        /** Whether it was not sent something that others were. */
        private boolean isBehind;

        private Session(Connection connection) {
            this.connection = connection;
        }
    }

    private final SplittableRandom random;
    private final List<Session> sessions = new ArrayList<>();
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

    private @Nullable JournaledLife life;
    /** Changes that were begun and not answered. */
    private final List<UnderWay> underWay = new ArrayList<>();

    SimHub(Simulation world, SplittableRandom random, boolean isJournaled) {
        super("hub", world);
        this.random = random;
        this.journal = isJournaled ? new SimJournal(world, random.split()) : null;
    }

    @Nullable
    SimJournal journal() {
        return journal;
    }

    boolean isJournaled() {
        return journal != null;
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

    boolean isNextSwapSeen(SimAtom atom, SimJournal kept) {
        return underWay.stream().anyMatch(change -> change.isNextSwapOf(atom, kept));
    }

    /** When a version on the journal was made. */
    HybridTimestamp madeOf(SimAtom atom, long version) {
        if (journal == null) {
            throw new IllegalStateException("the atoms are in memory");
        }
        return journal.entry(atom.id(), version).made();
    }

    void fillDisk(long ms) {
        if (journal != null) {
            journal.fill(ms);
        }
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

    long latestStampMs() {
        return latestStampMs;
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
        live = journal == null ? inMemory(hybrid) : onJournal(hybrid, journal);
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
            SimAtom atom = new SimAtom(world, i, epoch, version, value, hybrid);
            next.add(atom);
            world.truths.put(new Simulation.Life(i, epoch), atom.truth);
        }
        return List.copyOf(next);
    }

    /** The atoms as they were kept, and what had been begun when the life before ended. */
    private List<SimAtom> onJournal(HybridClock hybrid, SimJournal kept) {
        kept.ended();
        boolean isOlder = !live.isEmpty() && world.faults.has(Fault.OLDER_COPY) && random.nextInt(3) == 0;
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
                kept.atoms().forEach(head -> kept.beginEpoch(head.atom(), random.nextLong()));
            }
        }
        underWay.clear();
        life = new JournaledLife(this, kept, hybrid, random.split());
        List<SimAtom> next = new ArrayList<>();
        for (int i = 0; i < world.atoms; i++) {
            SimAtom atom = new SimAtom(
                    world, i, world.bank.open(Workload.FIRST), hybrid, life, live.isEmpty() ? null : live.get(i));
            next.add(atom);
            Truth known = world.truths.put(new Simulation.Life(i, atom.epoch), atom.truth);
            if (known != null) {
                world.happened(Rare.WENT_ON);
            }
            if (!live.isEmpty()) {
                atom.truth.recovered(kept.clients(atom.id()));
            }
        }
        return List.copyOf(next);
    }

    void crash(SplittableRandom faults) {
        if (!up) {
            return;
        }
        up = false;
        die();
        for (Session session : sessions) {
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
            connection.session = new Session(connection);
            sessions.add(connection.session);
        }
        return up;
    }

    private void giveUp(Session session) {
        sessions.remove(session);
        session.connection.session = null;
        session.connection.down.cut(session.connection.down.onTheWay().size(), world.faults.latency());
    }

    void received(Connection connection, Packet packet) {
        Session session = connection.session;
        if (session == null) {
            return;
        }
        session.lastHeard = world.scheduler.now();
        if (packet instanceof Closed) {
            giveUp(session);
        } else if (packet instanceof Ping) {
            connection.down.send(new Pong());
        } else if (packet instanceof Up message) {
            if (message.parts().get(0).message() instanceof Subscribe) {
                replaceOlder(connection);
                subscribe(session, message.parts());
            } else {
                write(session, message.parts());
            }
        }
    }

    /** What still arrives over a client's older connections must not overtake what it sends over this one. */
    private void replaceOlder(Connection connection) {
        for (Session session : List.copyOf(sessions)) {
            boolean isOlder = session.connection != connection && session.connection.client.equals(connection.client);
            if (isOlder && world.bug != Bug.OLDER_NOT_REPLACED) {
                giveUp(session);
            }
        }
    }

    /** Answers subscriptions with versions that stood together. */
    private void subscribe(Session session, List<Asked> requests) {
        List<Told> answers = new ArrayList<>();
        advance();
        across(() -> {
            for (Asked asked : requests) {
                Subscribe request = (Subscribe) asked.message();
                world.trace.add(name, session.connection.client, request);
                SimAtom atom = atom(asked.atom());
                AuthorityPort.Stream stream = atom.subscribe(session.connection.client, request);
                session.streams[atom.index] = stream;
                ToReplica opening = stream.opening();
                boolean isKnown = request.known() != null && request.known().epoch() == atom.epoch;
                if (isKnown && opening instanceof Snapshot) {
                    world.happened(Rare.HISTORY_GONE);
                }
                answers.add(new Told(atom.index, atom.epoch, opening));
            }
        });
        sendWithAllElse(session, answers);
    }

    /** Sends answers with all that is news to the session, so that changes made together are seen together. */
    private void sendWithAllElse(Session session, List<Told> answers) {
        List<Told> all = new ArrayList<>(answers);
        if (world.bug != Bug.SUBSCRIBED_ALONE) {
            session.isBehind = false;
            across(() -> collect(session, live, all));
        }
        session.connection.sendDown(new Down(all));
    }

    private void write(Session session, List<Asked> parts) {
        Connection connection = session.connection;
        List<AtomicGroup.Member> members = new ArrayList<>();
        List<SimAtom> atoms = new ArrayList<>();
        for (Asked asked : parts) {
            SimAtom atom = atom(asked.atom());
            if (session.streams[atom.index] == null) {
                return;
            }
            Write write = ((Write) asked.message()).by(connection.site);
            world.trace.add(name, connection.client, write);
            atoms.add(atom);
            members.add(new AtomicGroup.Member(atom.port.authority, write));
        }
        List<Long> before = atoms.stream().map(SimAtom::version).toList();
        SimAtom.write(connection.client, atoms, members, outcomes -> {
            for (int i = 0; i < atoms.size(); i++) {
                SimAtom atom = atoms.get(i);
                if (atom.version() != before.get(i)) {
                    changed(atom);
                    if (connection.isGivenUpByReplica()) {
                        world.happened(Rare.ZOMBIE_WRITE);
                    }
                }
            }
            // Over the connection that the client has now: it must be told before it is sent the version.
            Session current = connection.session == session ? session : sessionOf(connection.client);
            if (current != null) {
                answer(current, atoms, outcomes);
            }
            checkBank();
        });
    }

    private void answer(Session session, List<SimAtom> atoms, List<ToReplica> outcomes) {
        List<Told> answers = new ArrayList<>();
        for (int i = 0; i < atoms.size(); i++) {
            if (session.streams[atoms.get(i).index] != null) {
                answers.add(new Told(atoms.get(i).index, atoms.get(i).epoch, outcomes.get(i)));
            }
        }
        if (answers.size() > 1) {
            sendWithAllElse(session, answers);
        } else if (!answers.isEmpty()) {
            session.connection.sendDown(new Down(answers));
        }
    }

    private @Nullable Session sessionOf(String client) {
        for (Session session : sessions) {
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

    private void checkBank() {
        stood();
        world.bank.check("the hub", live.stream().map(SimAtom::value).toList());
    }

    /** Does something with versions of all atoms that stood together. */
    private void across(Runnable action) {
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

    private void advance() {
        if (life != null) {
            life.order().advance();
        }
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
        across(() -> sessions.forEach(session -> publish(session, atoms)));
        atoms.stream().filter(atom -> atom.port.authority.isAhead()).forEach(dirty::add);
    }

    void drained(Connection connection) {
        Session session = connection.session;
        if (session != null) {
            session.isBehind = false;
            advance();
            across(() -> publish(session, live));
        }
    }

    /** A session that once was not sent what others were is not sent anything before all of it. */
    private void publish(Session session, List<SimAtom> atoms) {
        if (!session.connection.down.isWritable() && world.bug != Bug.UNBOUNDED_QUEUE) {
            world.happened(Rare.HELD_BACK);
            session.isBehind = true;
        }
        if (session.isBehind) {
            return;
        }
        List<Told> news = new ArrayList<>();
        collect(session, atoms, news);
        if (world.bug == Bug.ATOMS_ONE_BY_ONE) {
            news.forEach(told -> session.connection.sendDown(new Down(List.of(told))));
        } else if (!news.isEmpty()) {
            session.connection.sendDown(new Down(news));
        }
        checkMemory(session);
    }

    private static void collect(Session session, List<SimAtom> atoms, List<Told> news) {
        for (SimAtom atom : atoms) {
            AuthorityPort.Stream stream = session.streams[atom.index];
            if (stream != null) {
                collect(stream, atom, news);
            }
        }
    }

    private static void collect(AuthorityPort.Stream stream, SimAtom atom, List<Told> news) {
        while (true) {
            for (ToReplica said = stream.notice(); said != null; said = stream.notice()) {
                if (!(said instanceof FellBehind) || atom.isTellingWhatIsMissed()) {
                    news.add(new Told(atom.index, atom.epoch, said));
                }
            }
            Update update = stream.next();
            if (update == null) {
                return;
            }
            news.add(new Told(atom.index, atom.epoch, update));
        }
    }

    private static void checkMemory(Session session) {
        long queued = session.connection.down.onTheWay().stream()
                .filter(packet -> packet instanceof Down message && message.mayBeLost())
                .count();
        // One more than the window, for the transport may repeat the last.
        Violation.unless(
                queued <= Simulation.WINDOW + 1,
                "a slow subscriber costs a bounded amount of memory",
                "%d updates and heads are queued for %s",
                queued,
                session.connection.client);
    }

    private void announceHeads() {
        for (Session session : sessions) {
            for (SimAtom atom : live) {
                boolean isWritable = session.connection.down.isWritable();
                if (session.streams[atom.index] != null && isWritable && world.bug != Bug.NO_HEADS) {
                    Told head = new Told(atom.index, atom.epoch, atom.port.head());
                    session.connection.sendDown(new Down(List.of(head)));
                }
            }
        }
        later(HEADS_MS, this::announceHeads);
    }

    private void beat() {
        for (Session session : List.copyOf(sessions)) {
            long silent = world.scheduler.now() - session.lastHeard;
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
