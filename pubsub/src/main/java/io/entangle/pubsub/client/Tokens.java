package io.entangle.pubsub.client;

import io.entangle.pubsub.protocol.Frame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a token to show when a connection is opened, and a new one before that expires. On the client's context. */
final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    /** A token is renewed when this much of its time is left, or half of it if that is less. */
    private static final long SPARE_MS = 30_000;

    private final Vertx vertx;
    private final Connector connector;
    private final @Nullable Supplier<Future<String>> source;
    private long timer = -1;

    Tokens(Vertx vertx, Connector connector, @Nullable Supplier<Future<String>> source) {
        this.vertx = vertx;
        this.connector = connector;
        this.source = source;
    }

    /** {@return a token to show, or null if this client has none} */
    Future<@Nullable String> next() {
        if (source == null) {
            return Future.succeededFuture();
        }
        try {
            return source.get().map(token -> token);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** The hub wants to see another token by then. */
    void expireIn(long ms) {
        stop();
        if (ms > 0 && source != null) {
            timer = vertx.setTimer(Math.max(1, ms - Math.min(SPARE_MS, ms / 2)), now -> renew());
        }
    }

    private void renew() {
        timer = -1;
        next().onComplete(result -> connector.run(() -> {
            if (result.succeeded() && result.result() != null) {
                connector.send(new Frame.Refresh(result.result()));
            } else if (result.failed()) {
                // The hub ends the connection when the token expires; then a new one is asked for again.
                LOG.warn("there is no new token", result.cause());
            }
        }));
    }

    void stop() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }
}
