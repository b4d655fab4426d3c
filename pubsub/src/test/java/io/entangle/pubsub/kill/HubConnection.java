package io.entangle.pubsub.kill;

import io.entangle.clock.SiteId;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bare protocol over a connection that is opened again whenever it is lost. All happens on one context. */
final class HubConnection {
    private static final int MOST_BYTES = 1 << 26;
    private static final long RETRY_MS = 40;

    /** Whom it is opened for. */
    interface Peer {
        /** What to ask for, first of all. */
        List<Frame.Subscribe> subscriptions();

        /** What came at one instant. */
        void received(List<Frame> frames);

        /** Nothing more comes over this connection. */
        default void lost() {}
    }

    private final Vertx vertx;
    private final Context context;
    private final WebSocketClient client;
    private final WebSocketConnectOptions options;
    private final String name;
    private final SiteId site;
    private final Peer peer;
    private @Nullable WebSocket socket;
    private boolean closed;

    HubConnection(Vertx vertx, int port, String name, SiteId site, Peer peer) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setMaxFrameSize(MOST_BYTES)
                .setMaxMessageSize(MOST_BYTES)
                .setConnectTimeout(2_000));
        this.options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/entangle/ws")
                .addSubProtocol(Protocol.subProtocol(Packer.cbor().name()))
                .setTimeout(5_000);
        this.name = name;
        this.site = site;
        this.peer = peer;
    }

    /** Does something where everything happens. */
    void run(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    void open() {
        run(this::connect);
    }

    private void connect() {
        if (closed) {
            return;
        }
        // The socket must have its handlers before its first message: it is paused until then.
        client.connect(options).map(this::opened).onFailure(refused -> vertx.setTimer(RETRY_MS, again -> connect()));
    }

    private WebSocket opened(WebSocket open) {
        socket = open;
        open.binaryMessageHandler(bytes -> {
            if (socket == open) {
                received(bytes);
            }
        });
        open.closeHandler(closed -> {
            if (socket == open) {
                end();
            }
        });
        open.exceptionHandler(failed -> open.close());
        send(new Frame.Hello(Protocol.VERSION, name, site));
        send(new Frame.Batch(List.copyOf(peer.subscriptions())));
        return open;
    }

    private void received(Buffer bytes) {
        Frame frame = Packer.cbor().unpack(Packed.of(bytes));
        if (frame instanceof Frame.Ping) {
            send(new Frame.Pong());
        } else if (frame instanceof Frame.Failure failure && failure.code() != ErrorCode.CLOSING) {
            System.err.println(name + " was told of " + failure);
            reopen();
        } else {
            peer.received(frame instanceof Frame.Batch batch ? batch.frames() : List.of(frame));
        }
    }

    void send(Frame frame) {
        if (socket != null) {
            socket.writeBinaryMessage(Packer.cbor().pack(frame).bytes());
        }
    }

    void close() {
        run(() -> closed = true);
    }

    boolean isOpen() {
        return socket != null;
    }

    /** Gives this connection up, and begins again with the subscriptions. */
    void reopen() {
        WebSocket old = socket;
        if (old != null) {
            end();
            old.close();
        }
    }

    private void end() {
        socket = null;
        peer.lost();
        vertx.setTimer(RETRY_MS, again -> connect());
    }
}
