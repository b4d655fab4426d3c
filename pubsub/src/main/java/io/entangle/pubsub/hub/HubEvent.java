package io.entangle.pubsub.hub;

import io.entangle.merge.Conflict;
import io.entangle.pubsub.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Something that has happened at a hub. */
public sealed interface HubEvent {
    /**
     * A client is connected: it has proved who it is.
     *
     * @param client the client's id, as the hub knows it
     * @param user its user, or null if it is nobody in particular
     * @param transport the name of the transport
     */
    record Connected(String client, @Nullable String user, String transport) implements HubEvent {}

    /**
     * A connection of a client has ended.
     *
     * @param client the client's id, as the hub knows it
     * @param user its user, or null
     * @param code why the hub has ended it, or null if the hub has not
     */
    record Disconnected(
            String client, @Nullable String user, @Nullable ErrorCode code) implements HubEvent {}

    /**
     * An atom has an entry more.
     *
     * @param atom the atom's id
     * @param version the version in which it is so
     * @param key the entry's key in the map that the atom's value is
     * @param value its value, as in a document
     */
    record Inserted(
            String atom, long version, String key, @Nullable Object value) implements HubEvent {}

    /**
     * An entry of an atom has another value.
     *
     * @param atom the atom's id
     * @param version the version in which it is so
     * @param key the entry's key in the map that the atom's value is; empty if the value is no map, and has changed whole
     * @param before its value before, as in a document
     * @param after its value now
     */
    record Updated(
            String atom,
            long version,
            String key,
            @Nullable Object before,
            @Nullable Object after) implements HubEvent {}

    /**
     * An atom has an entry less.
     *
     * @param atom the atom's id
     * @param version the version in which it is so
     * @param key the key that the entry had
     * @param before its value before, as in a document
     */
    record Deleted(
            String atom, long version, String key, @Nullable Object before) implements HubEvent {}

    /**
     * Two sites have written a field without having seen each other's write.
     *
     * @param atom the atom's id
     * @param conflict what was chosen, and of what
     */
    record Conflicted(String atom, Conflict conflict) implements HubEvent {}

    /**
     * A client was told of an error.
     *
     * @param client the client's id, as the hub knows it; empty before it is connected
     * @param code the error
     * @param atom the id of the atom it is about, or null
     */
    record Failed(String client, ErrorCode code, @Nullable String atom) implements HubEvent {}
}
