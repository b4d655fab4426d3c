package io.entangle.pubsub.transport;

import io.entangle.clock.Entropy;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where clients connect that can't open a WebSocket: {@code /events} and {@code /poll} carry messages to them, {@code /send}
 * takes theirs. What is said stands in {@code docs/protocol.md}.
 */
public final class MessageEndpoint {
    /** Names a connection. A header that no page of another origin can set without being asked for leave first. */
    public static final String CONNECTION = "Entangle-Connection";

    /** Counts the bodies that a client sends over a connection, or says which message it has got last. */
    public static final String NUMBER = "Entangle-Number";

    private static final int ID_BYTES = 24;

    /** What a body of one message has besides that. */
    private static final int BRACKETS = 2;

    private final Settings settings;
    private final Origins origins;
    private final Function<Peer, Peer.Handler> opening;
    private final Map<String, HttpPeer> peers = new HashMap<>();

    /**
     * What an endpoint needs of its hub.
     *
     * @param vertx runs it
     * @param run runs a task on the hub's context: now, if that is where it is called
     * @param entropy where the names of connections come from: they are secrets
     * @param maxMessageBytes the largest body taken from a client
     * @param grace how long a client may leave a connection without a response for its messages, or take over a body
     * @param poll how long a poll waits for something to be said
     */
    public record Settings(
            Vertx vertx, Consumer<Runnable> run, Entropy entropy, int maxMessageBytes, Duration grace, Duration poll) {}

    /**
     * An endpoint.
     *
     * @param settings what it needs of its hub
     * @param origins the pages that may connect
     * @param opening is given each new peer and returns who is told what happens on its connection
     */
    public MessageEndpoint(Settings settings, Origins origins, Function<Peer, Peer.Handler> opening) {
        this.settings = settings;
        this.origins = origins;
        this.opening = opening;
    }

    /**
     * Adds the endpoint to a router.
     *
     * @param router that of the mount point
     */
    public void mount(Router router) {
        for (String path : List.of(Protocol.EVENTS_PATH, Protocol.POLL_PATH, Protocol.SEND_PATH)) {
            router.route(path).handler(this::admit);
        }
        router.get(Protocol.EVENTS_PATH).handler(routing -> open(routing, Transport.EVENTS));
        router.get(Protocol.POLL_PATH).handler(routing -> open(routing, Transport.POLL));
        router.delete(Protocol.SEND_PATH).handler(this::end);
        router.post(Protocol.SEND_PATH).handler(this::inTime);
        router.post(Protocol.SEND_PATH)
                .handler(BodyHandler.create(false).setBodyLimit(settings.maxMessageBytes() + BRACKETS));
        router.post(Protocol.SEND_PATH).handler(this::send);
    }

    /** Only pages of known origins come further, and browsers are told so. */
    private void admit(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        String origin = request.getHeader("Origin");
        boolean isReading = request.method() == HttpMethod.GET;
        if (!(isReading ? origins.allowReading(request) : origins.allow(request))) {
            throw new EntangleException(ErrorCode.FORBIDDEN, origins.advice(request));
        }
        HttpServerResponse response = routing.response();
        if (origin != null) {
            response.putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Allow-Credentials", "true")
                    .putHeader("Vary", "Origin");
        }
        if (request.method() == HttpMethod.OPTIONS) {
            response.putHeader("Access-Control-Allow-Methods", "GET, POST, DELETE")
                    .putHeader("Access-Control-Allow-Headers", "Content-Type, " + CONNECTION + ", " + NUMBER)
                    .putHeader("Access-Control-Max-Age", "600")
                    .setStatusCode(204)
                    .end();
        } else {
            routing.next();
        }
    }

    // ---- messages to clients ----

    private void open(RoutingContext routing, Transport transport) {
        HttpServerRequest request = routing.request();
        String name = request.getHeader(CONNECTION);
        long position = number(request.getHeader(NUMBER));
        String lastEvent = request.getHeader("Last-Event-ID"); // from a browser's own EventSource
        if (name == null && lastEvent != null && lastEvent.contains(":")) {
            int colon = lastEvent.lastIndexOf(':');
            name = lastEvent.substring(0, colon);
            position = number(lastEvent.substring(colon + 1));
        }
        String known = name;
        long behind = position;
        settings.run().accept(() -> {
            if (known == null) {
                listen(routing, begin(transport, request), true, behind);
                return;
            }
            with(routing, known, peer -> {
                if (peer.transport().equals(transport.wireName())) {
                    listen(routing, peer, false, behind);
                } else {
                    routing.fail(gone());
                }
            });
        });
    }

    private void listen(RoutingContext routing, HttpPeer peer, boolean isNew, long position) {
        if (peer.transport().equals(Transport.EVENTS.wireName())) {
            stream(routing, peer, position);
        } else {
            poll(routing, peer, isNew, position);
        }
    }

    /** Goes on with the connection that a request names, if it comes from the client of that. */
    private void with(RoutingContext routing, String name, Consumer<HttpPeer> next) {
        HttpPeer peer = peers.get(name);
        if (peer == null) {
            routing.fail(gone());
            return;
        }
        HttpServerRequest request = routing.request();
        peer.admits(request.headers(), remoteAddress(request)).onComplete(admitted -> {
            if (admitted.failed()) {
                routing.fail(admitted.cause());
            } else if (!admitted.result()) {
                routing.fail(new EntangleException(
                        ErrorCode.FORBIDDEN, "whoever has opened this connection was another user"));
            } else if (peers.get(name) != peer) {
                routing.fail(gone());
            } else if (!routing.response().closed()) {
                next.accept(peer);
            }
        });
    }

    private static String remoteAddress(HttpServerRequest request) {
        return String.valueOf(request.remoteAddress().hostAddress());
    }

    private static EntangleException gone() {
        return new EntangleException(
                ErrorCode.NOT_CONNECTED, "there is no such connection, or no longer: open another");
    }

    private HttpPeer begin(Transport transport, HttpServerRequest request) {
        HttpPeer peer = new HttpPeer(name(), transport, request.headers(), remoteAddress(request), opening);
        peers.put(peer.id(), peer);
        watch(peer);
        return peer;
    }

    private String name() {
        byte[] bytes = new byte[ID_BYTES];
        for (int i = 0; i < ID_BYTES; i += Long.BYTES) {
            long random = settings.entropy().nextLong();
            for (int j = 0; j < Long.BYTES; j++) {
                bytes[i + j] = (byte) (random >>> 8 * j);
            }
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A connection without a response for its messages is lost after a while, and forgotten later. */
    private void watch(HttpPeer peer) {
        after(settings.grace(), () -> {
            if (peer.isClosed()) {
                peers.remove(peer.id(), peer);
            } else if (!peer.isAttached() && peer.wasLeft()) {
                peer.lost();
                peers.remove(peer.id(), peer);
            } else {
                watch(peer);
            }
        });
    }

    private void after(Duration time, Runnable task) {
        settings.vertx()
                .setTimer(Math.max(1, time.toMillis()), now -> settings.run().accept(task));
    }

    private void stream(RoutingContext routing, HttpPeer peer, long position) {
        EventStream stream = new EventStream(routing.response(), peer.id());
        // before anything is written: the response may take more again by the time that attach returns
        routing.response().drainHandler(drained -> settings.run().accept(peer::drained));
        stream.begin(position);
        attach(routing, peer, stream, position);
    }

    private void poll(RoutingContext routing, HttpPeer peer, boolean isNew, long position) {
        PollAnswer[] one = new PollAnswer[1];
        PollAnswer answer = new PollAnswer(routing.response(), peer.id(), position, () -> soon(one[0]::answer));
        one[0] = answer;
        attach(routing, peer, answer, position);
        if (isNew) {
            answer.answer();
        } else {
            after(settings.poll(), answer::answer);
        }
    }

    private void soon(Runnable task) {
        settings.vertx().runOnContext(now -> settings.run().accept(task));
    }

    private void attach(RoutingContext routing, HttpPeer peer, Downstream downstream, long position) {
        routing.response().closeHandler(closed -> settings.run().accept(() -> peer.detached(downstream)));
        routing.response().endHandler(ended -> settings.run().accept(() -> peer.detached(downstream)));
        if (peer.isClosed()) {
            peer.tellClosed(downstream, position);
            peers.remove(peer.id(), peer);
        } else if (!peer.attach(downstream, position)) {
            downstream.close(ErrorCode.OUT_OF_STEP.closeCode(), "messages behind " + position + " are not kept");
            peer.lost();
            peers.remove(peer.id(), peer);
        }
    }

    // ---- messages from clients ----

    /** A body that trickles in keeps nobody waiting. */
    private void inTime(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        String encoding = request.getHeader("Content-Encoding");
        String type = request.getHeader("Content-Type");
        if (type == null || !type.split(";")[0].trim().equalsIgnoreCase("application/json")) {
            throw new EntangleException(ErrorCode.MALFORMED, "a body is an array of frames, application/json");
        } else if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new EntangleException(ErrorCode.MALFORMED, "a body has no Content-Encoding");
        } else if (request.getHeader(CONNECTION) == null) {
            throw new EntangleException(ErrorCode.FORBIDDEN, "the header " + CONNECTION + " names the connection");
        }
        long timer = settings.vertx()
                .setTimer(
                        settings.grace().toMillis(),
                        late -> request.connection().close());
        routing.addBodyEndHandler(ended -> settings.vertx().cancelTimer(timer));
        request.endHandler(ended -> settings.vertx().cancelTimer(timer));
        routing.next();
    }

    private void send(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        long number = number(request.getHeader(NUMBER));
        List<Packed> frames = Frames.split(text(routing.body().buffer()));
        String name = String.valueOf(request.getHeader(CONNECTION));
        settings.run().accept(() -> with(routing, name, peer -> receive(routing, peer, number, frames)));
    }

    private static void receive(RoutingContext routing, HttpPeer peer, long number, List<Packed> frames) {
        if (peer.isClosed()) {
            routing.fail(gone());
            return;
        }
        switch (peer.receive(number, frames, () -> taken(routing))) {
            case TAKEN -> {} // answered when all of it is taken in
            case REPEATED -> taken(routing);
            case OUT_OF_STEP ->
                routing.fail(new EntangleException(
                        ErrorCode.OUT_OF_STEP, "the body " + number + " is not the one to come next"));
        }
    }

    /** The client has ended a connection. */
    private void end(RoutingContext routing) {
        String name = String.valueOf(routing.request().getHeader(CONNECTION));
        settings.run()
                .accept(() -> with(routing, name, peer -> {
                    peers.remove(name);
                    peer.ended();
                    taken(routing);
                }));
    }

    private static void taken(RoutingContext routing) {
        if (!routing.response().ended()) {
            routing.response().setStatusCode(204).end();
        }
    }

    private static String text(@Nullable Buffer body) {
        try {
            return body == null
                    ? ""
                    : StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(body.getBytes()))
                            .toString();
        } catch (CharacterCodingException e) {
            throw new EntangleException(ErrorCode.MALFORMED, "the body is no UTF-8", e);
        }
    }

    private static long number(@Nullable String header) {
        try {
            return header == null ? 0 : Math.max(0, Long.parseLong(header.trim()));
        } catch (NumberFormatException e) {
            throw new EntangleException(ErrorCode.MALFORMED, "the header " + NUMBER + " is a number");
        }
    }
}
