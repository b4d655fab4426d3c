package io.entangle.pubsub.transport;

import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;

/** The other end of a connection. */
public interface Peer {
    /** {@return the name of its transport} */
    String transport();

    /** {@return the headers of the HTTP request by which the connection was opened} */
    MultiMap headers();

    /** {@return from where it was opened: an IP address} */
    String remoteAddress();

    /** {@return how its frames are packed} */
    Packer packer();

    /** {@return whether it takes more without queueing; if not, {@link Handler#drained} tells when it does again} */
    boolean isWritable();

    /**
     * Sends a packed frame; does nothing if the connection is closed.
     *
     * @param frame of this peer's packer
     */
    void send(Packed frame);

    /** Reads no more of what the peer sends, until {@link #resume}: so it can't ask for more than it takes. */
    void pause();

    /** Reads on. */
    void resume();

    /**
     * Closes the connection after what was sent before.
     *
     * @param code the WebSocket close code
     * @param reason for people, cut to what a close frame holds
     */
    void close(int code, String reason);

    /** What happens on a connection. Calls come one at a time, {@link #closed} last. */
    interface Handler {
        /**
         * A message has come.
         *
         * @param message the packed frame
         */
        void received(Packed message);

        /** The peer takes more again. */
        void drained();

        /** Something has come that is no message, but shows that the peer is there. */
        default void heard() {}

        /**
         * {@return whether a request over HTTP that names this connection comes from its client} Asked of each but the one that
         * opens it; fails if that can't be found out now.
         *
         * @param headers those of the request
         * @param remoteAddress from where it comes
         */
        default Future<Boolean> admits(MultiMap headers, String remoteAddress) {
            return Future.succeededFuture(true);
        }

        /**
         * What has come broke the rules of the transport: the connection is being closed for that.
         *
         * @param code how
         */
        default void broken(ErrorCode code) {}

        /**
         * The connection is closed; nothing more can be sent.
         *
         * @param code the WebSocket close code; 1006 if the connection was cut
         * @param reason the same for people, may be empty
         */
        void closed(int code, String reason);
    }
}
