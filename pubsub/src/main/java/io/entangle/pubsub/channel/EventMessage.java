package io.entangle.pubsub.channel;

import io.entangle.pubsub.access.Identity;
import org.jspecify.annotations.Nullable;

/**
 * An event that has come from a client.
 *
 * @param event the event
 * @param client the client's id, {@link Identity#clientId}: the same on all its connections
 * @param from who the client has proved to be
 */
public record EventMessage(Event event, String client, Identity from) implements Message {
    /** {@return the user's id, or null if the client is nobody in particular} */
    public @Nullable String user() {
        return from.user();
    }
}
