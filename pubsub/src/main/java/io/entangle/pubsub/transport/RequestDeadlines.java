package io.entangle.pubsub.transport;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections to a server over which no request comes in time, whatever trickles in meanwhile: the half of a head
 * keeps no timeout of idleness from starting anew. Thread-safe.
 */
public final class RequestDeadlines {
    private final Vertx vertx;
    private final Duration first;
    private final Duration next;
    /** The timer of each connection that a request is waited for on. */
    private final Map<HttpConnection, Long> waiting = new ConcurrentHashMap<>();

    /**
     * Deadlines.
     *
     * @param vertx runs the server
     * @param first how long the first request of a connection may take to come
     * @param next how long each other one may take, after the answer to the one before
     */
    public RequestDeadlines(Vertx vertx, Duration first, Duration next) {
        this.vertx = vertx;
        this.first = first;
        this.next = next;
    }

    /**
     * {@return the server, with deadlines}
     *
     * @param server a server that does not listen yet
     * @param requests answers requests
     */
    public HttpServer guard(HttpServer server, Handler<HttpServerRequest> requests) {
        return server.connectionHandler(connection -> {
                    await(connection, first);
                    connection.closeHandler(closed -> came(connection));
                })
                .requestHandler(request -> {
                    HttpConnection connection = request.connection();
                    came(connection);
                    request.response().endHandler(answered -> await(connection, next));
                    requests.handle(request);
                });
    }

    private void await(HttpConnection connection, Duration time) {
        long timer = vertx.setTimer(time.toMillis(), late -> {
            if (waiting.remove(connection) != null) {
                connection.close();
            }
        });
        Long before = waiting.put(connection, timer);
        if (before != null) {
            vertx.cancelTimer(before);
        }
    }

    private void came(HttpConnection connection) {
        Long timer = waiting.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
