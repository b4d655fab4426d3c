package io.entangle.pubsub.transport;

import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** A peer at the other end of a WebSocket, on either side of it. Thread-safe as far as Vert.x's sockets are. */
public final class WebSocketPeer implements Peer {
    /** The close code of a connection that was cut. */
    static final int CUT = 1006;

    /** What Netty says of a frame over its limit. */
    private static final String FRAME_TOO_LARGE = "Max frame length";

    private static final int MAX_REASON_BYTES = 123;

    private final WebSocketBase socket;
    private final Packer packer;
    private boolean isEnded;

    private WebSocketPeer(WebSocketBase socket, Packer packer) {
        this.socket = socket;
        this.packer = packer;
    }

    /**
     * Wires a socket to a handler.
     *
     * @param socket an open socket, on whose context this is called
     * @param packer how frames are packed on it
     * @param maxMessageBytes the largest message taken; a larger one closes the connection
     * @param opening is given the peer and returns who is told what happens
     * @return the peer
     */
    public static WebSocketPeer wire(
            WebSocketBase socket, Packer packer, int maxMessageBytes, Function<Peer, Handler> opening) {
        WebSocketPeer peer = new WebSocketPeer(socket, packer);
        Handler handler = opening.apply(peer);
        MessageAssembler messages = new MessageAssembler(maxMessageBytes);
        socket.frameHandler(frame -> peer.accept(frame, messages, handler));
        socket.drainHandler(drained -> handler.drained());
        socket.closeHandler(closed -> handler.closed(
                socket.closeStatusCode() == null ? CUT : socket.closeStatusCode(),
                socket.closeReason() == null ? "" : socket.closeReason()));
        // Vert.x reports here what breaks the rules, and leaves the socket open.
        socket.exceptionHandler(error -> peer.broken(error, handler));
        return peer;
    }

    private void accept(WebSocketFrame frame, MessageAssembler messages, Handler handler) {
        if (isEnded) {
            return;
        }
        try {
            Packed message = messages.accept(frame);
            if (message != null) {
                handler.received(message);
            }
        } catch (EntangleException e) {
            end(e.code(), String.valueOf(e.getMessage()), handler);
        }
    }

    private void broken(Throwable error, Handler handler) {
        if (!(error instanceof HttpClosedException)) { // of which the close handler tells
            boolean isTooLarge = String.valueOf(error.getMessage()).startsWith(FRAME_TOO_LARGE);
            end(
                    isTooLarge ? ErrorCode.TOO_LARGE : ErrorCode.PROTOCOL_ERROR,
                    "the rules of WebSocket were broken",
                    handler);
        }
    }

    /** Closes the connection for what came over it; what else comes is not looked at. */
    private void end(ErrorCode code, String reason, Handler handler) {
        if (!isEnded) {
            isEnded = true;
            handler.broken(code);
            close(code.closeCode(), reason);
        }
    }

    @Override
    public String transport() {
        return Transport.WEB_SOCKET.wireName();
    }

    @Override
    public MultiMap headers() {
        MultiMap headers = socket.headers();
        return headers == null ? MultiMap.caseInsensitiveMultiMap() : headers;
    }

    @Override
    public String remoteAddress() {
        SocketAddress remote = socket.remoteAddress();
        return remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    }

    @Override
    public Packer packer() {
        return packer;
    }

    @Override
    public boolean isWritable() {
        try {
            return !socket.isClosed() && !socket.writeQueueFull();
        } catch (IllegalStateException closedMeanwhile) {
            return false;
        }
    }

    @Override
    public void send(Packed frame) {
        try {
            if (frame.text() != null) {
                socket.writeTextMessage(frame.text());
            } else if (frame.bytes() != null) {
                socket.writeBinaryMessage(frame.bytes());
            }
        } catch (IllegalStateException closedMeanwhile) {
            // The close handler tells; what was not sent is found missing when the peer comes back.
        }
    }

    @Override
    public void pause() {
        socket.pause();
    }

    @Override
    public void resume() {
        socket.resume();
    }

    @Override
    public void close(int code, String reason) {
        if (!socket.isClosed()) {
            socket.close((short) code, cut(reason));
        }
    }

    private static String cut(String reason) {
        String text = reason;
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }
}
