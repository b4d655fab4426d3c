package io.entangle.pubsub.protocol;

import java.util.Locale;

/** What can go wrong between a hub and a client. */
public enum ErrorCode {
    /** A message is no frame of the protocol. The connection is closed. */
    MALFORMED(4400),
    /** The first frame of a connection was no hello, or a later one was. The connection is closed. */
    HELLO_EXPECTED(4401),
    /** The peer speaks no version or packer that the other side speaks. The connection is closed for good. */
    UNSUPPORTED_PROTOCOL(4406),
    /** The peer was silent for too long. The connection is closed. */
    TIMEOUT(4408),
    /** Another connection of the same client was opened; what this one still sends is not taken. */
    REPLACED(4409),
    /** A message is larger than the limit the hub announced. The connection is closed. */
    TOO_LARGE(1009),
    /** The hub is going away. The connection is closed. */
    CLOSING(1001),
    /** The hub failed. The connection is closed. */
    INTERNAL(1011),
    /** The hub has no atom of that id. */
    UNKNOWN_ATOM(0),
    /** The frame speaks of a subscription that the connection does not have. */
    NOT_SUBSCRIBED(0),
    /** The connection has as many subscriptions as it may. */
    TOO_MANY_SUBSCRIPTIONS(0),
    /** The client may not do that. */
    FORBIDDEN(0),
    /** The client could not reach a hub in time; never on the wire. */
    UNREACHABLE(0),
    /** The value does not fit the type the client asked for; never on the wire. */
    TYPE_MISMATCH(0);

    private final int closeCode;

    ErrorCode(int closeCode) {
        this.closeCode = closeCode;
    }

    /** {@return the code the WebSocket is closed with, or 0 if the connection goes on} */
    public int closeCode() {
        return closeCode;
    }

    /** {@return whether the connection ends with this error} */
    public boolean isFatal() {
        return closeCode != 0;
    }

    /** {@return the code on the wire: lower case, with hyphens} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * {@return the code of a name on the wire; {@link #INTERNAL} for one that this version does not know}
     *
     * @param name as {@link #wireName} gives it
     */
    public static ErrorCode ofWireName(String name) {
        for (ErrorCode code : values()) {
            if (code.wireName().equals(name)) {
                return code;
            }
        }
        return INTERNAL;
    }
}
