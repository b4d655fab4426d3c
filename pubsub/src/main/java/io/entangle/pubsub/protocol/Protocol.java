package io.entangle.pubsub.protocol;

/** Constants of the protocol. */
public final class Protocol {
    /** The version of the protocol that this library speaks. */
    public static final int VERSION = 1;

    /** The WebSocket's path below the mount point. */
    public static final String WEB_SOCKET_PATH = "/ws";

    /** The path, below the mount point, of messages to a client as server-sent events. */
    public static final String EVENTS_PATH = "/events";

    /** The path, below the mount point, where a client asks for messages that there are. */
    public static final String POLL_PATH = "/poll";

    /** The path, below the mount point, of messages from a client without a WebSocket. */
    public static final String SEND_PATH = "/send";

    private static final String SUB_PROTOCOL_PREFIX = "entangle.v" + VERSION + ".";

    private Protocol() {}

    /**
     * {@return the WebSocket subprotocol of a packer}
     *
     * @param packer the packer's name
     */
    public static String subProtocol(String packer) {
        return SUB_PROTOCOL_PREFIX + packer;
    }
}
