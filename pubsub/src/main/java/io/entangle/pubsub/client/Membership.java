package io.entangle.pubsub.client;

import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Frame.Place;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a client has of one channel: how far it got, over all its connections. On the client's context. */
final class Membership {
    private final String channel;
    private final Consumer<HubMessage> handler;
    private final Consumer<MissedEvents> onMissed;
    private JoinOptions options;
    private @Nullable Place known;

    Membership(String channel, JoinOptions options, Consumer<HubMessage> handler, Consumer<MissedEvents> onMissed) {
        this.channel = channel;
        this.options = options;
        this.handler = handler;
        this.onMissed = onMissed;
    }

    String channel() {
        return channel;
    }

    void options(JoinOptions changed) {
        options = changed;
    }

    Frame.Join join() {
        return new Frame.Join(channel, known, options.last(), options.presence());
    }

    /** {@return the epoch of what it has, or null if it has nothing} */
    @Nullable
    Long epoch() {
        return known == null ? null : known.epoch();
    }

    /** The hub sends what comes behind a place. */
    void joined(Place place) {
        Place before = known;
        if (before == null || before.epoch() != place.epoch()) {
            known = place;
            if (before != null) {
                onMissed.accept(new MissedEvents(channel, -1));
            }
        } else {
            missed(place.offset()); // an earlier place is that of a join made again: what is had comes once more
        }
    }

    /** {@return whether an entry is the next, and not one that was had already} */
    boolean takes(long offset) {
        Place before = known;
        if (before == null || offset <= before.offset()) {
            return false;
        }
        known = new Place(before.epoch(), offset);
        return true;
    }

    void missed(long through) {
        Place before = known;
        if (before != null && through > before.offset()) {
            known = new Place(before.epoch(), through);
            onMissed.accept(new MissedEvents(channel, through - before.offset()));
        }
    }

    void told(HubMessage message) {
        handler.accept(message);
    }
}
