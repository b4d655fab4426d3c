package io.entangle.pubsub.client;

/**
 * Events of a channel are lost to this client: it was away for longer than they are kept, took them too slowly, or the hub
 * has lost its history.
 *
 * @param channel the channel's name
 * @param count how many, or -1 if that can't be known
 */
public record MissedEvents(String channel, long count) {}
