package io.entangle.pubsub.transport;

import io.entangle.pubsub.protocol.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.List;

/** A hub that is asked for messages again and again. */
final class PollPeer extends HttpClientPeer {
    private static final int OK = 200;

    private boolean paused;
    private boolean isWaiting;

    PollPeer(Vertx vertx, WebClient client, DialOptions options, HttpUpstream upstream) {
        super(vertx, client, options, upstream);
    }

    @Override
    public String transport() {
        return Transport.POLL.wireName();
    }

    @Override
    void listen() {
        if (paused) {
            isWaiting = true;
            return;
        }
        carrying();
        request(Protocol.POLL_PATH).send().onSuccess(this::answered).onFailure(this::failed);
    }

    private void answered(HttpResponse<Buffer> response) {
        if (isClosed()) {
            return;
        }
        if (response.statusCode() != OK) {
            cut(response.statusCode(), "a poll was answered with status " + response.statusCode());
            return;
        }
        List<String> parts = Frames.elements(response.bodyAsString());
        JsonObject answer = new JsonObject(parts.get(0));
        named(answer.getString("connection"));
        long number = answer.getLong("last") - (parts.size() - 1);
        for (String frame : parts.subList(1, parts.size())) {
            received(++number, frame);
        }
        if (answer.containsKey("close")) {
            closeAsTold(answer.getJsonObject("close"));
        } else if (!isClosed()) {
            listen();
        }
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        if (isWaiting) {
            isWaiting = false;
            listen();
        }
    }
}
