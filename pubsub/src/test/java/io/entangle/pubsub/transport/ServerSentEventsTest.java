package io.entangle.pubsub.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.transport.ServerSentEvents.Event;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the bytes of a stream of events, in whichever pieces they come. */
final class ServerSentEventsTest {
    private final Pieces pieces = new Pieces();
    private final List<Event> events = new ArrayList<>();
    private final List<String> endings = new ArrayList<>();
    private final ServerSentEvents stream = new ServerSentEvents(
            pieces, 1_000_000, events::add, failure -> endings.add("failed"), ended -> endings.add("ended"));

    /** A stream that brings what it is given, unless it was paused. */
    private static final class Pieces implements ReadStream<Buffer> {
        private final Deque<Buffer> waiting = new ArrayDeque<>();
        private Handler<Buffer> handler = buffer -> {};
        private Handler<Void> endHandler = ended -> {};
        private Handler<Throwable> exceptionHandler = failure -> {};
        private long demand = Long.MAX_VALUE;

        void bring(Buffer piece) {
            waiting.add(piece);
            deliver();
        }

        private void deliver() {
            while (demand > 0 && !waiting.isEmpty()) {
                demand -= demand == Long.MAX_VALUE ? 0 : 1;
                handler.handle(waiting.remove());
            }
        }

        @Override
        public ReadStream<Buffer> exceptionHandler(Handler<Throwable> next) {
            exceptionHandler = next;
            return this;
        }

        @Override
        public ReadStream<Buffer> handler(Handler<Buffer> next) {
            handler = next;
            return this;
        }

        @Override
        public ReadStream<Buffer> pause() {
            demand = 0;
            return this;
        }

        @Override
        public ReadStream<Buffer> resume() {
            return fetch(Long.MAX_VALUE);
        }

        @Override
        public ReadStream<Buffer> fetch(long amount) {
            demand = amount == Long.MAX_VALUE || demand == Long.MAX_VALUE ? Long.MAX_VALUE : demand + amount;
            deliver();
            return this;
        }

        @Override
        public ReadStream<Buffer> endHandler(Handler<Void> next) {
            endHandler = next;
            return this;
        }
    }

    private void bring(String text) {
        pieces.bring(Buffer.buffer(text));
    }

    @Test
    void event_withAllFields_isTold() {
        bring("event: open\nretry: 1000\nid: abc:7\ndata: {\"x\":1}\n\n");

        assertThat(events).containsExactly(new Event("open", "abc:7", "{\"x\":1}"));
    }

    @Test
    void event_ofSeveralLinesAndCommentsBetween_isTheLines() {
        bring(": a comment\ndata: one\n:another\ndata:two\ndata\nunknown: x\n\n");

        assertThat(events).containsExactly(new Event("message", null, "one\ntwo\n"));
    }

    @Test
    void id_isThatOfWhatFollowsToo_theKindIsNot() {
        bring("event: open\nid: 1\ndata: a\n\ndata: b\n\nid: 2\n\ndata: c\n\n");

        assertThat(events)
                .containsExactly(
                        new Event("open", "1", "a"), new Event("message", "1", "b"), new Event("message", "2", "c"));
    }

    @Test
    void lines_endedAsOnWindows_areTheSame() {
        bring("id: 1\r\ndata: a\r\n\r\n");

        assertThat(events).containsExactly(new Event("message", "1", "a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000, 4_096, 5_000, 70_000})
    void events_largeAndInPieces_areToldWhole(int size) {
        StringBuilder text = new StringBuilder();
        List<Event> expected = new ArrayList<>();
        for (int n = 1; n <= 5; n++) {
            String data = "\u00e4\u20ac\ud83d\ude00x".repeat(n * 2_000);
            text.append("id: ").append(n).append("\ndata: ").append(data).append("\n\n");
            expected.add(new Event("message", String.valueOf(n), data));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += size) {
            pieces.bring(Buffer.buffer(bytes).getBuffer(at, Math.min(bytes.length, at + size)));
        }

        assertThat(events).isEqualTo(expected);
    }

    @Test
    void pause_nothingIsToldUntilItIsResumed() {
        bring("data: a\n\n");
        stream.pause();
        bring("data: b\n\n");
        bring("data: c\n\n");
        assertThat(events).hasSize(1);

        stream.resume();

        assertThat(events).map(Event::data).containsExactly("a", "b", "c");
    }

    @Test
    void line_longerThanTheLimit_isAFailure() {
        for (int i = 0; i < 20; i++) {
            bring("x".repeat(100_000));
        }

        assertThat(endings).contains("failed");
        assertThat(events).isEmpty();
    }

    @Test
    void end_isTold() {
        pieces.endHandler.handle(null);
        pieces.exceptionHandler.handle(new IllegalStateException());

        assertThat(endings).containsExactly("ended", "failed");
    }
}
