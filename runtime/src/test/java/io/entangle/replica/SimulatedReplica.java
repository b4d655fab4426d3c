package io.entangle.replica;

import io.entangle.clock.HybridClock;
import io.entangle.delta.Delta;
import io.entangle.replica.ReplicaState.Received;
import io.entangle.replica.Tally.Path;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.testing.Docs;
import io.entangle.value.Doc;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client with one replica: what it sends when, given a connection that it may lose at any time. */
final class SimulatedReplica {
    final String client;
    private final HybridClock clock;
    private final Random random;
    private final Tally tally;

    private final Set<Long> refusedWrites = new HashSet<>();
    private ReplicaState state = ReplicaState.empty();
    private @Nullable Connection connection;
    /** How far pending writes have been sent on this connection; nothing is sent before the opening message. */
    private long sentThrough = Long.MAX_VALUE;
    /** How far they have been sent on any connection. */
    private long everSent;
    /** How many writes were made. */
    private long made;

    SimulatedReplica(String client, HybridClock clock, Random random, Tally tally) {
        this.client = client;
        this.clock = clock;
        this.random = random;
        this.tally = tally;
    }

    ReplicaState state() {
        return state;
    }

    long made() {
        return made;
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    void connect(Connection opened) {
        connection = opened;
        subscribe();
    }

    void disconnect() {
        connection = null;
        sentThrough = Long.MAX_VALUE;
    }

    private void subscribe() {
        sentThrough = Long.MAX_VALUE;
        if (connection != null) {
            connection.up.addLast(state.subscribe());
        }
    }

    /** Writes something, unless it has no value yet; it is sent at once or later. */
    void write() {
        Doc before = state.local();
        Doc after = Docs.mutate(random, before);
        Delta delta = Delta.diff(before, after);
        if (state.version() == null || delta.isEmpty()) {
            return;
        }
        state = state.write(delta, after, clock.now(), 1);
        made++;
        if (!state.local().equals(after)) {
            throw new AssertionError("wrote " + after + ", but reads " + state.local());
        }
        if (random.nextInt(4) > 0) {
            flush();
        }
    }

    /** Sends the writes that this connection has not been given, unless one is too large. */
    void flush() {
        if (connection == null) {
            return;
        }
        for (PendingWrite write : state.pending()) {
            if (write.sequence() > sentThrough) {
                sentThrough = write.sequence();
                if (write.sequence() > everSent && random.nextInt(60) == 0) {
                    tally.count(Path.TOO_LARGE);
                    receive(new Refused(write.sequence(), RefusalCode.TOO_LARGE, "simulated"));
                } else {
                    everSent = Math.max(everSent, write.sequence());
                    connection.up.addLast(write.message());
                }
            }
        }
    }

    boolean wasRefused(long sequence) {
        return refusedWrites.contains(sequence);
    }

    void receive(ToReplica message) {
        Received received = state.receive(message);
        state = received.state();
        received.refused().forEach(refused -> {
            tally.count(Path.REFUSED);
            refusedWrites.add(refused.write().sequence());
        });
        if (state.updated() != null) {
            clock.observe(state.updated());
        }
        if ((message instanceof Snapshot || message instanceof Resumed) && !received.resubscribe()) {
            sentThrough = 0;
            flush();
        }
        if (received.resubscribe()) {
            subscribe();
        }
    }
}
