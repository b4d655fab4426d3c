package io.entangle.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.atom.RefusedException;
import io.entangle.atom.Version;
import io.entangle.clock.HybridClock;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaMismatchException;
import io.entangle.merge.Merger;
import io.entangle.replica.Tally.Path;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Head;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.testing.Docs;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One hub with one atom, and replicas whose connections may break at any message: in one thread, from one seed. After
 * each event it checks what must always hold.
 */
final class LossyNetwork {
    private static final int MOST_ROUNDS = 100;

    private final Random random;
    private final Tally tally;
    private final boolean losesUpdates;
    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final Map<Version, Doc> values = new HashMap<>();
    private final Map<SimulatedReplica, Version> lastVersions = new HashMap<>();
    /** The last sequence of each client that took effect in this epoch. */
    private final Map<String, Long> processed = new HashMap<>();
    /** The version that holds each write of each client, in this epoch. */
    private final Map<String, Map<Long, Long>> effects = new HashMap<>();

    private long nowMs = 1_000_000;
    private long epoch;
    private Atom<Doc> atom;
    private Authority<Doc> authority;

    LossyNetwork(Random random, Tally tally, boolean losesUpdates) {
        this.random = random;
        this.tally = tally;
        this.losesUpdates = losesUpdates;
        this.atom = atom(Docs.container(random, 8), 0);
        this.authority = authority();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            replicas.add(new SimulatedReplica("client-" + i, clock(i, random.nextInt(4_000) - 2_000), random, tally));
        }
    }

    private Atom<Doc> atom(Doc first, long version) {
        epoch++;
        values.put(new Version(epoch, version), first);
        Atom<Doc> made = Atom.builder(AtomType.doc())
                .version(version)
                .validator(doc -> doc.equals(first) || doc.hashCode() % 9 != 0 ? null : "divisible by nine")
                .build(first);
        long madeIn = epoch;
        made.watchChanges("values", change -> values.put(new Version(madeIn, change.version()), change.after()));
        return made;
    }

    private Authority<Doc> authority() {
        return new Authority<>(
                atom,
                epoch,
                clock(0, 0),
                AuthorityOptions.<Doc>defaults().withRetention(1 + random.nextInt(8), java.time.Duration.ofDays(1)),
                conflict -> tally.count(Path.CONFLICT));
    }

    private HybridClock clock(long site, long offsetMs) {
        return new HybridClock(
                new TimeSource() {
                    @Override
                    public long millis() {
                        return nowMs + offsetMs;
                    }

                    @Override
                    public long nanos() {
                        return nowMs * 1_000_000;
                    }
                },
                new SiteId(site));
    }

    /** Something happens. */
    void step() {
        SimulatedReplica replica = replicas.get(random.nextInt(replicas.size()));
        Connection connection = replica.connection();
        switch (random.nextInt(17)) {
            case 0, 1 -> changeHere();
            case 2, 3, 4 -> replica.write();
            case 5, 6, 7 -> deliverUp(anyConnection());
            case 8, 9, 10, 11 -> deliverDown(connection);
            case 12, 13 -> publish(connection);
            case 14 -> announce(connection);
            case 15 -> reconnectOrCut(replica);
            default -> {
                nowMs += random.nextInt(1_500);
                replica.flush();
            }
        }
        check(replica);
    }

    /** The hub is lost, and another begins with a value of the atom's past. */
    void loseHistory() {
        List<Doc> past = new ArrayList<>(values.values());
        for (SimulatedReplica replica : replicas) {
            replica.disconnect();
        }
        connections.clear();
        processed.clear();
        effects.clear();
        atom = atom(random.nextBoolean() ? atom.get() : past.get(random.nextInt(past.size())), random.nextInt(5));
        authority = authority();
    }

    private void changeHere() {
        try {
            atom.swap(doc -> Docs.mutate(random, doc));
        } catch (RefusedException e) {
            assertThat(e).hasMessage("divisible by nine");
        }
    }

    private @Nullable Connection anyConnection() {
        return connections.isEmpty() ? null : connections.get(random.nextInt(connections.size()));
    }

    private void reconnectOrCut(SimulatedReplica replica) {
        Connection connection = replica.connection();
        if (connection == null) {
            connect(replica);
        } else if (random.nextInt(3) == 0) {
            replica.disconnect();
            if (connection.cut(random) > 0) {
                tally.count(Path.MESSAGES_LOST);
            }
        }
    }

    private void connect(SimulatedReplica replica) {
        Connection opened = new Connection(replica);
        connections.add(opened);
        replica.connect(opened);
    }

    /** The hub takes one message. */
    private void deliverUp(@Nullable Connection connection) {
        ToAuthority message = connection == null ? null : connection.up.pollFirst();
        if (message instanceof Subscribe subscribe) {
            connection.subscription = authority.subscribe(connection.replica.client, subscribe);
            answer(connection, connection.subscription.opening());
        } else if (message instanceof Write write) {
            ToReplica outcome = take(connection, write);
            answer(connection, outcome);
        }
        if (connection != null && connection.isZombie() && connection.up.isEmpty()) {
            connections.remove(connection);
        }
    }

    private void answer(Connection connection, ToReplica message) {
        if (!connection.isZombie()) {
            connection.down.addLast(message);
        }
    }

    private ToReplica take(Connection connection, Write write) {
        String client = connection.replica.client;
        authority.head();
        Doc before = atom.get();
        long version = atom.version();
        ToReplica outcome = authority.write(client, write);
        long last = processed.getOrDefault(client, 0L);
        if (atom.version() != version) {
            assertThat(write.sequence())
                    .as("sequence of %s that takes effect", client)
                    .isGreaterThan(last);
            assertThat(outcome)
                    .isEqualTo(new Accepted(write.sequence(), version + 1, ((Accepted) outcome).conflicts()));
        }
        if (outcome instanceof OutOfSequence) {
            tally.count(Path.OUT_OF_SEQUENCE);
            return outcome;
        }
        tally.count(connection.isZombie() ? Path.ZOMBIE_WRITE : Path.ACCEPTED);
        if (write.sequence() <= last) {
            tally.count(Path.WRITE_REPEATED);
        } else if (revives(write, before)) {
            tally.count(Path.MAP_REVIVED);
        }
        if (write.sequence() > last) {
            processed.put(client, write.sequence());
            effects.computeIfAbsent(client, any -> new HashMap<>()).put(write.sequence(), atom.version());
        }
        return outcome;
    }

    private static boolean revives(Write write, Doc before) {
        try {
            ((Intent.Edits) write.intent()).delta().apply(before);
            return false;
        } catch (DeltaMismatchException e) {
            return true;
        }
    }

    /** A replica takes one message; if updates are lost, it may be none, or the same one twice. */
    private void deliverDown(@Nullable Connection connection) {
        ToReplica message = connection == null ? null : connection.down.pollFirst();
        if (message == null) {
            return;
        }
        int times = losesUpdates && message instanceof Update ? random.nextInt(3) : 1;
        if (times == 0) {
            tally.count(Path.MESSAGES_LOST);
        }
        for (; times > 0; times--) {
            receive(connection.replica, message);
        }
    }

    private void receive(SimulatedReplica replica, ToReplica message) {
        ReplicaState before = replica.state();
        count(message, before.version());
        replica.receive(message);
        check(replica);
        Version version = replica.state().version();
        Map<Long, Long> effective = effects.getOrDefault(replica.client, Map.of());
        Set<Long> left = new HashSet<>();
        replica.state().pending().forEach(write -> left.add(write.sequence()));
        for (PendingWrite write : before.pending()) {
            if (!left.contains(write.sequence()) && !replica.wasRefused(write.sequence())) {
                assertThat(effective.get(write.sequence()))
                        .as("the version that holds write %s of %s", write.sequence(), replica.client)
                        .isNotNull()
                        .isLessThanOrEqualTo(version == null ? -1 : version.number());
            }
        }
        if (version != null && (message instanceof Snapshot || message instanceof Resumed)) {
            left.forEach(sequence -> assertThat(effective.getOrDefault(sequence, Long.MAX_VALUE))
                    .as("the version that holds write %s of %s, still pending", sequence, replica.client)
                    .isGreaterThanOrEqualTo(version.number()));
        }
    }

    private void count(ToReplica message, @Nullable Version version) {
        if (message instanceof Resumed) {
            tally.count(Path.RESUMED);
        } else if (message instanceof Snapshot snapshot) {
            tally.count(snapshot.reset() ? Path.RESET : Path.SNAPSHOT);
        } else if (version != null && message instanceof Accepted accepted && accepted.version() > version.number()) {
            tally.count(Path.ACKNOWLEDGED_NOT_VISIBLE);
        } else if (version != null && message instanceof Update update) {
            if (update.to() <= version.number()) {
                tally.count(Path.UPDATE_STALE);
            } else if (update.from() != version.number()) {
                tally.count(Path.UPDATE_MISSED);
            } else if (update.to() > update.from() + 1) {
                tally.count(Path.CONFLATED);
            }
        }
    }

    private void publish(@Nullable Connection connection) {
        if (connection != null && connection.subscription != null) {
            Update update = connection.subscription.next();
            if (update != null) {
                connection.down.addLast(update);
            }
        }
    }

    private void announce(@Nullable Connection connection) {
        if (connection != null && connection.subscription != null) {
            connection.down.addLast(authority.head());
        }
    }

    private void check(SimulatedReplica replica) {
        ReplicaState state = replica.state();
        Version version = state.version();
        if (version == null) {
            return;
        }
        Version last = lastVersions.put(replica, version);
        if (last != null && last.epoch() == version.epoch()) {
            assertThat(version.number()).as("version of %s", replica.client).isGreaterThanOrEqualTo(last.number());
        }
        assertThat(state.confirmed()).as("%s at %s", replica.client, version).isEqualTo(values.get(version));
        Doc shown = state.confirmed();
        long sequence = 0;
        for (PendingWrite write : state.pending()) {
            assertThat(write.sequence()).isGreaterThan(sequence).isLessThanOrEqualTo(replica.made());
            sequence = write.sequence();
            Delta left = Merger.alone(((Intent.Edits) write.intent()).delta(), shown, write.written());
            shown = left.apply(shown);
        }
        assertThat(state.local()).as("%s at %s", replica.client, version).isEqualTo(shown);
    }

    /** The network is whole again, and nobody writes any more: in the end all are equal. */
    void healAndCheck() {
        while (!connections.isEmpty() && connections.stream().anyMatch(each -> each.isZombie())) {
            connections.stream().filter(Connection::isZombie).toList().forEach(this::deliverUp);
        }
        for (SimulatedReplica replica : replicas) {
            if (replica.connection() == null) {
                connect(replica);
            }
        }
        for (int round = 0; busy(); round++) {
            assertThat(round).as("rounds until all was said").isLessThan(MOST_ROUNDS);
            for (Connection connection : List.copyOf(connections)) {
                for (int left = connection.up.size(); left > 0; left--) {
                    deliverUp(connection);
                }
                publish(connection);
                for (int left = connection.down.size(); left > 0; left--) {
                    deliverDown(connection);
                }
                connection.replica.flush();
                if (losesUpdates) {
                    connection.replica.receive(authority.head());
                }
            }
        }
        checkEqual();
    }

    private boolean busy() {
        return connections.stream().anyMatch(each -> !each.up.isEmpty() || !each.down.isEmpty())
                || replicas.stream()
                        .anyMatch(each ->
                                !authority.head().version().equals(each.state().version())
                                        || !each.state().pending().isEmpty());
    }

    private void checkEqual() {
        for (SimulatedReplica replica : replicas) {
            assertThat(replica.state().version()).isEqualTo(authority.head().version());
            assertThat(replica.state().confirmed()).isEqualTo(atom.get());
            assertThat(replica.state().lag()).isZero();
            Head head = authority.head();
            for (int i = 0; i < 3; i++) {
                assertThat(replica.state().receive(head).resubscribe())
                        .as("%s has missed something", replica.client)
                        .isFalse();
            }
        }
    }
}
