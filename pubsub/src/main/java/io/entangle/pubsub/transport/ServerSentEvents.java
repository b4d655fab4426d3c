package io.entangle.pubsub.transport;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of a stream of {@code text/event-stream}, as the HTML standard says it is read. Vert.x has a reader of its own, which
 * stands still before an event of more than 4 KB that comes in several pieces. Driven by the context of the stream.
 */
final class ServerSentEvents {
    private static final String DEFAULT_KIND = "message";

    private final ReadStream<Buffer> bytes;
    private final int maxLineBytes;
    private final Consumer<Event> told;
    private final Handler<Throwable> failed;
    /** What has come of a line. */
    private Buffer line = Buffer.buffer();

    private boolean isBroken;
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private String kind = "";
    private @Nullable String id;

    /**
     * An event.
     *
     * @param kind its kind, {@code message} if it is not said
     * @param id the last id that was said, or null if none was
     * @param data its lines
     */
    record Event(String kind, @Nullable String id, String data) {}

    /**
     * Reads a stream.
     *
     * @param bytes what is read
     * @param maxLineBytes the longest line; one that is longer is a failure
     * @param told is given each event
     * @param failed is told why the stream has broken
     * @param ended is told when it has come to its end
     */
    ServerSentEvents(
            ReadStream<Buffer> bytes,
            int maxLineBytes,
            Consumer<Event> told,
            Handler<Throwable> failed,
            Handler<Void> ended) {
        this.bytes = bytes;
        this.maxLineBytes = maxLineBytes;
        this.told = told;
        this.failed = failed;
        bytes.exceptionHandler(failed).endHandler(ended).handler(this::take);
    }

    /** Reads no more than what has come already. */
    void pause() {
        bytes.pause();
    }

    void resume() {
        bytes.resume();
    }

    private void take(Buffer piece) {
        int start = 0;
        for (int i = 0; i < piece.length() && !isBroken; i++) {
            if (piece.getByte(i) == '\n') {
                String text = line.appendBuffer(piece, start, i - start).toString(StandardCharsets.UTF_8);
                line = Buffer.buffer();
                start = i + 1;
                take(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
            }
        }
        line.appendBuffer(piece, start, piece.length() - start);
        if (line.length() > maxLineBytes && !isBroken) {
            isBroken = true;
            failed.handle(
                    new IllegalStateException("a line of a stream of events has more than " + maxLineBytes + " bytes"));
        }
    }

    private void take(String text) {
        if (text.isEmpty()) {
            end();
        } else {
            int colon = text.indexOf(':');
            String field = colon < 0 ? text : text.substring(0, colon);
            String value = colon < 0 ? "" : text.substring(colon + 1);
            set(field, value.startsWith(" ") ? value.substring(1) : value);
        }
    }

    /** A comment is a field without a name; what is not known is passed over. */
    private void set(String field, String value) {
        switch (field) {
            case "event" -> kind = value;
            case "id" -> id = value;
            case "data" -> {
                if (hasData) {
                    data.append('\n');
                }
                data.append(value);
                hasData = true;
            }
            default -> {}
        }
    }

    private void end() {
        Event event = new Event(kind.isEmpty() ? DEFAULT_KIND : kind, id, data.toString());
        boolean isEvent = hasData;
        kind = "";
        data.setLength(0);
        hasData = false;
        if (isEvent) {
            told.accept(event);
        }
    }
}
