package io.entangle.pubsub.client;

import io.entangle.pubsub.client.Connector.Sent;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ToReplica;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.collections.api.list.ImmutableList;

/** Sends the pending writes of a replica, in order, once on each connection. On the client's context. */
final class Outbox {
    /** Nothing can be sent before the answer to a subscription has said what the hub has processed. */
    private static final long NOT_SUBSCRIBED = -1;

    private final RemoteReplica<?> replica;
    private final Connector connector;
    /** How far pending writes have been sent on the current connection. */
    private long sentThrough = NOT_SUBSCRIBED;

    Outbox(RemoteReplica<?> replica, Connector connector) {
        this.replica = replica;
        this.connector = connector;
    }

    boolean isOpen() {
        return sentThrough != NOT_SUBSCRIBED;
    }

    /** The replica's subscription is about to be asked for. */
    void shut() {
        sentThrough = NOT_SUBSCRIBED;
    }

    /** The subscription was answered: what is pending now the hub has not processed. */
    void open() {
        sentThrough = 0;
        connector.run(this::flush);
    }

    /** Sends pending writes that this connection has not been given yet, as far as it takes them. */
    void flush() {
        if (!isOpen()) {
            return;
        }
        ImmutableList<PendingWrite> pending = replica.state().pending();
        for (int i = replica.state().indexFrom(sentThrough + 1); i < pending.size(); i++) {
            PendingWrite write = pending.get(i);
            if (write.groupSize() > 1) {
                if (!flushGroup(write)) {
                    return;
                }
            } else {
                Sent sent = connector.send(List.of(new Message(replica, write)));
                if (sent == Sent.LATER) {
                    return;
                }
                sentThrough = write.sequence();
                if (sent == Sent.TOO_LARGE) {
                    refuse(write, RefusalCode.TOO_LARGE, "the write is larger than the hub takes");
                }
            }
        }
    }

    /** A write of a replica, to be sent. */
    record Message(RemoteReplica<?> replica, PendingWrite write) {}

    /** Sends a group, if this write is the last of it to get its turn. Returns whether this replica can go on. */
    private boolean flushGroup(PendingWrite write) {
        List<Message> members = new ArrayList<>();
        for (RemoteReplica<?> other : connector.replicas()) {
            ImmutableList<PendingWrite> pending = other.state().pending();
            int next = other.state().indexFrom(other.outbox().sentThrough + 1);
            if (other.outbox().isOpen()
                    && next < pending.size()
                    && pending.get(next).groupSize() == write.groupSize()
                    && pending.get(next).written().equals(write.written())) {
                members.add(new Message(other, pending.get(next)));
            }
        }
        if (members.size() < write.groupSize()) {
            return false; // the others are not there yet; the last of them sends all
        }
        Sent sent = connector.send(members);
        if (sent == Sent.LATER) {
            return false;
        }
        members.forEach(
                member -> member.replica().outbox().sentThrough = member.write().sequence());
        if (sent == Sent.TOO_LARGE) {
            List<Incoming<?>> refusals = new ArrayList<>();
            members.forEach(member -> refusals.add(Incoming.of(
                    member.replica(),
                    new ToReplica.Refused(
                            member.write().sequence(),
                            RefusalCode.TOO_LARGE,
                            "the group is larger than the hub takes"))));
            Incoming.together(refusals, connector.showing());
        }
        for (Message member : members) {
            if (member.replica() != replica) {
                connector.run(member.replica().outbox()::flush);
            }
        }
        return true;
    }

    private void refuse(PendingWrite write, RefusalCode code, String reason) {
        replica.receive(new ToReplica.Refused(write.sequence(), code, reason));
    }

    /** The replica is closed: the groups that wait for its part can't be sent any more. */
    void abandon() {
        for (PendingWrite write : replica.state().pending()) {
            if (write.groupSize() > 1 && write.sequence() > Math.max(0, sentThrough)) {
                refuse(write, RefusalCode.GROUP, "the replica was closed before its group was sent");
                for (RemoteReplica<?> other : connector.replicas()) {
                    for (PendingWrite partner : other.state().pending()) {
                        if (other != replica
                                && partner.groupSize() > 1
                                && partner.written().equals(write.written())) {
                            other.outbox()
                                    .refuse(
                                            partner,
                                            RefusalCode.GROUP,
                                            "a replica with a write of its group was closed");
                        }
                    }
                }
            }
        }
    }
}
