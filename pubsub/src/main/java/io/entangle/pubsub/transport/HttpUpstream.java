package io.entangle.pubsub.transport;

import io.entangle.pubsub.protocol.Protocol;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a client that go out as bodies of requests, one request at a time. One that failed is made again: the hub
 * knows by its number whether it has had it. Driven by the client's context.
 */
final class HttpUpstream {
    private static final int BATCH_BYTES = 64 * 1024;
    private static final int TRIES = 5;
    private static final long RETRY_MS = 100;
    private static final int TAKEN = 204;

    /** Told of what becomes of messages. */
    interface Listener {
        /** More is taken again. */
        void drained();

        /** Messages can't be sent any more. */
        void broken(String why);
    }

    private final Vertx vertx;
    private final WebClient client;
    private final DialOptions options;
    private final Deque<String> queued = new ArrayDeque<>();
    private long queuedBytes;
    private @Nullable Listener listener;
    private @Nullable String connection;
    private boolean isSending;
    private boolean isClosed;
    private long number;

    HttpUpstream(Vertx vertx, WebClient client, DialOptions options) {
        this.vertx = vertx;
        this.client = client;
        this.options = options;
    }

    void begin(String name, Listener told) {
        connection = name;
        listener = told;
        flush();
    }

    boolean isWritable() {
        return queuedBytes < BATCH_BYTES;
    }

    void send(String frame) {
        if (!isClosed) {
            queued.add(frame);
            queuedBytes += frame.length();
            flush();
        }
    }

    private void flush() {
        if (isSending || isClosed || connection == null || queued.isEmpty()) {
            return;
        }
        List<String> frames = new ArrayList<>();
        long bytes = 0;
        while (!queued.isEmpty() && (frames.isEmpty() || bytes + queued.peek().length() < BATCH_BYTES)) {
            String frame = queued.remove();
            bytes += frame.length();
            frames.add(frame);
        }
        isSending = true;
        number++;
        post(Frames.join(frames), bytes, 1);
    }

    private void post(String body, long bytes, int attempt) {
        client.post(options.path(Protocol.SEND_PATH))
                .putHeader("Content-Type", "application/json")
                .putHeader(MessageEndpoint.CONNECTION, connection)
                .putHeader(MessageEndpoint.NUMBER, Long.toString(number))
                .sendBuffer(Buffer.buffer(body))
                .onComplete(answer -> answered(answer, body, bytes, attempt));
    }

    private void answered(AsyncResult<HttpResponse<Buffer>> answer, String body, long bytes, int attempt) {
        Listener told = listener;
        if (isClosed || told == null) {
            return;
        }
        if (answer.succeeded() && answer.result().statusCode() == TAKEN) {
            boolean wasFull = !isWritable();
            isSending = false;
            queuedBytes -= bytes;
            flush();
            if (wasFull && isWritable()) {
                told.drained();
            }
        } else if (answer.succeeded()) {
            told.broken("a message was answered with status " + answer.result().statusCode());
        } else if (attempt < TRIES) {
            vertx.setTimer(RETRY_MS * attempt, now -> post(body, bytes, attempt + 1));
        } else {
            told.broken("messages can't be sent: " + answer.cause().getMessage());
        }
    }

    void close() {
        isClosed = true;
        queued.clear();
    }

    /** {@return whether all that was to be sent has been} */
    boolean isIdle() {
        return queued.isEmpty() && !isSending;
    }
}
