package io.entangle.pubsub.transport;

import io.entangle.pubsub.protocol.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import org.jspecify.annotations.Nullable;

/** A hub whose messages come as server-sent events. */
final class EventsPeer extends HttpClientPeer {
    private static final int OK = 200;

    /** What a line of an event has besides a message. */
    private static final int FIELD_NAME = 16;

    private final HttpClient http;
    private final DialOptions options;
    private @Nullable ServerSentEvents events;
    private @Nullable HttpClientRequest listening;
    private boolean paused;
    /** Counts those that were opened, and those that are over. */
    private long streams;

    EventsPeer(Vertx vertx, HttpClient http, WebClient client, DialOptions options, HttpUpstream upstream) {
        super(vertx, client, options, upstream);
        this.http = http;
        this.options = options;
    }

    @Override
    public String transport() {
        return Transport.EVENTS.wireName();
    }

    @Override
    void listen() {
        long mine = ++streams;
        http.request(HttpMethod.GET, options.path(Protocol.EVENTS_PATH))
                .compose(request -> {
                    listening = request;
                    position(request.headers());
                    return request.putHeader("Accept", "text/event-stream").send();
                })
                .onSuccess(response -> opened(response, mine))
                .onFailure(failure -> over(mine, () -> failed(failure)));
    }

    private void opened(HttpClientResponse response, long mine) {
        if (response.statusCode() != OK) {
            String why = "a stream of events was answered with status " + response.statusCode();
            over(mine, () -> cut(response.statusCode(), why));
            return;
        }
        ServerSentEvents stream = new ServerSentEvents(
                response,
                options.maxMessageBytes() + FIELD_NAME,
                this::take,
                failure -> over(mine, () -> failed(failure)),
                ended -> over(mine, () -> cut(OK, "the stream of events ended")));
        events = stream;
        if (paused) {
            stream.pause();
        }
    }

    /** A stream is over once, however often that is said. */
    private void over(long stream, Runnable action) {
        if (stream == streams) {
            streams++;
            events = null;
            action.run();
        }
    }

    private void take(ServerSentEvents.Event event) {
        String id = event.id();
        if (event.kind().equals("open")) {
            carrying();
            named(new JsonObject(event.data()).getString("connection"));
        } else if (event.kind().equals("close")) {
            closeAsTold(new JsonObject(event.data()));
        } else if (id != null) {
            received(number(id), event.data());
        }
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf(':') + 1));
    }

    @Override
    void left() {
        if (listening != null) {
            listening.reset();
        }
    }

    @Override
    public void pause() {
        paused = true;
        if (events != null) {
            events.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        if (events != null) {
            events.resume();
        }
    }
}
