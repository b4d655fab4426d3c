package io.entangle.pubsub.client;

import io.entangle.atom.Commit;
import io.entangle.clock.Entropy;
import io.entangle.clock.SiteId;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaStore.Identity;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How the writes made at a client's replicas, and what the hub says, come to be shown. */
interface Showing {
    /** {@return who the client is} */
    Identity identity();

    /** {@return the ids of the atoms that writes are pending for from an earlier life of the client} */
    Collection<String> unsent();

    /**
     * Changes what a replica shows, on any thread. What it throws changes nothing.
     *
     * @param change runs more than once if others change it meanwhile
     */
    <T> View<T> change(RemoteReplica<T> replica, UnaryOperator<View<T>> change);

    /**
     * {@return whether a commit was made} It is shown when {@link #settle} returns.
     *
     * @param drafts all that take part in it
     */
    boolean commit(Commit commit, List<ReplicaDraft<?>> drafts);

    /** Returns when all that was written and read before is shown. */
    void settle();

    /** Shows what the hub says, at one instant. On the client's context. */
    void receive(Iterable<Incoming<?>> all);

    /** Gives a new replica what is known of its atom. On the client's context. */
    <T> void restore(RemoteReplica<T> replica);

    /** From now on nothing is written at a replica. */
    void retire(RemoteReplica<?> replica);

    /**
     * Forgets a replica that is of no more use, and all there is of it: from now on it has no value, and nothing is written at
     * it. On the client's context.
     *
     * @return its writes that are not confirmed
     */
    <T> List<PendingWrite> forget(RemoteReplica<T> replica);

    /** {@return where writes are kept until they are confirmed} */
    ReplicaStatus.Storage storage();

    /** {@return what is wrong with that, or null} */
    @Nullable
    String failure();

    /** Writes are kept in memory and shown at once. */
    final class AtOnce implements Showing {
        private final Identity identity;

        AtOnce(Entropy entropy) {
            SiteId site = SiteId.random(entropy);
            identity = new Identity("jvm-" + site, site);
        }

        @Override
        public Identity identity() {
            return identity;
        }

        @Override
        public Collection<String> unsent() {
            return List.of();
        }

        @Override
        public <T> View<T> change(RemoteReplica<T> replica, UnaryOperator<View<T>> change) {
            return replica.written().swap(change);
        }

        @Override
        public boolean commit(Commit commit, List<ReplicaDraft<?>> drafts) {
            return commit.attempt();
        }

        @Override
        public void settle() {
            // What was written is shown already.
        }

        @Override
        public void receive(Iterable<Incoming<?>> all) {
            Incoming.commit(all);
        }

        @Override
        public <T> void restore(RemoteReplica<T> replica) {
            // Nothing is known.
        }

        @Override
        public void retire(RemoteReplica<?> replica) {
            replica.retire();
        }

        @Override
        public <T> List<PendingWrite> forget(RemoteReplica<T> replica) {
            replica.retire();
            return replica.emptied(replica.written());
        }

        @Override
        public ReplicaStatus.Storage storage() {
            return ReplicaStatus.Storage.MEMORY;
        }

        @Override
        public @Nullable String failure() {
            return null;
        }
    }
}
