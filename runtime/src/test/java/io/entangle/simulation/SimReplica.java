package io.entangle.simulation;

import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.replica.Delivery;
import io.entangle.replica.ReplicaState.Received;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.simulation.Packet.Asked;
import io.entangle.simulation.Packet.Closed;
import io.entangle.simulation.Packet.Down;
import io.entangle.simulation.Packet.Ping;
import io.entangle.simulation.Packet.Pong;
import io.entangle.simulation.Packet.Told;
import io.entangle.simulation.Packet.Up;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A client's process: a connection, opened again when it is lost, and a copy of each atom. */
final class SimReplica extends Node {
    private static final int MAX_BACKOFF_MS = 4_000;

    private final SplittableRandom random;
    private final boolean lossy;
    private final long slowMs;
    private final boolean hasDisk;
    private final Delivery delivery;
    private final Map<Integer, Stored> disk = new HashMap<>();
    private final List<SimCopy> copies = new ArrayList<>();
    private int life;
    private String client;
    private HybridClock hybrid;
    private @Nullable Connection connection;
    private boolean waiting;
    private int failedTries;
    private long lastHeard;
    private long partitionedUntil;
    private SimHub hub;

    SimReplica(String name, Simulation world, SplittableRandom random) {
        super(name, world);
        this.random = random;
        this.client = name;
        this.lossy = world.faults.hasLossyTransport();
        this.slowMs = world.faults.slowMs();
        this.hasDisk = random.nextBoolean();
        this.delivery = !lossy && random.nextInt(5) == 0 ? Delivery.EVERY_VERSION : Delivery.LATEST;
        this.hybrid = new HybridClock(clock, new SiteId(random.nextLong()));
        this.hub = world.faults.anyHub();
    }

    /** A new process, which knows what is on the disk of the one before, if it has one. */
    void begin() {
        if (!hasDisk || client.equals(name)) {
            life++;
            client = name + "." + life;
        }
        hybrid = new HybridClock(clock, new SiteId(random.nextLong()));
        copies.clear();
        for (int i = 0; i < world.atoms; i++) {
            copies.add(new SimCopy(i, this, hasDisk ? disk.computeIfAbsent(i, any -> new Stored(world.bug)) : null));
        }
        world.trace.add(name, "begins", null);
        later(random.nextInt(200), this::connect);
        later(Simulation.BEAT_MS, this::beat);
    }

    void crash(SplittableRandom faults) {
        if (copies.stream().anyMatch(copy -> !copy.state().pending().isEmpty())) {
            world.happened(Rare.CRASHED_WITH_PENDING);
        }
        if (world.faults.has(Fault.STEP_CLOCK) && faults.nextBoolean()) {
            clock.step(-faults.nextInt(600_000));
        }
        die();
        if (connection != null) {
            if (faults.nextBoolean()) {
                connection.cut(faults);
            } else {
                connection.up.vanish(faults.nextInt(connection.up.onTheWay().size() + 1));
            }
        }
        connection = null;
        waiting = false;
        begin();
    }

    String client() {
        return client;
    }

    /** Makes all later stamps greater than one that was stored. */
    void observe(HybridTimestamp stored) {
        if (world.bug != Bug.CLOCK_NOT_SEEDED) {
            hybrid.observe(stored);
        }
    }

    HybridClock hybrid() {
        return hybrid;
    }

    Delivery delivery() {
        return delivery;
    }

    boolean lossy() {
        return lossy;
    }

    long slowMs() {
        return slowMs;
    }

    List<SimCopy> copies() {
        return copies;
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    void partition(long ms) {
        partitionedUntil = world.scheduler.now() + ms;
    }

    void heal() {
        wake();
        partitionedUntil = 0;
        if (connection != null) {
            connection.heal();
        }
    }

    private void connect() {
        waiting = false;
        if (connection != null) {
            return;
        }
        SimHub next = world.faults.nextHub(hub);
        if (next != hub
                && copies.stream().anyMatch(copy -> !copy.state().pending().isEmpty())) {
            world.happened(Rare.WANDERED_WITH_PENDING);
        }
        hub = next;
        Connection opened = new Connection(world, this, hub);
        if (partitionedUntil > world.scheduler.now() || !hub.accept(opened)) {
            connectLater();
            return;
        }
        failedTries = 0;
        connection = opened;
        lastHeard = world.scheduler.now();
        subscribe(copies);
        world.faults.afterConnecting(this, opened);
    }

    private void connectLater() {
        if (!waiting) {
            waiting = true;
            int bound = Math.min(MAX_BACKOFF_MS, 250 << Math.min(failedTries++, 10));
            later(1 + random.nextInt(bound), this::connect);
        }
    }

    /** The process gives up its connection for another, as when it moves from one network to the next. */
    void moveOn() {
        if (connection != null) {
            connection.up.cut(connection.up.onTheWay().size(), world.faults.latency());
            lost();
        }
    }

    private void lost() {
        connection = null;
        copies.forEach(SimCopy::disconnected);
        connectLater();
    }

    void received(Connection from, Packet packet) {
        if (from != connection) {
            if (packet instanceof Down message) {
                world.happened(Rare.ZOMBIE_MESSAGE);
                if (world.bug == Bug.ZOMBIE_APPLIED && from.client.equals(client())) {
                    take(message.parts());
                }
            }
            return;
        }
        lastHeard = world.scheduler.now();
        if (packet instanceof Closed) {
            world.trace.add(name, "closed", null);
            lost();
        } else if (packet instanceof Ping) {
            from.up.send(new Pong());
        } else if (packet instanceof Down message) {
            take(message.parts().stream()
                    .filter(told -> !copies.get(told.atom()).isLeftAlone(told))
                    .toList());
        }
    }

    private void subscribe(List<SimCopy> subscribers) {
        if (connection != null && !subscribers.isEmpty()) {
            List<Asked> requests = new ArrayList<>();
            subscribers.forEach(copy -> requests.add(copy.subscribing()));
            connection.up.send(new Up(requests));
        }
    }

    /** Takes in messages at one instant, and then does what they ask for. */
    void take(List<Told> told) {
        List<Told> all = withPartners(told);
        List<Received> received = new ArrayList<>();
        for (Told one : all) {
            world.trace.add(name, "receives", one.message());
            received.add(copies.get(one.atom()).take(one.message()));
        }
        checkBank();
        if (copies.stream().anyMatch(SimCopy::isUnstored) || world.faults.isStoredNow()) {
            copies.forEach(SimCopy::store);
        }
        List<SimCopy> again = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            SimCopy copy = copies.get(all.get(i).atom());
            if (copy.finish(all.get(i).message(), received.get(i))) {
                again.add(copy);
            }
        }
        if (!again.isEmpty()) {
            // Alone, one would get ahead of the others, and show half of what was changed together.
            subscribe(
                    world.bug == Bug.SUBSCRIBED_ALONE
                            ? again.stream().distinct().toList()
                            : copies);
        }
    }

    /** Where a write of a group is refused, the others of it are at the same instant. */
    private List<Told> withPartners(List<Told> told) {
        Set<HybridTimestamp> refused = new HashSet<>();
        told.forEach(one -> refused.addAll(copies.get(one.atom()).state().groupsRefusedBy(one.message())));
        List<Told> all = new ArrayList<>(told);
        for (SimCopy copy : refused.isEmpty() ? List.<SimCopy>of() : copies) {
            for (Refused partner : copy.state().refusalsOf(refused)) {
                if (told.stream()
                        .noneMatch(
                                one -> one.atom() == copy.atom && one.message().equals(partner))) {
                    all.add(new Told(copy.atom, 0, partner));
                }
            }
        }
        return all;
    }

    /** Moves an amount from the first atom's account to the second's. */
    void transfer(long amount, Made.Kind kind) {
        List<SimCopy> all = copies.subList(0, 2);
        if (all.stream().anyMatch(copy -> copy.state().version() == null)) {
            return;
        }
        long share = Bank.balance(all.get(0).state().local()) + amount;
        if (amount == 0
                || 2 * Bank.FIRST - share == Bank.balance(all.get(1).state().local())) {
            return;
        }
        world.operations++;
        HybridTimestamp written = hybrid.now();
        for (SimCopy copy : all) {
            Doc before = copy.state().local();
            long balance = copy.atom == 0 ? share : 2 * Bank.FIRST - share;
            Doc after = before.with(Bank.ACCOUNT, balance);
            if (kind == Made.Kind.POISON && copy.atom == 1) {
                after = after.with(Made.POISON_FIELD, Made.POISON_VALUE);
            }
            copy.write(Delta.diff(before, after), after, written, 2, kind);
        }
        checkBank();
        all.get(0).flush();
    }

    /** A transport that loses messages can't show changes of several atoms at one instant. */
    private void checkBank() {
        if (!lossy && copies.stream().allMatch(copy -> copy.state().version() != null)) {
            world.bank.check(
                    client + " confirmed",
                    copies.stream().map(copy -> copy.state().confirmed()).toList());
            world.bank.check(
                    client + " shown",
                    copies.stream().map(copy -> copy.state().local()).toList());
        }
    }

    void drained(Connection writable) {
        if (writable == connection) {
            copies.forEach(SimCopy::flush);
        }
    }

    private void beat() {
        long silent = world.scheduler.now() - lastHeard;
        if (connection != null && silent > Simulation.HEARTBEAT_MS + Simulation.GRACE_MS) {
            world.happened(Rare.TIMED_OUT);
            moveOn();
        } else if (connection != null && silent > Simulation.HEARTBEAT_MS) {
            connection.up.send(new Ping());
        }
        later(Simulation.BEAT_MS, this::beat);
    }
}
