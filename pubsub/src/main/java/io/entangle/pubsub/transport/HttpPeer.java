package io.entangle.pubsub.transport;

import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A peer whose messages go out over whichever response is open for them, and come in as bodies of requests. Messages are
 * numbered; some of the newest are kept, so that another response can go on where one was cut. Driven by one context.
 */
final class HttpPeer implements Peer {
    /** How much of what was written to a stream is kept in case that is cut. */
    private static final int REPLAY_BYTES = 32 * 1024;

    /** How much may wait for a response to be opened before nothing more is asked for. */
    private static final int WINDOW_BYTES = 64 * 1024;

    /** How much may wait at most: who takes so little is gone. */
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final int NORMAL = 1000;

    private record Message(long number, String frame) {}

    private final String id;
    private final Transport transport;
    private final MultiMap headers;
    private final String remoteAddress;
    private final Handler handler;
    private final Deque<Message> kept = new ArrayDeque<>();
    private final Deque<Packed> incoming = new ArrayDeque<>();

    private long last;
    private long written;
    private long keptBytes;
    private long lastBody;
    private @Nullable Downstream open;
    private @Nullable Runnable bodyTaken;
    private boolean paused;
    private boolean isLeft;
    private boolean closed;
    private int closeCode;
    private String closeReason = "";

    HttpPeer(String id, Transport transport, MultiMap headers, String remoteAddress, Function<Peer, Handler> opening) {
        this.id = id;
        this.transport = transport;
        this.headers = headers;
        this.remoteAddress = remoteAddress;
        this.handler = opening.apply(this);
    }

    String id() {
        return id;
    }

    boolean isClosed() {
        return closed;
    }

    /** {@return whether a request that names this connection comes from its client} */
    Future<Boolean> admits(MultiMap requestHeaders, String from) {
        return handler.admits(requestHeaders, from);
    }

    boolean isAttached() {
        return open != null;
    }

    /** {@return whether it has been without a response for its messages since this was asked last} */
    boolean wasLeft() {
        boolean was = isLeft;
        isLeft = open == null;
        return was && isLeft;
    }

    // ---- out ----

    /**
     * Goes on over another response, from behind a message.
     *
     * @param position the number of the newest message the client has
     * @return whether what comes behind that is still there; else the connection is of no use
     */
    boolean attach(Downstream next, long position) {
        Downstream before = open;
        open = null;
        if (before != null) {
            before.end();
        }
        while (!kept.isEmpty() && kept.getFirst().number() <= position) {
            keptBytes -= kept.removeFirst().frame().length();
        }
        long first = kept.isEmpty() ? last + 1 : kept.getFirst().number();
        if (position + 1 != first) {
            return false;
        }
        open = next;
        isLeft = false;
        handler.heard();
        List.copyOf(kept).forEach(message -> next.send(message.number(), message.frame()));
        written = last;
        forgetWritten();
        drained();
        return true;
    }

    /** A response has ended or was cut. */
    void detached(Downstream ended) {
        if (open == ended) {
            open = null;
        }
    }

    /** The open response takes more again. */
    void drained() {
        if (!closed && isWritable()) {
            handler.drained();
        }
    }

    @Override
    public void send(Packed frame) {
        if (closed) {
            return;
        }
        String text = String.valueOf(frame.text());
        kept.add(new Message(++last, text));
        keptBytes += text.length();
        Downstream now = open;
        if (now != null) {
            now.send(last, text);
            written = last;
        }
        forgetWritten();
        if (keptBytes > MAX_BYTES) {
            endWith(ErrorCode.TIMEOUT.closeCode(), "the client takes nothing");
        }
    }

    /** What was written to a stream has most likely come; to a poll, the next one says. */
    private void forgetWritten() {
        if (transport == Transport.EVENTS) {
            while (keptBytes > REPLAY_BYTES && kept.getFirst().number() <= written) {
                keptBytes -= kept.removeFirst().frame().length();
            }
        }
    }

    @Override
    public boolean isWritable() {
        Downstream now = open;
        boolean isFull = transport == Transport.POLL && keptBytes >= WINDOW_BYTES;
        return !closed && now != null && now.isWritable() && !isFull;
    }

    // ---- in ----

    /** What has become of a body. */
    enum Body {
        TAKEN,
        REPEATED,
        OUT_OF_STEP
    }

    /**
     * Takes in a body.
     *
     * @param number counts the bodies of a connection from 1
     * @param frames what it holds
     * @param taken is called when all of it is taken in, if this returns that it will be
     */
    Body receive(long number, List<Packed> frames, Runnable taken) {
        if (number <= lastBody) {
            return Body.REPEATED;
        }
        if (number != lastBody + 1 || bodyTaken != null) {
            return Body.OUT_OF_STEP;
        }
        lastBody = number;
        handler.heard();
        incoming.addAll(frames);
        bodyTaken = taken;
        take();
        return Body.TAKEN;
    }

    private void take() {
        while (!paused && !closed && !incoming.isEmpty()) {
            handler.received(incoming.remove());
        }
        Runnable taken = bodyTaken;
        if (taken != null && (incoming.isEmpty() || closed)) {
            bodyTaken = null;
            taken.run();
        }
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            take();
        }
    }

    // ---- end ----

    /** The client has gone: nothing was opened for its messages for too long. */
    void lost() {
        endWith(ErrorCode.TIMEOUT.closeCode(), "nothing was opened for messages to this client");
    }

    /** The client has ended the connection. */
    void ended() {
        endWith(NORMAL, "");
    }

    private void endWith(int code, String reason) {
        if (!closed) {
            close(code, reason);
            handler.closed(code, reason);
        }
    }

    @Override
    public void close(int code, String reason) {
        if (closed) {
            return;
        }
        closed = true;
        closeCode = code;
        closeReason = reason;
        Downstream now = open;
        if (now != null) {
            now.close(code, reason);
        }
        Runnable taken = bodyTaken;
        bodyTaken = null;
        if (taken != null) {
            taken.run();
        }
    }

    /** Tells a client that comes too late what the connection was closed with, and what was said before that. */
    void tellClosed(Downstream late, long position) {
        for (Message message : new ArrayList<>(kept)) {
            if (message.number() > position) {
                late.send(message.number(), message.frame());
            }
        }
        late.close(closeCode, closeReason);
    }

    @Override
    public String transport() {
        return transport.wireName();
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public Packer packer() {
        return Packer.json();
    }
}
