package io.entangle.pubsub.store;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.replica.ReplicaStore;
import io.entangle.replica.ReplicaStore.Entry;
import io.entangle.replica.ReplicaStore.Stored;
import java.util.List;

/** What a record of a store says. */
sealed interface StoreRecord {
    /**
     * Whose store it is; the first record.
     *
     * @param identity whose
     */
    record Owner(ReplicaStore.Identity identity) implements StoreRecord {}

    /**
     * A stamp that no write of this store may be older than.
     *
     * @param stamp the stamp
     */
    record Latest(HybridTimestamp stamp) implements StoreRecord {}

    /**
     * Writes were made, all at once.
     *
     * @param writes at least one
     */
    record Written(List<Entry> writes) implements StoreRecord {}

    /**
     * All there is of an atom.
     *
     * @param atom its id
     * @param stored what there is
     */
    record Whole(String atom, Stored stored) implements StoreRecord {}

    /**
     * An atom's confirmed version has changed, or its pending writes.
     *
     * @param atom its id
     * @param number the version's, of the same epoch
     * @param updated when the version was made
     * @param firstSequence no write before this one is pending any more
     * @param removed the sequences of others that are not
     * @param delta from the value before
     */
    record Changed(
            String atom, long number, HybridTimestamp updated, long firstSequence, List<Long> removed, Delta delta)
            implements StoreRecord {}

    /**
     * There is nothing more of an atom.
     *
     * @param atom its id
     */
    record Forgotten(String atom) implements StoreRecord {}

    /**
     * Several atoms have changed, all at once.
     *
     * @param parts {@link Whole} and {@link Changed} alone
     */
    record Together(List<StoreRecord> parts) implements StoreRecord {}
}
