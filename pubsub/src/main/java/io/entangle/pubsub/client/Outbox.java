package io.entangle.pubsub.client;

import io.entangle.clock.HybridTimestamp;
import io.entangle.pubsub.client.Connector.Sent;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.replica.ToReplica;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        connector.later(this::flush);
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
    record Message(RemoteReplica<?> replica, PendingWrite write) {
        boolean isMadeOnUnanswered() {
            return replica.state().isMadeOnUnanswered(write.sequence());
        }
    }

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
            // Where the others are not there yet, the last of them sends all.
            return isTorn(write);
        }
        if (members.stream().anyMatch(Message::isMadeOnUnanswered)) {
            connector.awaitAnswers(); // if what it was made on is refused, it must not take effect
            return false;
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

    /** Refuses a write of a group of which a part is gone, with an epoch that was lost. Returns whether that is so. */
    private boolean isTorn(PendingWrite write) {
        List<Message> left = groupOf(write);
        if (left.size() >= write.groupSize()) {
            return false;
        }
        refuseAll(left, "a part of its group is gone");
        return true;
    }

    /** A write was refused: the groups that were made on it, and those on them, were not sent and must not take effect. */
    void refuseGroupsMadeOn(RefusedWrite refused) {
        Set<HybridTimestamp> doomed = new HashSet<>();
        for (PendingWrite write : replica.state().pending()) {
            if (write.groupSize() > 1 && refused.dependants().contains(write.sequence())) {
                doomed.add(write.written());
            }
        }
        if (doomed.isEmpty()) {
            return;
        }
        int known;
        do {
            known = doomed.size();
            for (RemoteReplica<?> other : connector.replicas()) {
                other.state().groupsMadeOn(doomed).forEach(write -> doomed.add(write.written()));
            }
        } while (doomed.size() > known);
        refuseAll(groupsOf(doomed), "it was made on a write that was refused");
    }

    /** The replica is closed: the groups that wait for its part can't be sent any more. */
    void abandon() {
        for (PendingWrite write : replica.state().pending()) {
            if (write.groupSize() > 1 && write.sequence() > Math.max(0, sentThrough)) {
                List<Message> all = groupOf(write);
                all.add(new Message(replica, write));
                refuseAll(all, "a replica with a write of its group was closed before that was sent");
            }
        }
    }

    /** The replica is of no more use, and its writes with it: groups of which they were can't take effect. */
    void refusePartnersOf(List<PendingWrite> gone) {
        Set<HybridTimestamp> torn = new HashSet<>();
        for (PendingWrite write : gone) {
            if (write.groupSize() > 1) {
                torn.add(write.written());
            }
        }
        refuseAll(groupsOf(torn), "a write of its group is to what may be read no longer");
    }

    private List<Message> groupOf(PendingWrite write) {
        return groupsOf(Set.of(write.written()));
    }

    /** The pending writes of groups at all replicas there are, the last of each replica first. */
    private List<Message> groupsOf(Set<HybridTimestamp> times) {
        List<Message> group = new ArrayList<>();
        for (RemoteReplica<?> other : connector.replicas()) {
            for (PendingWrite partner : other.state().pending().toReversed()) {
                if (partner.groupSize() > 1 && times.contains(partner.written())) {
                    group.add(new Message(other, partner));
                }
            }
        }
        return group;
    }

    private void refuseAll(List<Message> writes, String reason) {
        Map<RemoteReplica<?>, Incoming<?>> refusals = new LinkedHashMap<>();
        for (Message message : writes) {
            refusals.computeIfAbsent(message.replica(), Incoming::new)
                    .add(new ToReplica.Refused(message.write().sequence(), RefusalCode.GROUP, reason));
        }
        Incoming.together(refusals.values(), connector.showing());
    }
}
