package io.entangle.pubsub.protocol;

import io.entangle.clock.SiteId;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message between a client and a hub. An atom is named by its id when a client subscribes and in the hub's answer;
 * from then on by the handle that the answer gave it, which is the same for all clients of the hub.
 */
public sealed interface Frame {
    /**
     * Client to hub, first of all.
     *
     * @param protocol the version of the protocol the client speaks
     * @param client names the client across its connections
     * @param site where the client's writes are made
     */
    record Hello(int protocol, String client, SiteId site) implements Frame {}

    /**
     * Hub to client, the answer to {@link Hello}.
     *
     * @param protocol the version of the protocol spoken from here on
     * @param heartbeatMs after this many milliseconds without a message, a peer asks for one
     * @param maxMessageBytes the largest message the hub takes
     * @param durability what an accepted write survives: {@code memory}, {@code process} or {@code disk}
     */
    record Welcome(int protocol, long heartbeatMs, int maxMessageBytes, String durability) implements Frame {}

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
    record Event(int handle, ToReplica message) implements Frame {}

    /**
     * Hub to client: something went wrong.
     *
     * @param code what
     * @param atom the id of the atom it is about, or null if it is about the connection
     * @param message the same for people
     */
    record Failure(ErrorCode code, @Nullable String atom, String message) implements Frame {}

    /**
     * Either way: frames to be taken together. Subscriptions are answered by one batch whose values stood together;
     * writes are an atomic group; what the hub sends is to be shown at one instant.
     *
     * @param frames the frames, no batches among them
     */
    record Batch(List<Frame> frames) implements Frame {}

    /** Either way: say something, so that I know you are there. */
    record Ping() implements Frame {}

    /** The answer to {@link Ping}. */
    record Pong() implements Frame {}
}
