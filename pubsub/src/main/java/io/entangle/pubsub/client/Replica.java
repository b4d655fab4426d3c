package io.entangle.pubsub.client;

import io.entangle.atom.Cell;
import io.entangle.atom.Version;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * A copy of an atom that lives in another process. It shows the newest confirmed version with its own writes on top:
 * they are visible here at once, and everywhere else once the hub has merged them. Reads and writes work as well while
 * the connection is down; writes are sent when it is back.
 *
 * <p>Watches see what {@link #get} shows, under the contract of {@link io.entangle.atom.Watch}. Thread-safe.
 *
 * @param <T> the type of values
 */
public interface Replica<T> extends Cell<T> {
    /** {@return the atom's id} */
    String id();

    /** {@return the value without the writes made here that are not confirmed yet} */
    T confirmed();

    /** {@return the version of {@link #confirmed}} */
    Version version();

    /** {@return how it stands with this replica, for people and monitoring} */
    ReplicaStatus status();

    /**
     * {@return completes when every write made here before the call is confirmed or refused} It stays open as long as
     * the connection is down.
     */
    Future<Void> synced();

    /**
     * Sets who is told of writes the hub refused and that were rolled back; by default they are logged.
     *
     * @param handler is told, on the client's context; it must not block
     */
    void onRefused(Consumer<RefusedWrite> handler);

    /** Ends the subscription. The value can still be read; writes are no longer sent. */
    void close();
}
