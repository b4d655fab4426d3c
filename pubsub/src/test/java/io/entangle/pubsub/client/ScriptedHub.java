package io.entangle.pubsub.client;

import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A hub for one connection that says what a test wants. It answers a hello by itself. */
final class ScriptedHub {
    private final HttpServer server;
    private final BlockingQueue<Frame> received = new LinkedBlockingQueue<>();
    private volatile ServerWebSocket socket;

    ScriptedHub(Vertx vertx) {
        server = vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol(Protocol.subProtocol("json")))
                .webSocketHandler(this::opened);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    private void opened(ServerWebSocket opened) {
        socket = opened;
        opened.textMessageHandler(text -> {
            Frame frame = Packer.json().unpack(Packed.of(text));
            if (frame instanceof Frame.Hello) {
                send(new Frame.Welcome(Protocol.VERSION, 25_000, 1 << 20, "memory", null, 0, Doc.of()));
            } else {
                received.add(frame);
            }
        });
    }

    String mountPoint() {
        return "ws://127.0.0.1:" + server.actualPort() + "/entangle";
    }

    void send(Frame frame) {
        socket.writeTextMessage(Packer.json().pack(frame).text());
    }

    Frame receive() throws InterruptedException {
        Frame frame = received.poll(10, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("nothing was received within 10 s");
        }
        return frame;
    }

    /** {@return whether nothing more was received} Whatever the client said before it answers a ping is here by now. */
    boolean isSilent() throws InterruptedException {
        send(new Frame.Ping());
        return receive() instanceof Frame.Pong;
    }
}
