package io.entangle.simulation;

import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import java.util.List;

/** What a connection carries. */
sealed interface Packet {
    /** What is said to the authority of an atom. */
    record Asked(int atom, ToAuthority message) {}

    /** What the authority of an atom says; the epoch is that of the bus, whose messages may be of another life. */
    record Told(int atom, long epoch, ToReplica message) {
        boolean mayBeLost() {
            return !(message instanceof ToReplica.Snapshot
                    || message instanceof ToReplica.Resumed
                    || message instanceof ToReplica.Outcome
                    || message instanceof ToReplica.OutOfSequence);
        }
    }

    /** From a replica: subscriptions, or the writes of a group, or one of either. */
    record Up(List<Asked> parts) implements Packet {}

    /** To a replica: what is to be taken in at one instant. */
    record Down(List<Told> parts) implements Packet {
        boolean mayBeLost() {
            return parts.stream().allMatch(Told::mayBeLost);
        }
    }

    /** Says that one is alive, and asks whether the other is. */
    record Ping() implements Packet {}

    /** Answers a ping. */
    record Pong() implements Packet {}

    /** The last packet: the other side is gone. */
    record Closed() implements Packet {}
}
