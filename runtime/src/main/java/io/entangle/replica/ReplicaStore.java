package io.entangle.replica;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.value.Doc;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a client keeps what must outlive its process: who it is, the writes it has made and not seen confirmed, and the
 * newest confirmed values. With one, a process that is killed with unsent writes sends them after its restart, and the
 * hub, which knows how far it has processed this client's writes, lets each take effect once. Without one a client keeps
 * all this in memory.
 *
 * <p>A store has one order: what {@link #append} and {@link #save} were called for is kept up to some point in that order,
 * which never lies before what {@link #force} has returned for; nothing behind it is kept, and nothing before it is
 * missing. So a write that survives is never without those made before it.
 *
 * <p>A store belongs to one client at a time, and a copy of it must never be used beside the original: both would count
 * their writes as the same client, and the hub would take one's for the other's sent again. Thread-safe.
 */
public interface ReplicaStore extends AutoCloseable {
    /**
     * Who a client is.
     *
     * @param client its id
     * @param site where its writes are made
     */
    record Identity(String client, SiteId site) {}

    /**
     * A write and the atom it is for.
     *
     * @param atom the atom's id
     * @param write the write
     */
    record Entry(String atom, PendingWrite write) {}

    /**
     * What is kept of a replica: the newest confirmed version heard of, and the writes made on top.
     *
     * @param version the confirmed version
     * @param updated when it was made
     * @param value its value
     * @param pending the writes that it does not contain, by sequence
     * @param nextSequence that of the next write
     */
    record Stored(Version version, HybridTimestamp updated, Doc value, List<PendingWrite> pending, long nextSequence) {
        /**
         * What is kept of a replica.
         *
         * @param version the confirmed version
         * @param updated when it was made
         * @param value its value
         * @param pending by sequence, all of them below {@code nextSequence}; not copied, and not to be changed
         * @param nextSequence at least 1
         */
        public Stored {
            Objects.requireNonNull(value, "value");
            long last = pending.isEmpty() ? 0 : pending.get(pending.size() - 1).sequence();
            if (nextSequence < 1 || last >= nextSequence) {
                throw new IllegalArgumentException("the next sequence must be at least 1 and above that of every write"
                        + " before it, " + last + ", but found " + nextSequence);
            }
        }

        /** {@return the sequence of the oldest pending write, or the next one if there is none} */
        public long firstSequence() {
            return pending.isEmpty() ? nextSequence : pending.get(0).sequence();
        }
    }

    /** {@return who the client is: made once, with the store, and the same for ever} */
    Identity identity();

    /**
     * {@return the greatest stamp that any write or confirmed version kept here has, or null if there is none} A clock
     * that has observed it makes no stamp twice, and lets no write lose to an older one of the same client, even if the
     * machine's clock was set back.
     */
    @Nullable
    HybridTimestamp latest();

    /** {@return the ids of the atoms that writes are pending for} */
    Set<String> unsent();

    /**
     * {@return what is kept of a replica, or null if nothing ever was} Of the writes it is not kept which of them were
     * accepted: the answer to a subscription says that again.
     *
     * @param atom the atom's id
     */
    @Nullable
    Stored load(String atom);

    /**
     * Adds writes, all or none of them. They are not durable yet: {@link #force} makes them so.
     *
     * @param writes at least one; each has the next sequence of its atom, of which something was {@linkplain #save saved}
     *     before, and a stamp of this store's site
     * @return the position to force
     * @throws IllegalArgumentException if a write has another sequence or site, or nothing was saved of its atom
     * @throws StoreException if they can't be kept; the store is as if they had never been given, and whether it takes
     *     others, {@link #failure} says
     */
    long append(List<Entry> writes);

    /**
     * Returns when everything up to a position survives the end of the process and of the machine. Callers that wait at
     * the same time share the work.
     *
     * @param position what {@link #append} returned
     * @throws StoreException if that can't be promised; the store is then broken, and what was appended and not forced
     *     will not be loaded again if the store can still help it
     */
    void force(long position);

    /**
     * Keeps what has become of replicas, of all or none of them, in place of what was kept before. This need not be
     * durable at once: if it is lost, the replicas resume from older versions, and send writes again that the hub has
     * processed.
     *
     * @param states by the ids of the atoms, what the replicas are now. The pending writes of each are all those that were
     *     appended, without those that are done
     * @throws IllegalArgumentException if the next sequence of one is not that after the last write appended
     * @throws StoreException if they can't be kept; the store then has what it had before
     */
    void save(Map<String, Stored> states);

    /**
     * Deletes all that is kept of an atom, its pending writes among it, as though nothing ever was; does nothing if nothing is.
     * What a disk keeps of bytes that were deleted, or written anew elsewhere, is not overwritten.
     *
     * @param atom the atom's id
     * @throws StoreException if it can't be deleted; it is still kept then
     */
    void forget(String atom);

    /** {@return why the store takes no more writes, or null if it does} */
    @Nullable
    String failure();

    /** Ends its use. What was appended and not forced may be lost. */
    @Override
    void close();
}
