package io.entangle.pubsub.transport;

import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.function.Function;

/** Opens WebSockets. */
public final class WebSocketDialer implements Dialer {
    /** How long a dead hub is waited for to answer a close. */
    private static final int CLOSING_TIMEOUT_SECONDS = 1;

    private final DialOptions options;
    private final WebSocketClient client;

    /**
     * A dialer.
     *
     * @param vertx runs the connections
     * @param options where to, and how
     */
    public WebSocketDialer(Vertx vertx, DialOptions options) {
        this.options = options;
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setConnectTimeout((int) options.connectTimeout().toMillis())
                .setMaxFrameSize(options.maxMessageBytes())
                .setMaxMessageSize(options.maxMessageBytes())
                .setTcpNoDelay(true)
                .setClosingTimeout(CLOSING_TIMEOUT_SECONDS)
                .setSsl(options.isSecure())
                .setTrustOptions(options.trust()));
    }

    @Override
    public Transport transport() {
        return Transport.WEB_SOCKET;
    }

    @Override
    public Future<Void> dial(Function<Peer, Peer.Handler> opening) {
        WebSocketConnectOptions request = new WebSocketConnectOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setSsl(options.isSecure())
                .setURI(options.path(Protocol.WEB_SOCKET_PATH))
                .setTimeout(options.connectTimeout().toMillis());
        options.packers().forEach(packer -> request.addSubProtocol(Protocol.subProtocol(packer.name())));
        return client.connect(request).compose(socket -> wire(socket, opening));
    }

    private Future<Void> wire(WebSocket socket, Function<Peer, Peer.Handler> opening) {
        Packer packer = Packer.ofSubProtocol(socket.subProtocol());
        if (packer == null) {
            socket.close();
            return Future.failedFuture(new EntangleException(
                    ErrorCode.UNSUPPORTED_PROTOCOL, "the hub chose the unknown subprotocol " + socket.subProtocol()));
        }
        WebSocketPeer.wire(socket, packer, options.maxMessageBytes(), opening);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }
}
