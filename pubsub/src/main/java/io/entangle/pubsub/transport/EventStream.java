package io.entangle.pubsub.transport;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** A response of server-sent events: each a message, its number the position from which the client goes on elsewhere. */
final class EventStream implements Downstream {
    /** After how many milliseconds a browser opens the stream again by itself. */
    private static final int RETRY_MS = 1_000;

    private final HttpServerResponse response;
    private final String connection;

    EventStream(HttpServerResponse response, String connection) {
        this.response = response;
        this.connection = connection;
    }

    /** Sends the head, and who this is: a proxy that keeps things back keeps back that. */
    void begin(long position) {
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache, no-transform")
                .putHeader("X-Accel-Buffering", "no");
        String opening = new JsonObject().put("connection", connection).encode();
        write("event: open\nretry: " + RETRY_MS + "\nid: " + connection + ":" + position + "\ndata: " + opening);
    }

    @Override
    public boolean isWritable() {
        return !response.ended() && !response.closed() && !response.writeQueueFull();
    }

    @Override
    public void send(long number, String frame) {
        write("id: " + connection + ":" + number + "\ndata: " + frame);
    }

    @Override
    public void close(int code, String reason) {
        String closing =
                new JsonObject().put("code", code).put("reason", reason).encode();
        write("event: close\ndata: " + closing);
        end();
    }

    private void write(String event) {
        if (!response.ended() && !response.closed()) {
            response.write(event + "\n\n");
        }
    }

    @Override
    public void end() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }
}
