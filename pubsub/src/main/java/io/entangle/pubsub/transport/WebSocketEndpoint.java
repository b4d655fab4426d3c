package io.entangle.pubsub.transport;

import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where clients open WebSockets. */
public final class WebSocketEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketEndpoint.class);
    private static final int SEND_BUFFER_BYTES = 64 * 1024;
    private static final int ACCEPT_BACKLOG = 4096;
    private static final int MAX_LINE_BYTES = 4 * 1024;
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int CLOSING_SECONDS = 5;

    private final int maxMessageBytes;
    private final Origins origins;
    private final Function<Peer, Peer.Handler> opening;

    /**
     * An endpoint.
     *
     * @param maxMessageBytes the largest message taken from a client
     * @param origins the pages that may connect
     * @param opening is given each new peer and returns who is told what happens on its connection
     */
    public WebSocketEndpoint(int maxMessageBytes, Origins origins, Function<Peer, Peer.Handler> opening) {
        this.maxMessageBytes = maxMessageBytes;
        this.origins = origins;
        this.opening = opening;
    }

    /**
     * {@return the options of an HTTP server that this endpoint works well and safely in} Both WebSocket compressions
     * are off: Vert.x inflates a frame whole before it looks at its limits.
     *
     * @param maxMessageBytes the largest message taken from a client
     * @param silence how long nothing may pass over a WebSocket before its heartbeat ends it; a minute or more of it is
     *     left to the heartbeat
     */
    public static HttpServerOptions serverOptions(int maxMessageBytes, Duration silence) {
        Duration idle = silence.compareTo(IDLE) < 0 ? IDLE : silence.multipliedBy(2);
        HttpServerOptions options = new HttpServerOptions()
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(maxMessageBytes)
                .setMaxWebSocketMessageSize(maxMessageBytes)
                .setIdleTimeout((int) Math.min(Integer.MAX_VALUE, idle.toSeconds()))
                .setHttp2ClearTextEnabled(false) // with it, Vert.x tells of a connection with its first request only
                .setWebSocketClosingTimeout(CLOSING_SECONDS)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setSendBufferSize(SEND_BUFFER_BYTES)
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setTcpNoDelay(true);
        for (Packer packer : Packer.all()) {
            options.addWebSocketSubProtocol(Protocol.subProtocol(packer.name()));
        }
        return options;
    }

    /**
     * Adds the endpoint to a router.
     *
     * @param router where {@link Protocol#WEB_SOCKET_PATH} is added
     */
    public void mount(Router router) {
        router.get(Protocol.WEB_SOCKET_PATH).handler(this::open);
    }

    private void open(RoutingContext routing) {
        String upgrade = routing.request().getHeader("Upgrade");
        if (!"websocket".equalsIgnoreCase(upgrade)) {
            routing.response()
                    .setStatusCode(426)
                    .putHeader("Upgrade", "websocket")
                    .end("This is a WebSocket.\n");
        } else if (!origins.allow(routing.request())) {
            routing.response().setStatusCode(403).end(origins.advice(routing.request()) + "\n");
        } else {
            routing.request()
                    .toWebSocket()
                    .onSuccess(this::opened)
                    .onFailure(error -> LOG.debug("a WebSocket handshake failed", error));
        }
    }

    private void opened(ServerWebSocket socket) {
        Packer packer = Packer.ofSubProtocol(socket.subProtocol());
        boolean asked = socket.headers().contains("Sec-WebSocket-Protocol");
        if (packer == null || asked && socket.subProtocol() == null) {
            String spoken = "this hub speaks "
                    + Packer.all().stream()
                            .map(known -> Protocol.subProtocol(known.name()))
                            .toList();
            Frame failure = new Frame.Failure(ErrorCode.UNSUPPORTED_PROTOCOL, null, spoken);
            socket.writeTextMessage(Packer.json().pack(failure).text());
            socket.close((short) ErrorCode.UNSUPPORTED_PROTOCOL.closeCode(), spoken);
            return;
        }
        WebSocketPeer.wire(socket, packer, maxMessageBytes, opening);
    }
}
