package io.entangle.simulation;

import io.entangle.replica.AtomicGroup;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.FellBehind;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.simulation.Packet.Asked;
import io.entangle.simulation.Packet.Down;
import io.entangle.simulation.Packet.Told;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One client's connection at a hub. */
final class SimSession {
    final Connection connection;
    private final SimHub hub;
    private final Simulation world;
    private final AuthorityPort.Stream[] streams;
    private long lastHeard;
    /** Whether it was not sent something that others were. */
    private boolean isBehind;
    /** Subscriptions that wait for what the client knows and the hub does not. */
    private final Deque<List<Asked>> awaiting = new ArrayDeque<>();

    SimSession(Connection connection, SimHub hub) {
        this.connection = connection;
        this.hub = hub;
        this.world = hub.world;
        this.streams = new AuthorityPort.Stream[world.atoms];
        this.lastHeard = world.scheduler.now();
    }

    boolean isSubscribed(SimAtom atom) {
        return streams[atom.index] != null;
    }

    void heard() {
        lastHeard = world.scheduler.now();
    }

    long silentMs() {
        return world.scheduler.now() - lastHeard;
    }

    // ---- what the client asks for ----

    /** Answers subscriptions with versions that stood together, in the order in which they came. */
    void subscribe(List<Asked> requests) {
        awaiting.add(requests);
        if (awaiting.size() == 1) {
            subscribeWhenKnown();
        }
    }

    /** Where the client has been told of something by another hub, that has to be known here first. */
    private void subscribeWhenKnown() {
        hub.advance();
        boolean isBehindClient = awaiting.getFirst().stream()
                .anyMatch(asked -> hub.atom(asked.atom()).port.authority.isBehind((Subscribe) asked.message()));
        if (isBehindClient && world.bug != Bug.NOT_LOOKED_FOR_CLIENTS) {
            world.happened(Rare.LOOKED_FOR_A_CLIENT);
            hub.look(this::subscribeFirst);
        } else {
            subscribeFirst();
        }
    }

    private void subscribeFirst() {
        List<Asked> requests = awaiting.removeFirst();
        if (hub.has(this)) {
            answerSubscriptions(requests);
        }
        if (!awaiting.isEmpty()) {
            subscribeWhenKnown();
        }
    }

    private void answerSubscriptions(List<Asked> requests) {
        List<Told> answers = new ArrayList<>();
        hub.advance();
        hub.across(() -> {
            for (Asked asked : requests) {
                Subscribe request = (Subscribe) asked.message();
                world.trace.add(hub.name, connection.client, request);
                SimAtom atom = hub.atom(asked.atom());
                AuthorityPort.Stream stream = atom.subscribe(connection.client, request);
                streams[atom.index] = stream;
                ToReplica opening = stream.opening();
                boolean isKnown = request.known() != null && request.known().epoch() == atom.epoch;
                if (isKnown && opening instanceof Snapshot) {
                    world.happened(Rare.HISTORY_GONE);
                }
                answers.add(new Told(atom.index, atom.epoch, opening));
            }
        });
        sendWithAllElse(answers);
    }

    /** Sends answers with all that is news to the session, so that changes made together are seen together. */
    private void sendWithAllElse(List<Told> answers) {
        List<Told> all = new ArrayList<>(answers);
        if (world.bug != Bug.SUBSCRIBED_ALONE) {
            isBehind = false;
            hub.across(() -> collect(hub.atoms(), all));
        }
        connection.sendDown(new Down(all));
    }

    void write(List<Asked> parts) {
        List<AtomicGroup.Member> members = new ArrayList<>();
        List<SimAtom> atoms = new ArrayList<>();
        for (Asked asked : parts) {
            SimAtom atom = hub.atom(asked.atom());
            if (!isSubscribed(atom)) {
                return;
            }
            Write write = ((Write) asked.message()).by(connection.site);
            world.trace.add(hub.name, connection.client, write);
            atoms.add(atom);
            members.add(new AtomicGroup.Member(atom.port.authority, write));
        }
        List<Long> before = atoms.stream().map(SimAtom::version).toList();
        SimAtom.write(connection.client, atoms, members, outcomes -> {
            for (int i = 0; i < atoms.size(); i++) {
                SimAtom atom = atoms.get(i);
                if (atom.version() != before.get(i)) {
                    hub.changed(atom);
                    if (connection.isGivenUpByReplica()) {
                        world.happened(Rare.ZOMBIE_WRITE);
                    }
                }
            }
            // Over the connection that the client has now: it must be told before it is sent the version.
            SimSession current = connection.session == this ? this : hub.sessionOf(connection.client);
            if (current != null) {
                current.answer(atoms, outcomes);
            }
            hub.checkBank();
        });
    }

    private void answer(List<SimAtom> atoms, List<ToReplica> outcomes) {
        List<Told> answers = new ArrayList<>();
        for (int i = 0; i < atoms.size(); i++) {
            if (isSubscribed(atoms.get(i))) {
                answers.add(new Told(atoms.get(i).index, atoms.get(i).epoch, outcomes.get(i)));
            }
        }
        if (answers.size() > 1) {
            sendWithAllElse(answers);
        } else if (!answers.isEmpty()) {
            connection.sendDown(new Down(answers));
        }
    }

    // ---- what it is sent ----

    /** It takes more again: it is sent all that it lacks. */
    void drained() {
        isBehind = false;
        hub.advance();
        hub.across(() -> publish(hub.atoms()));
    }

    /** A session that once was not sent what others were is not sent anything before all of it. */
    void publish(List<SimAtom> atoms) {
        if (!connection.down.isWritable() && world.bug != Bug.UNBOUNDED_QUEUE) {
            world.happened(Rare.HELD_BACK);
            isBehind = true;
        }
        if (isBehind) {
            return;
        }
        List<Told> news = new ArrayList<>();
        collect(atoms, news);
        if (world.bug == Bug.ATOMS_ONE_BY_ONE) {
            news.forEach(told -> connection.sendDown(new Down(List.of(told))));
        } else if (!news.isEmpty()) {
            connection.sendDown(new Down(news));
        }
        checkMemory();
    }

    private void collect(List<SimAtom> atoms, List<Told> news) {
        for (SimAtom atom : atoms) {
            if (isSubscribed(atom)) {
                collect(streams[atom.index], atom, news);
            }
        }
    }

    private void collect(AuthorityPort.Stream stream, SimAtom atom, List<Told> news) {
        while (true) {
            for (ToReplica said = stream.notice(); said != null; said = stream.notice()) {
                if (said instanceof ToReplica.Outcome) {
                    world.happened(Rare.TOLD_OF_ANOTHER);
                }
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

    private void checkMemory() {
        long queued = connection.down.onTheWay().stream()
                .filter(packet -> packet instanceof Down message && message.mayBeLost())
                .count();
        // One more than the window, for the transport may repeat the last.
        Violation.unless(
                queued <= Simulation.WINDOW + 1,
                "a slow subscriber costs a bounded amount of memory",
                "%d updates and heads are queued for %s",
                queued,
                connection.client);
    }

    void announceHeads() {
        for (SimAtom atom : hub.atoms()) {
            if (isSubscribed(atom) && connection.down.isWritable() && world.bug != Bug.NO_HEADS) {
                connection.sendDown(new Down(List.of(new Told(atom.index, atom.epoch, atom.port.head()))));
            }
        }
    }
}
