package io.entangle.pubsub.channel;

import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Resource;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.packer.Packing;
import io.entangle.pubsub.protocol.ErrorCode;
import io.vertx.core.Future;

/** One connection as channels see it. Driven by the hub's context. */
public interface Outlet {
    /** {@return whether it takes more without queueing} */
    boolean isWritable();

    /** {@return the packer of its frames} */
    Packer packer();

    /** {@return how its frames are packed} */
    Packing packing();

    /** {@return the name of its transport} */
    String transport();

    /**
     * Sends a packed frame.
     *
     * @param frame of its packer
     */
    void send(Packed frame);

    /**
     * Ends it.
     *
     * @param code why
     * @param reason the same for people
     */
    void close(ErrorCode code, String reason);

    /** Tells that it may be read on: less waits to be handled than did. */
    void idle();

    /**
     * {@return what its client may do with something}
     *
     * @param what with what
     */
    Future<Grant> grant(Resource what);
}
