package io.entangle.pubsub.transport;

/** The ways for frames to go between a client and a hub. */
public enum Transport {
    /** A WebSocket: both ways over one connection, packed as client and hub agree. */
    WEB_SOCKET("websocket"),
    /** Server-sent events from the hub; requests over HTTP to it. Text that is JSON. */
    EVENTS("events"),
    /** Requests over HTTP that the hub answers when there is something to say; others to it. Text that is JSON. */
    POLL("poll");

    private final String wireName;

    Transport(String wireName) {
        this.wireName = wireName;
    }

    /** {@return its name in metrics and atoms: lower case} */
    public String wireName() {
        return wireName;
    }
}
