package io.entangle.pubsub.client;

import io.entangle.atom.Cell;
import io.entangle.atom.Version;
import io.entangle.merge.Conflict;
import io.entangle.merge.Siblings;
import io.entangle.replica.Call;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.replica.ToReplica.FellBehind;
import io.entangle.value.Doc;
import io.entangle.value.Path;
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

    /**
     * Adds to a number; what is added at the same time elsewhere adds up.
     *
     * @param path where the number stands in the document form; where nothing stands it counts from 0
     * @param by how much: an integer or a finite double
     * @return the value after it
     * @throws io.entangle.value.InvalidValueException if something else than a number stands there
     */
    T increment(Path path, Number by);

    /**
     * Runs a mutation that is registered by name here and at the hub: here at once, and there again on the newest value.
     *
     * @param mutation its name
     * @param arguments what it is given
     * @return the value after it, as this replica shows it
     * @throws IllegalArgumentException if none of that name is registered here
     * @throws io.entangle.atom.RefusedException if it refuses; nothing is written then
     */
    T mutate(String mutation, Doc arguments);

    /**
     * Runs a mutation as {@link #mutate} does, and tells what comes of it.
     *
     * @param mutation its name
     * @param arguments what it is given
     * @return what it did here, and what it has to say when the hub has run it; that fails with an {@code IllegalStateException} if
     *     this replica is closed first
     * @throws IllegalArgumentException if none of that name is registered here
     * @throws io.entangle.atom.RefusedException if it refuses; nothing is written then
     */
    Call<T> call(String mutation, Doc arguments);

    /**
     * Takes back the last write made here by {@link #swap}, {@link #reset}, {@link #compareAndSet} or
     * {@link #increment} that was not taken back yet. Fields that others wrote since stay as they are, and are reported as conflicts of the rule {@link io.entangle.merge.Conflict#UNDO}. The last 100 writes can be
     * undone.
     *
     * @return whether there was such a write
     */
    boolean undo();

    /**
     * Does again what {@link #undo} took back last, where nobody has written since. A write made after an undo ends
     * this.
     *
     * @return whether there was something to do again
     */
    boolean redo();

    /** {@return the values that lost where both are kept, and that nobody has resolved by a later write} */
    Siblings siblings();

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

    /**
     * Sets who is told of fields of this replica's writes that others had written without either having seen the other's
     * write, lost and won ones; by default nobody is.
     *
     * @param handler is told, on the client's context; it must not block
     */
    void onConflict(Consumer<Conflict> handler);

    /**
     * Sets who is told that versions were missed although every version was asked for; by default that is logged.
     *
     * @param handler is told, on the client's context; it must not block
     */
    void onFellBehind(Consumer<FellBehind> handler);

    /**
     * Sets who is told that the hub lets this client read the atom no longer. What there was of it here is forgotten by then, in
     * the client's store as well: {@link #get} throws an {@link io.entangle.pubsub.protocol.EntangleException} of code {@code
     * REVOKED}, watches are told nothing more, and writes that were pending are refused as {@code FORBIDDEN}, whether or not the
     * hub had taken them in. If it may be read again later, another replica of it can be had. By default this is logged.
     *
     * @param handler is told why, on the client's context; it must not block
     */
    void onRevoked(Consumer<String> handler);

    /** Ends the subscription. The value can still be read; writes are no longer sent. */
    void close();
}
