package io.entangle.pubsub.hub;

import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket that says whatever a test wants, JSON if it is a frame. */
public final class RawClient implements AutoCloseable {
    private final WebSocketClient client;
    private final WebSocket socket;
    private final BlockingQueue<Frame> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    public RawClient(Vertx vertx, int port) throws Exception {
        this(vertx, port, new WebSocketClientOptions());
    }

    public RawClient(Vertx vertx, int port, WebSocketClientOptions socketOptions) throws Exception {
        client = vertx.createWebSocketClient(
                socketOptions.setMaxFrameSize(1 << 24).setMaxMessageSize(1 << 24));
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/entangle/ws")
                .addSubProtocol(Protocol.subProtocol("json"));
        // The socket must have its handlers before its first message: it is paused until then.
        socket = client.connect(options)
                .map(opened -> {
                    opened.textMessageHandler(text -> received.add(Packer.json().unpack(Packed.of(text))));
                    opened.closeHandler(gone ->
                            closed.complete(opened.closeStatusCode() == null ? -1 : (int) opened.closeStatusCode()));
                    return opened;
                })
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    public void send(Frame frame) {
        sendText(Packer.json().pack(frame).text());
    }

    /** Reads no more. */
    public void pause() {
        socket.pause();
    }

    public void resume() {
        socket.resume();
    }

    public void sendText(String text) {
        socket.writeTextMessage(text);
    }

    public void sendBytes(Buffer bytes) {
        socket.writeBinaryMessage(bytes);
    }

    public Frame receive() throws InterruptedException {
        return receive(Duration.ofSeconds(10));
    }

    public Frame receive(Duration atMost) throws InterruptedException {
        Frame frame = received.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (frame == null) {
            throw new AssertionError("nothing was received within " + atMost);
        }
        return frame;
    }

    /** {@return whether something has come that was not received yet} */
    public boolean hasReceived() {
        return !received.isEmpty();
    }

    public int closeCode() throws Exception {
        return closed.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        client.close().toCompletionStage().toCompletableFuture().join();
    }
}
