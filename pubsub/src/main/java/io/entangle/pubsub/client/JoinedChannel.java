package io.entangle.pubsub.client;

import io.entangle.pubsub.channel.Event;
import io.entangle.value.Doc;
import io.vertx.core.Future;

/** A channel that a client has joined, until it leaves it. Thread-safe. */
public final class JoinedChannel {
    private final ChannelClient client;
    private final String name;
    private final Future<Void> joined;

    JoinedChannel(ChannelClient client, String name, Future<Void> joined) {
        this.client = client;
        this.name = name;
        this.joined = joined;
    }

    /** {@return the channel's name} */
    public String name() {
        return name;
    }

    /**
     * {@return when the hub has let the client in for the first time} Fails with {@code FORBIDDEN} if the client may not join
     * it; the handler is told nothing then.
     */
    public Future<Void> joined() {
        return joined;
    }

    /**
     * Publishes an event to all who have joined the channel, this client among them.
     *
     * @param event the event
     * @return when the hub has published it; fails as {@link ChannelClient#send} does
     */
    public Future<Void> publish(Event event) {
        return client.publish(name, event);
    }

    /**
     * Changes what others are shown of this client.
     *
     * @param shown what they are shown
     */
    public void present(Doc shown) {
        client.present(name, shown);
    }

    /** Leaves the channel; the handler is told nothing more. */
    public void leave() {
        client.leave(name);
    }
}
