package io.entangle.pubsub.protocol;

/** Constants of the protocol. */
public final class Protocol {
    /** The version of the protocol that this library speaks. */
    public static final int VERSION = 1;

    /** The WebSocket's path below the mount point. */
    public static final String WEB_SOCKET_PATH = "/ws";

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
