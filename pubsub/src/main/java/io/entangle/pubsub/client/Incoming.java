package io.entangle.pubsub.client;

import io.entangle.atom.Commit;
import io.entangle.atom.State;
import io.entangle.clock.HybridTimestamp;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.replica.ReplicaState.Received;
import io.entangle.replica.ToReplica;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages for one replica that are taken in at one instant. On the client's context.
 *
 * @param <T> the type of values
 */
final class Incoming<T> {
    private final RemoteReplica<T> replica;
    private final List<ToReplica> messages = new ArrayList<>();
    private List<Received> received = List.of();
    private @Nullable EntangleException unfit;

    Incoming(RemoteReplica<T> replica) {
        this.replica = replica;
    }

    static <T> Incoming<T> of(RemoteReplica<T> replica, ToReplica message) {
        Incoming<T> one = new Incoming<>(replica);
        one.add(message);
        return one;
    }

    /** Adds a message; but not an update from before the answer to a subscription, which begins earlier and has it in it. */
    void add(ToReplica message) {
        boolean isAwaited = !replica.outbox().isOpen() && messages.stream().noneMatch(Incoming::isOpening);
        if (!(message instanceof ToReplica.Update && isAwaited)) {
            messages.add(message);
        }
    }

    private static boolean isOpening(ToReplica message) {
        return message instanceof ToReplica.Snapshot || message instanceof ToReplica.Resumed;
    }

    /** {@return when the groups were made of which a write is refused} */
    Set<HybridTimestamp> groupsRefused() {
        Set<HybridTimestamp> groups = new HashSet<>();
        messages.forEach(message -> groups.addAll(replica.state().groupsRefusedBy(message)));
        return groups;
    }

    /** Makes the change of the replica part of a commit. A replica whose type the value does not fit stays as it is. */
    void join(Commit commit) {
        State<View<T>> before = replica.written().settled();
        List<Received> all = new ArrayList<>();
        View<T> view = before.value();
        try {
            for (ToReplica message : messages) {
                Received outcome = view.state().receive(message);
                all.add(outcome);
                view = new View<>(view.type(), outcome.state(), view.value());
            }
            View<T> after = before.value().taking(view.state());
            commit.add(replica.written(), before.version(), after, false);
        } catch (RuntimeException e) {
            unfit = replica.unfit(e);
            return;
        }
        unfit = null;
        received = all;
    }

    /** Tells of what came of it, once the commit is done. Returns whether the replica must subscribe again. */
    boolean finish() {
        boolean resubscribe = false;
        if (unfit != null) {
            replica.refuse(unfit);
        } else {
            for (int i = 0; i < messages.size(); i++) {
                resubscribe |= replica.received(messages.get(i), received.get(i));
            }
        }
        return resubscribe;
    }

    RemoteReplica<T> replica() {
        return replica;
    }

    /** Takes in messages for several replicas at one instant. */
    static void commit(Iterable<Incoming<?>> all) {
        Commit commit;
        do {
            commit = new Commit();
            for (Incoming<?> one : all) {
                one.join(commit);
            }
        } while (!commit.attempt());
    }

    /** Shows messages for several replicas at one instant. Returns the replicas that must subscribe again. */
    static List<RemoteReplica<?>> together(Iterable<Incoming<?>> all, Showing showing) {
        showing.receive(all);
        List<RemoteReplica<?>> again = new ArrayList<>();
        for (Incoming<?> one : all) {
            if (one.finish()) {
                again.add(one.replica);
            }
        }
        return again;
    }
}
