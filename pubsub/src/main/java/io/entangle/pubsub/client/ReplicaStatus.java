package io.entangle.pubsub.client;

import io.entangle.atom.Version;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a replica.
 *
 * @param connection whether it is in touch with its hub
 * @param version the confirmed version, or null if there is none yet
 * @param pendingWrites how many writes made here are not confirmed yet
 * @param oldestPending how long the oldest of them has waited; zero if there is none
 * @param lag how many versions the hub is known to be ahead
 * @param divergences how often the confirmed value was found to differ from the hub's at the same version, and was
 *     replaced by a snapshot; anything but 0 is a bug, or broken memory
 * @param storage where writes are kept until they are confirmed
 * @param lastError what went wrong last, or null
 */
public record ReplicaStatus(
        Connection connection,
        @Nullable Version version,
        int pendingWrites,
        Duration oldestPending,
        long lag,
        long divergences,
        Storage storage,
        @Nullable String lastError) {
    /** Where the writes that are not confirmed yet are kept. */
    public enum Storage {
        /** In the memory of the process, with which they end. */
        MEMORY,
        /** In a store, which they survive the process in. */
        STORE,
        /** The store that was used is broken: replicas go on being read, and new writes are refused. */
        BROKEN_STORE
    }

    /** Whether a client is in touch with its hub. */
    public enum Connection {
        /** A connection is being opened, for the first time or again. */
        CONNECTING,
        /** The connection is open. */
        ONLINE,
        /** The connection was lost or refused; another try follows after a wait. */
        WAITING,
        /** Closed for good. */
        CLOSED
    }
}
