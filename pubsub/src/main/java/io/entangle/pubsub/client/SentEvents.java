package io.entangle.pubsub.client;

import io.entangle.pubsub.channel.Event;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.value.Doc;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent and the hub has not handled yet, in order; each is sent once over each connection until the hub
 * says that it has come. On the client's context.
 */
final class SentEvents {
    /** Something to be sent. */
    private sealed interface Outgoing {
        Frame frame(long sequence);

        Promise<Doc> outcome();
    }

    private record Said(Event event, @Nullable String channel, boolean wantsReply, Promise<Doc> outcome)
            implements Outgoing {
        @Override
        public Frame frame(long sequence) {
            return new Frame.Send(sequence, channel, event.id(), event.data(), wantsReply);
        }
    }

    private record Answered(long request, @Nullable String failure, Doc data, Promise<Doc> outcome)
            implements Outgoing {
        @Override
        public Frame frame(long sequence) {
            return new Frame.Answer(sequence, request, failure, data);
        }
    }

    /** What is said in place of what can't be; nobody handles it. */
    private static final String NOTHING = "entangle/nothing";

    private final int most;
    private final Map<Long, Outgoing> waiting = new LinkedHashMap<>();
    private long last;
    /** How far they were sent over any connection. */
    private long sentEver;
    /** How far the hub has them, or they were sent over this connection. */
    private long sent;

    private boolean isOpen;

    SentEvents(int most) {
        this.most = most;
    }

    void say(Event event, @Nullable String channel, boolean wantsReply, Promise<Doc> outcome) {
        if (waiting.size() >= most) {
            outcome.tryFail(new EntangleException(
                    ErrorCode.QUEUE_FULL, "there are " + most + " events already that the hub has not handled yet"));
        } else {
            waiting.put(++last, new Said(event, channel, wantsReply, outcome));
        }
    }

    void answer(long request, @Nullable String failure, Doc data) {
        waiting.put(++last, new Answered(request, failure, data, Promise.promise()));
    }

    /** The connection is lost, or not open yet: nothing can be sent. */
    void shut() {
        isOpen = false;
    }

    /** The hub knows nothing of what was sent before: what it may have had is not sent again. */
    void begunAnew() {
        List<Outgoing> unsent = new ArrayList<>();
        List<Outgoing> lost = new ArrayList<>();
        waiting.forEach((sequence, outgoing) -> {
            if (sequence > sentEver && outgoing instanceof Said) {
                unsent.add(outgoing);
            } else {
                lost.add(outgoing);
            }
        });
        waiting.clear();
        last = 0;
        sentEver = 0;
        unsent.forEach(outgoing -> waiting.put(++last, outgoing));
        lost.forEach(outgoing -> fail(
                outgoing, ErrorCode.UNCERTAIN, "the hub was lost while it had the event; it may have been handled"));
    }

    /** What has become of what was sent; on a new connection the rest is to be sent from there. */
    void taken(Frame.Taken taken) {
        if (!isOpen) {
            isOpen = true;
            sent = taken.arrived();
        }
        List<Outgoing> handled = new ArrayList<>();
        waiting.entrySet().removeIf(entry -> {
            boolean isDone = entry.getKey() <= taken.done();
            if (isDone) {
                handled.add(entry.getValue());
            }
            return isDone;
        });
        for (Outgoing outgoing : handled) {
            if (outgoing instanceof Said said && said.wantsReply()) {
                fail(said, ErrorCode.UNCERTAIN, "the event was handled, but its reply is lost");
            } else {
                outgoing.outcome().tryComplete(Doc.of());
            }
        }
    }

    /** The reply to an event, or why there is none. */
    void replied(Frame.Reply reply) {
        Outgoing outgoing = waiting.get(reply.sequence());
        if (outgoing == null) {
            return; // nobody waits for it any more
        }
        if (reply.failure() == null) {
            outgoing.outcome().tryComplete(reply.data());
        } else {
            fail(outgoing, reply.failure(), String.valueOf(reply.data().value()));
        }
    }

    private static void fail(Outgoing outgoing, ErrorCode code, String message) {
        outgoing.outcome().tryFail(new EntangleException(code, message));
    }

    /** {@return the next frame to be sent, or null if there is none} What it returns counts as sent. */
    @Nullable
    Frame next() {
        if (!isOpen || sent >= last) {
            return null;
        }
        long next = sent + 1;
        Outgoing outgoing = waiting.get(next);
        if (outgoing == null) {
            throw new IllegalStateException("the event " + next + " of " + last + " is gone, but was not sent");
        }
        return outgoing.frame(next);
    }

    /** The next frame was sent. */
    void wasSent() {
        sent++;
        sentEver = Math.max(sentEver, sent);
    }

    /** The next frame is more than the hub takes: something small is sent in its place, for sequences have no gaps. */
    void isTooLarge() {
        Outgoing outgoing = waiting.get(sent + 1);
        if (outgoing instanceof Said said) {
            fail(said, ErrorCode.TOO_LARGE, "the event is larger than the hub takes");
            waiting.put(sent + 1, new Said(Event.of(NOTHING), null, false, said.outcome()));
        } else if (outgoing instanceof Answered answered) {
            String failure = "the answer is larger than the hub takes";
            waiting.put(sent + 1, new Answered(answered.request(), failure, Doc.of(), answered.outcome()));
        }
    }

    void end(EntangleException error) {
        waiting.values().forEach(outgoing -> outgoing.outcome().tryFail(error));
        waiting.clear();
    }
}
