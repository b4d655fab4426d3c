package io.entangle.pubsub.protocol;

import java.util.Locale;

/**
 * What can go wrong between a hub and a client. An error that ends the connection has a close code, of which the third
 * digit from the right tells what to do then: 1 come back at once, 2 come back later, 4 do not come back. Codes of
 * WebSocket itself (1000 to 1015) mean later.
 */
public enum ErrorCode {
    /** A message is no frame of the protocol, or one that is not allowed there. The connection is closed. */
    MALFORMED(4200),
    /** The first frame of a connection was no hello, or a later one was. The connection is closed. */
    HELLO_EXPECTED(4201),
    /** The hub has as many connections as it takes, in all or of one user or address. The connection is closed. */
    OVERLOADED(4203),
    /** The client says more than it may in the time. The connection is closed. */
    RATE_LIMITED(4229),
    /** The token has expired and no other was shown. The connection is closed: come back with another one. */
    EXPIRED(4101),
    /** The peer was silent for too long. The connection is closed. */
    TIMEOUT(4108),
    /** What was said over HTTP is not what was to come next: a message was lost. The connection is closed. */
    OUT_OF_STEP(4110),
    /** The client did not prove who it is. The connection is closed. */
    UNAUTHENTICATED(4401),
    /** The application has ended the connection and does not want the client back. */
    DISCONNECTED(4403),
    /** The peer speaks no version or packer that the other side speaks. The connection is closed for good. */
    UNSUPPORTED_PROTOCOL(4406),
    /** Another connection of the same client was opened; what this one still sends is not taken. */
    REPLACED(4409),
    /** The peer broke the rules of WebSocket itself. The connection is closed. */
    PROTOCOL_ERROR(1002),
    /** A text message is no UTF-8. The connection is closed. */
    INVALID_TEXT(1007),
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
    /** The client may no longer do what it was allowed to: what it has of that it must forget. */
    REVOKED(0),
    /** A new token proves nothing; the one shown before counts on. */
    NOT_REFRESHED(0),
    /** The frame needs a channel that the connection has not joined. */
    NOT_JOINED(0),
    /** Nothing handles events of that name. */
    UNKNOWN_EVENT(0),
    /** Whoever handles the event has failed or refused it. */
    FAILED(0),
    /** Nobody answered in time. */
    NO_REPLY(0),
    /** There is no such client, or it is not there. */
    NOT_CONNECTED(0),
    /** More waits to be sent than may; never on the wire. */
    QUEUE_FULL(0),
    /** The hub was lost while it had the event: nobody knows whether it was handled; never on the wire. */
    UNCERTAIN(0),
    /** The client could not reach a hub in time; never on the wire. */
    UNREACHABLE(0),
    /** The value does not fit the type the client asked for; never on the wire. */
    TYPE_MISMATCH(0);

    /** What a client does after its connection was closed. */
    public enum Return {
        /** It connects again, after no more than a moment. */
        AT_ONCE,
        /** It connects again after a wait. */
        LATER,
        /** It does not connect again by itself. */
        NEVER;

        /**
         * {@return what a client does after its connection was closed with a code}
         *
         * @param closeCode the code of the WebSocket's close frame; one that this version does not know means later,
         *     unless its range says otherwise
         */
        public static Return after(int closeCode) {
            if (closeCode < FIRST_OF_APPLICATIONS || closeCode >= FIRST_OF_APPLICATIONS + 1_000) {
                return LATER;
            }
            return switch (closeCode / 100 % 10) {
                case 1 -> AT_ONCE;
                case 4 -> NEVER;
                default -> LATER;
            };
        }
    }

    private static final int FIRST_OF_APPLICATIONS = 4_000;

    private final int closeCode;

    ErrorCode(int closeCode) {
        this.closeCode = closeCode;
    }

    /** {@return the code the WebSocket is closed with, or 0 if the connection goes on} */
    public int closeCode() {
        return closeCode;
    }

    /** {@return what a client does after its connection has ended with this error} */
    public Return comeBack() {
        return Return.after(closeCode);
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
