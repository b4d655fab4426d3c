package io.entangle.pubsub.client;

import io.entangle.pubsub.channel.Event;
import io.entangle.pubsub.channel.Message;
import org.jspecify.annotations.Nullable;

/**
 * An event that has come from the hub.
 *
 * @param event the event
 * @param channel the channel's name; {@code @me}, {@code @user} and {@code @all} are those of the client, its user and
 *     everybody
 * @param from the user, or else the client, who published it; null if it was the hub's application
 */
public record HubMessage(
        Event event, String channel, @Nullable String from) implements Message {}
