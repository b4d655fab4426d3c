package io.entangle.simulation;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.replica.Intent;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ReplicaState;
import io.entangle.replica.ReplicaState.Received;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Head;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.simulation.Packet.Asked;
import io.entangle.simulation.Packet.Told;
import io.entangle.simulation.Packet.Up;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client's copy of one atom, fed and flushed as a client does it; each thing done to it is checked. */
final class SimCopy {
    /** Nothing can be sent before the answer to a subscription. */
    private static final long NOT_SUBSCRIBED = -1;

    final int atom;
    private final SimReplica replica;
    private final Simulation world;
    private final ReplicaPort port;
    private final ReplicaChecker checker;
    private final @Nullable Stored stored;
    private long sentThrough = NOT_SUBSCRIBED;

    SimCopy(int atom, SimReplica replica, @Nullable Stored stored) {
        this.atom = atom;
        this.replica = replica;
        this.world = replica.world;
        ReplicaState empty = ReplicaState.empty(AtomType.doc(), Workload.MUTATIONS, replica.delivery());
        ReplicaState first = stored == null ? empty : stored.restored(empty);
        this.port = world.bug == null ? new ReplicaPort(first) : new WrongReplica(world.bug, first);
        this.checker = new ReplicaChecker(
                world, atom, replica.client(), replica.delivery().everyVersion());
        this.stored = stored;
        if (stored != null && stored.onTop() != null) {
            takeUp(stored.onTop());
        }
    }

    private void takeUp(ReplicaChecker.OnTop onTop) {
        checker.restored(onTop, state());
        world.trace.add(replica.name, "restored", state().version());
        for (PendingWrite write : state().pending()) {
            world.happened(Rare.RESTORED_WITH_PENDING);
            if (write.written().ms() > replica.clock.millis()) {
                world.happened(Rare.RESTORED_WITH_CLOCK_BEHIND);
            }
            replica.observe(write.written());
        }
        if (state().updated() != null) {
            replica.observe(state().updated());
        }
    }

    ReplicaState state() {
        return port.state();
    }

    ReplicaChecker checker() {
        return checker;
    }

    /** The request to subscribe; until it is answered nothing is sent. */
    Asked subscribing() {
        sentThrough = NOT_SUBSCRIBED;
        return new Asked(atom, port.subscribe());
    }

    void disconnected() {
        sentThrough = NOT_SUBSCRIBED;
    }

    /** A write made here: {@code delta} leads from what is shown to {@code after}. */
    void write(Delta delta, Doc after, Made.Kind kind) {
        write(delta, after, replica.hybrid().now(), 1, kind);
        flush();
    }

    /** A write made here, perhaps of a group, in which case the group has to be flushed. */
    void write(Delta delta, Doc after, HybridTimestamp written, int groupSize, Made.Kind kind) {
        Doc before = state().local();
        port.write(delta, after, written, groupSize);
        made(
                new Made(replica.client(), next(), written, Change.of(delta, after), Delta.diff(before, after), kind),
                after);
    }

    /** A counter grows here. */
    void write(Intent intent, Change change, Made.Kind kind) {
        Doc before = state().local();
        HybridTimestamp written = replica.hybrid().now();
        port.write(intent, written);
        made(new Made(replica.client(), next(), written, List.of(change), Delta.NONE, kind), change.applyTo(before));
        flush();
    }

    private long next() {
        return world.madeBy(replica.client(), atom) + 1;
    }

    private void made(Made made, Doc after) {
        world.trace.add(replica.name, "writes", made);
        world.made(made, atom);
        checker.made(made);
        if (stored != null) {
            stored.append(state().pending().getLast(), made);
        }
        Violation.unless(
                state().local().equals(after), "you read your own writes", "%s made %s", made, state().local());
        checker.check(state());
    }

    /** {@return the write that is to be sent next, or null if there is none, or none can be sent} */
    private @Nullable PendingWrite unsent() {
        if (sentThrough == NOT_SUBSCRIBED) {
            return null;
        }
        int index = state().indexFrom(sentThrough + 1);
        return index < state().pending().size() ? state().pending().get(index) : null;
    }

    /** Sends what this connection has not been given yet, as far as it takes it. */
    void flush() {
        Connection connection = replica.connection();
        PendingWrite write = unsent();
        while (connection != null && connection.up.isWritable() && write != null) {
            if (write.groupSize() == 1) {
                send(List.of(this), connection);
            } else if (!flushGroup(write, connection)) {
                return;
            }
            write = unsent();
        }
    }

    /** Sends a group if it is the turn of all its writes. Returns whether this copy can go on. */
    private boolean flushGroup(PendingWrite write, Connection connection) {
        List<SimCopy> members = new ArrayList<>();
        for (SimCopy copy : replica.copies()) {
            PendingWrite other = copy.unsent();
            if (other != null && other.groupSize() > 1 && other.written().equals(write.written())) {
                members.add(copy);
            }
        }
        if (members.size() < write.groupSize()) {
            return false;
        }
        send(members, connection);
        members.stream().filter(member -> member != this).forEach(SimCopy::flush);
        return true;
    }

    private void send(List<SimCopy> copies, Connection connection) {
        List<Asked> parts = new ArrayList<>();
        List<Told> tooLarge = new ArrayList<>();
        Made made = null;
        for (SimCopy copy : copies) {
            PendingWrite write = Objects.requireNonNull(copy.unsent());
            made = world.made(replica.client(), copy.atom, write.sequence());
            copy.sentThrough = write.sequence();
            parts.add(new Asked(copy.atom, copy.port.message(write, made)));
            tooLarge.add(new Told(
                    copy.atom,
                    0,
                    new Refused(write.sequence(), RefusalCode.TOO_LARGE, "it is larger than the hub takes")));
        }
        if (made != null && made.kind() == Made.Kind.OVERSIZE) {
            world.happened(Rare.TOO_LARGE);
            replica.take(tooLarge);
            replica.copies().forEach(SimCopy::store); // before anything is sent that comes after it
        } else if (made != null) {
            connection.up.send(new Up(parts));
            world.faults.afterSending(replica, connection, made);
        }
    }

    /** Whether an update is left alone: the answer to a subscription that is on its way begins before it. */
    boolean isLeftAlone(Told told) {
        boolean isOfThisEpoch = state().version() != null && state().version().epoch() == told.epoch();
        boolean isAwaiting = sentThrough == NOT_SUBSCRIBED && world.bug != Bug.UPDATES_BEFORE_ANSWER;
        return told.message() instanceof Update && (isAwaiting || !isOfThisEpoch);
    }

    /** Takes in a message; it is to be finished when all that came with it have been taken in. */
    Received take(ToReplica message) {
        ReplicaState before = state();
        count(message, before);
        Received received = port.receive(message);
        checker.received(message, received, before);
        boolean isFit = replica.lossy() || !(message instanceof Resumed && received.resubscribe());
        Violation.unless(
                isFit,
                "what was missed fits what is there",
                "%s in %s: %s",
                replica.client(),
                before.version(),
                message);
        return received;
    }

    /** Does what a message asks for. Returns whether the copy must subscribe again. */
    boolean finish(ToReplica message, Received received) {
        if (state().updated() != null) {
            replica.hybrid().observe(state().updated());
        }
        boolean isOpening = message instanceof Snapshot || message instanceof Resumed;
        boolean isAwaited = !isOpening && sentThrough == NOT_SUBSCRIBED;
        if (isOpening && !received.resubscribe()) {
            sentThrough = 0;
            flush();
        }
        boolean again = received.resubscribe() && (!isAwaited || received.diverged());
        if (again && message instanceof Head) {
            world.happened(Rare.FOUND_BY_HEADS);
        }
        return again;
    }

    boolean isUnstored() {
        return stored != null && stored.isEmpty() && state().version() != null;
    }

    void store() {
        if (stored != null && state().version() != null) {
            stored.put(state(), checker.onTop());
        }
    }

    private void count(ToReplica message, ReplicaState before) {
        if (message instanceof Resumed) {
            world.happened(Rare.RESUMED);
        } else if (message instanceof Snapshot snapshot && snapshot.reset()) {
            world.happened(Rare.EPOCH_RESET);
            if (!before.pending().isEmpty()) {
                world.happened(Rare.PENDING_ACROSS_EPOCHS);
            }
        }
        if (before.version() == null) {
            return;
        }
        long mine = before.version().number();
        if (message instanceof Accepted accepted && accepted.version() > mine) {
            world.happened(Rare.ACKNOWLEDGED_NOT_VISIBLE);
        } else if (message instanceof Update update) {
            if (update.to() <= mine) {
                world.happened(Rare.STALE_UPDATE);
            } else if (update.from() != mine) {
                world.happened(Rare.MISSED_UPDATE);
            } else if (update.to() > update.from() + 1) {
                world.happened(Rare.CONFLATED);
            }
        }
    }
}
