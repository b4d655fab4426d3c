package io.entangle.pubsub.access;

/**
 * What a client may or may not read and write.
 *
 * @param kind of what kind it is
 * @param id its id, as the client wrote it; there need not be one of that id
 */
public record Resource(Kind kind, String id) {
    /** The kinds of resources. */
    public enum Kind {
        /** An atom: its value, history and conflicts. */
        ATOM,
        /** A channel: its events; presence in it. To write is to publish. */
        CHANNEL,
        /** An event for the hub's own handlers; reading means nothing. */
        EVENT
    }

    /**
     * {@return an atom}
     *
     * @param id its id
     */
    public static Resource atom(String id) {
        return new Resource(Kind.ATOM, id);
    }

    /**
     * {@return a channel}
     *
     * @param name its name
     */
    public static Resource channel(String name) {
        return new Resource(Kind.CHANNEL, name);
    }

    /**
     * {@return an event for the hub}
     *
     * @param id its id
     */
    public static Resource event(String id) {
        return new Resource(Kind.EVENT, id);
    }
}
