package io.entangle.pubsub.protocol;

import io.entangle.clock.SiteId;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.value.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message between a client and a hub. An atom is named by its id when a client subscribes and in the hub's answer;
 * from then on by the handle that the answer gave it, which is the same for all clients of the hub. Channels likewise,
 * with handles of their own.
 */
public sealed interface Frame {
    /**
     * Client to hub, first of all.
     *
     * @param protocol the version of the protocol the client speaks
     * @param client names the client across its connections
     * @param site where the client's writes are made
     * @param token what proves who the client is, or null if it shows nothing, or something else than a token
     */
    record Hello(
            int protocol,
            String client,
            SiteId site,
            @Nullable String token) implements Frame {
        /**
         * A hello that shows no token.
         *
         * @param protocol the version of the protocol the client speaks
         * @param client names the client across its connections
         * @param site where the client's writes are made
         */
        public Hello(int protocol, String client, SiteId site) {
            this(protocol, client, site, null);
        }

        /** Does not show the token: it is a secret. */
        @Override
        public String toString() {
            return "Hello[" + protocol + ", " + client + ", " + site + "]";
        }
    }

    /**
     * Hub to client, the answer to {@link Hello}.
     *
     * @param protocol the version of the protocol spoken from here on
     * @param heartbeatMs after this many milliseconds without a message, a peer asks for one
     * @param maxMessageBytes the largest message the hub takes
     * @param durability what an accepted write survives: {@code memory}, {@code process} or {@code disk}
     * @param user whom the hub takes the client for, or null if for nobody
     * @param expiresInMs in how many milliseconds the client must have shown a new token, or 0 if never
     * @param handshake what the application has for each client that connects
     */
    record Welcome(
            int protocol,
            long heartbeatMs,
            int maxMessageBytes,
            String durability,
            @Nullable String user,
            long expiresInMs,
            Doc handshake)
            implements Frame {}

    /**
     * Client to hub: a new token, before the one shown last expires.
     *
     * @param token the token
     */
    record Refresh(String token) implements Frame {
        /** Does not show the token: it is a secret. */
        @Override
        public String toString() {
            return "Refresh[]";
        }
    }

    /**
     * Hub to client, the answer to {@link Refresh}.
     *
     * @param expiresInMs as in {@link Welcome}
     */
    record Refreshed(long expiresInMs) implements Frame {}

    /**
     * Client to hub.
     *
     * @param atom the atom's id
     * @param request what the client has
     */
    record Subscribe(String atom, ToAuthority.Subscribe request) implements Frame {}

    /**
     * Hub to client, the answer to {@link Subscribe}.
     *
     * @param handle the atom's handle from here on
     * @param atom the atom's id
     * @param opening a {@link ToReplica.Snapshot} or {@link ToReplica.Resumed}
     */
    record Subscribed(int handle, String atom, ToReplica opening) implements Frame {}

    /**
     * Client to hub: no more of this atom.
     *
     * @param handle the atom's handle
     */
    record Unsubscribe(int handle) implements Frame {}

    /**
     * Client to hub: a write.
     *
     * @param handle the atom's handle
     * @param write the write
     */
    record Write(int handle, ToAuthority.Write write) implements Frame {}

    /**
     * Hub to client: anything after the answer to a subscription.
     *
     * @param handle the atom's handle
     * @param message what is said
     */
    record Told(int handle, ToReplica message) implements Frame {}

    /**
     * Hub to client: something went wrong.
     *
     * @param code what
     * @param atom the id of the atom it is about, or null if it is about the connection
     * @param message the same for people
     * @param retryAfterMs where the connection ends: how long to wait, at least, before the next; 0 if that is the
     *     client's to decide
     */
    record Failure(ErrorCode code, @Nullable String atom, String message, long retryAfterMs) implements Frame {
        /**
         * A failure without a hint when to come back.
         *
         * @param code what
         * @param atom the id of the atom it is about, or null
         * @param message the same for people
         */
        public Failure(ErrorCode code, @Nullable String atom, String message) {
            this(code, atom, message, 0);
        }
    }

    /**
     * A place in a channel: behind which of its events.
     *
     * @param epoch names the history; another one means that offsets can't be compared
     * @param offset events of a channel count from 1; 0 is before the first
     */
    record Place(long epoch, long offset) {}

    /**
     * Client to hub: send me the events of a channel from now on, or from a place on.
     *
     * @param channel its name; {@code @me}, {@code @user} and {@code @all} are those of the client, its user and everybody
     * @param known how far the client has them, or null if it has none
     * @param last how many of the newest kept events to begin with, where {@code known} is null or of no use
     * @param presence what others are shown of the client, or null if it is not to be seen
     */
    record Join(
            String channel,
            @Nullable Place known,
            int last,
            @Nullable Doc presence) implements Frame {}

    /**
     * Client to hub: no more of this channel.
     *
     * @param channel its name
     */
    record Leave(String channel) implements Frame {}

    /**
     * Hub to client, the answer to {@link Join}. Where the place is the one that the client knew, nothing was missed; else
     * what lies between is lost to it.
     *
     * @param handle the channel's handle from here on
     * @param channel its name
     * @param place events from behind this one follow
     */
    record Joined(int handle, String channel, Place place) implements Frame {}

    /**
     * Hub to client: no more comes of this channel.
     *
     * @param channel its name
     * @param code why
     * @param message the same for people
     */
    record Left(String channel, ErrorCode code, String message) implements Frame {}

    /**
     * Client to hub: an event, of the application. A client counts what it sends from 1, over all its connections.
     *
     * @param sequence its number
     * @param channel for whom it is: a channel's name, or null for the hub itself
     * @param event what it is, as {@code "chat/say"}
     * @param data what it says
     * @param wantsReply whether the client waits for one
     */
    record Send(long sequence, @Nullable String channel, String event, Doc data, boolean wantsReply) implements Frame {}

    /**
     * Client to hub: the answer to a {@link Request}.
     *
     * @param sequence its number among what the client sends
     * @param request the offset of the request
     * @param failure null, or why there is no answer
     * @param data the answer, or the empty document
     */
    record Answer(long sequence, long request, @Nullable String failure, Doc data) implements Frame {}

    /**
     * Hub to client: what became of its sends so far.
     *
     * @param done all up to this one are handled
     * @param arrived all up to this one have come: they need not be sent again
     */
    record Taken(long done, long arrived) implements Frame {}

    /**
     * Hub to client: an event of a channel.
     *
     * @param handle the channel's handle
     * @param offset its number in the channel
     * @param event what it is
     * @param data what it says
     * @param from the user, or else the client, who published it; null if it was the hub's application
     */
    record Published(
            int handle,
            long offset,
            String event,
            Doc data,
            @Nullable String from) implements Frame {}

    /**
     * Hub to client, on its own channel: an event that the hub waits for an answer to.
     *
     * @param handle the channel's handle
     * @param offset its number in the channel
     * @param event what it is
     * @param data what it says
     * @param timeoutMs how long the hub waits
     */
    record Request(int handle, long offset, String event, Doc data, long timeoutMs) implements Frame {}

    /**
     * Hub to client, on its own channel: what became of one of its sends, if it wanted to know or if that failed.
     *
     * @param handle the channel's handle
     * @param offset its number in the channel
     * @param sequence the number of the send
     * @param failure null, or what went wrong
     * @param data the reply, or, of a failure, the reason for people as a text
     */
    record Reply(
            int handle,
            long offset,
            long sequence,
            @Nullable ErrorCode failure,
            Doc data) implements Frame {}

    /**
     * Hub to client: it took too little for too long; events of a channel are lost to it.
     *
     * @param handle the channel's handle
     * @param through all up to this one that it does not have
     */
    record Missed(int handle, long through) implements Frame {}

    /**
     * Either way: frames to be taken together. Subscriptions are answered by one batch whose values stood together;
     * writes are an atomic group; channels joined together are answered by one batch; what the hub sends of atoms is to be
     * shown at one instant.
     *
     * @param frames the frames, no batches among them
     */
    record Batch(List<Frame> frames) implements Frame {}

    /** Either way: say something, so that I know you are there. */
    record Ping() implements Frame {}

    /** The answer to {@link Ping}. */
    record Pong() implements Frame {}
}
