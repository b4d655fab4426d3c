package io.entangle.pubsub.transport;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The answer to one poll: the messages that there are by the time it is sent. */
final class PollAnswer implements Downstream {
    private final HttpServerResponse response;
    private final String connection;
    private final Runnable soon;
    private final List<String> frames = new ArrayList<>();
    private long last;
    private boolean isAnswered;

    /**
     * An answer.
     *
     * @param last the number of the newest message the client has
     * @param soon has {@link #answer} called, when all that is said at once has been said
     */
    PollAnswer(HttpServerResponse response, String connection, long last, Runnable soon) {
        this.response = response;
        this.connection = connection;
        this.last = last;
        this.soon = soon;
    }

    @Override
    public boolean isWritable() {
        return !isAnswered;
    }

    @Override
    public void send(long number, String frame) {
        if (isAnswered) {
            return; // the next poll asks for it
        }
        if (frames.isEmpty()) {
            soon.run();
        }
        frames.add(frame);
        last = number;
    }

    /** Answers with what there is. */
    void answer() {
        respond(new JsonObject());
    }

    @Override
    public void close(int code, String reason) {
        respond(new JsonObject().put("close", new JsonObject().put("code", code).put("reason", reason)));
    }

    @Override
    public void end() {
        answer();
    }

    boolean isAnswered() {
        return isAnswered;
    }

    private void respond(JsonObject head) {
        if (isAnswered) {
            return;
        }
        isAnswered = true;
        if (!response.ended() && !response.closed()) {
            frames.add(0, head.put("connection", connection).put("last", last).encode());
            response.putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(Frames.join(frames));
        }
    }
}
