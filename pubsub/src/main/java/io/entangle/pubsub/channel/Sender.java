package io.entangle.pubsub.channel;

import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client over all its connections: what it has sent, handled one after the other, each once; and what is sent to it
 * alone. Kept for a while after its last connection. On the hub's context.
 */
final class Sender {
    /** How many events of one client may wait to be handled. */
    private static final int MAX_WAITING = 256;

    private final String client;
    private final ChannelServer server;
    private final HostedChannel mailbox;
    private final Deque<Arrived> waiting = new ArrayDeque<>();
    private final Map<Long, Promise<Doc>> asked = new LinkedHashMap<>();

    /** An event, and over which connection it has come: it is handled even if that is gone by then. */
    private record Arrived(Frame.Send frame, Participant over) {
        long sequence() {
            return frame.sequence();
        }
    }

    private @Nullable Arrived running;
    private @Nullable Participant current;
    private long arrived;
    private boolean isHandling;
    private long lostNanos;
    private long begunNanos;

    Sender(String client, ChannelServer server, HostedChannel mailbox) {
        this.client = client;
        this.server = server;
        this.mailbox = mailbox;
    }

    String client() {
        return client;
    }

    HostedChannel mailbox() {
        return mailbox;
    }

    @Nullable
    Participant current() {
        return current;
    }

    void current(@Nullable Participant participant) {
        current = participant;
        lostNanos = server.now();
        goOn();
    }

    /** {@return since when it has no connection} */
    long lostNanos() {
        return lostNanos;
    }

    boolean isBusy() {
        return waiting.size() >= MAX_WAITING;
    }

    boolean isIdle() {
        return running == null && waiting.isEmpty();
    }

    Frame.Taken taken() {
        Arrived next = running != null ? running : waiting.peek();
        return new Frame.Taken(next == null ? arrived : next.sequence() - 1, arrived);
    }

    void send(Frame.Send frame, Participant over) {
        if (arrives(frame.sequence(), over)) {
            waiting.add(new Arrived(frame, over));
            handle();
        }
    }

    void answer(Frame.Answer frame, Participant over) {
        if (arrives(frame.sequence(), over)) {
            over.owesTaken();
            Promise<Doc> promise = asked.remove(frame.request());
            if (promise == null) {
                return; // it was waited for no longer
            }
            if (frame.failure() == null) {
                promise.complete(frame.data());
            } else {
                promise.fail(new EntangleException(ErrorCode.FAILED, frame.failure()));
            }
        }
    }

    /** What has come before comes again where its sender was not told. */
    private boolean arrives(long sequence, Participant over) {
        if (sequence == arrived + 1) {
            arrived = sequence;
            return true;
        }
        over.owesTaken();
        if (sequence > arrived) {
            over.outlet()
                    .close(
                            ErrorCode.OUT_OF_STEP,
                            "the event " + sequence + " came, but " + (arrived + 1) + " was to come next");
        }
        return false;
    }

    /** Handles what waits, if it waited for replies to be taken. */
    void goOn() {
        boolean wasBusy = isBusy();
        handle();
        Participant now = current;
        if (wasBusy && !isBusy() && now != null) {
            now.outlet().idle();
        }
    }

    /** Handles what waits, one after the other, as long as the client takes the replies. */
    private void handle() {
        if (isHandling) {
            return; // what is said meanwhile comes after
        }
        isHandling = true;
        try {
            while (running == null && !waiting.isEmpty() && !isFullOfReplies()) {
                Arrived next = waiting.remove();
                running = next;
                begunNanos = server.now();
                Future<Doc> handled = server.handle(next.frame(), next.over());
                if (handled.isComplete()) {
                    handled(next.frame(), handled);
                } else {
                    handled.onComplete(result -> server.surroundings().run(() -> {
                        handled(next.frame(), handled);
                        goOn();
                    }));
                }
            }
        } finally {
            isHandling = false;
        }
    }

    private boolean isFullOfReplies() {
        Participant now = current;
        return now != null && now.isFullOfReplies();
    }

    private void handled(Frame.Send frame, Future<Doc> result) {
        server.surroundings().meters().handled(outcome(result), server.now() - begunNanos);
        if (result.failed()) {
            Throwable failure = result.cause();
            ErrorCode code = codeOf(failure);
            reply(frame.sequence(), code, Doc.from(String.valueOf(failure.getMessage())));
        } else if (frame.wantsReply()) {
            reply(frame.sequence(), null, result.result());
        }
        running = null; // not before its reply is there: what is flushed meanwhile must not say that it is done
        Participant now = current;
        if (now != null) {
            now.owesTaken();
        }
    }

    private static String outcome(Future<Doc> result) {
        return result.succeeded() ? "done" : codeOf(result.cause()).wireName();
    }

    private static ErrorCode codeOf(Throwable failure) {
        return failure instanceof EntangleException coded ? coded.code() : ErrorCode.FAILED;
    }

    private void reply(long sequence, @Nullable ErrorCode failure, Doc data) {
        server.append(mailbox, (handle, offset) -> new Frame.Reply(handle, offset, sequence, failure, data), data);
    }

    /** Asks the client something; the answer may come over another connection than the question went. */
    Future<Doc> request(Event event, long timeoutMs) {
        Promise<Doc> promise = Promise.promise();
        Entry entry = server.append(
                mailbox,
                (handle, offset) -> new Frame.Request(handle, offset, event.id(), event.data(), timeoutMs),
                event.data());
        asked.put(entry.offset(), promise);
        server.surroundings().after(timeoutMs * 1_000_000, () -> {
            if (asked.remove(entry.offset()) != null) {
                promise.fail(new EntangleException(
                        ErrorCode.NO_REPLY, "\"" + client + "\" did not answer within " + timeoutMs + " ms"));
            }
        });
        return promise.future();
    }

    /** It is forgotten: whoever waits for its answers need wait no longer. */
    void end() {
        asked.values()
                .forEach(promise -> promise.tryFail(
                        new EntangleException(ErrorCode.NOT_CONNECTED, "\"" + client + "\" did not come back")));
        asked.clear();
    }
}
