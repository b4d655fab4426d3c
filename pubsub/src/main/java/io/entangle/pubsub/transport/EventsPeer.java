package io.entangle.pubsub.transport;

import io.entangle.pubsub.protocol.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.SseEvent;
import org.jspecify.annotations.Nullable;

/** A hub whose messages come as server-sent events. */
final class EventsPeer extends HttpClientPeer {
    private @Nullable ReadStream<SseEvent> stream;
    private boolean paused;

    EventsPeer(Vertx vertx, WebClient client, DialOptions options, HttpUpstream upstream) {
        super(vertx, client, options, upstream);
    }

    @Override
    public String transport() {
        return Transport.EVENTS.wireName();
    }

    @Override
    void listen() {
        request(Protocol.EVENTS_PATH)
                .putHeader("Accept", "text/event-stream")
                .as(BodyCodec.sseStream(this::opened))
                .send()
                .onSuccess(response ->
                        cut(response.statusCode(), "the stream of events ended with status " + response.statusCode()))
                .onFailure(this::failed);
    }

    private void opened(ReadStream<SseEvent> events) {
        stream = events;
        events.handler(this::take);
        if (paused) {
            events.pause();
        }
    }

    private void take(SseEvent event) {
        String kind = event.event();
        if ("open".equals(kind)) {
            carrying();
            named(new JsonObject(event.data()).getString("connection"));
        } else if ("close".equals(kind)) {
            closeAsTold(new JsonObject(event.data()));
        } else if (event.id() != null && event.data() != null) {
            received(number(event.id()), event.data());
        }
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf(':') + 1));
    }

    @Override
    public void pause() {
        paused = true;
        if (stream != null) {
            stream.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        if (stream != null) {
            stream.resume();
        }
    }
}
