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

    /** Between two tries to renew one. */
    private static final long LEAST_WAIT_MS = 1_000;

    private static final long MOST_WAIT_MS = 24 * 3_600_000L;

    private final Vertx vertx;
    private final Connector connector;
    private final @Nullable Supplier<Future<String>> source;
    private long timer = -1;
    private long expiresNanos;

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

    /** The hub wants to see another token by then; 0 if it does not. */
    void expireIn(long ms) {
        stop();
        if (ms > 0 && source != null) {
            long mostMs = Math.min(ms, MOST_WAIT_MS);
            expiresNanos = connector.time().nanos() + mostMs * 1_000_000;
            renewIn(mostMs - Math.min(SPARE_MS, mostMs / 2));
        }
    }

    private void renewIn(long ms) {
        timer = vertx.setTimer(Math.max(1, ms), now -> renew());
    }

    private void renew() {
        timer = -1;
        Link asking = connector.dialing().link();
        next().onComplete(result -> connector.run(() -> {
            if (asking == null || connector.dialing().link() != asking || timer >= 0) {
                return; // another connection has shown another token
            } else if (result.succeeded() && result.result() != null) {
                connector.send(new Frame.Refresh(result.result()));
            } else if (result.failed()) {
                refused(String.valueOf(result.cause().getMessage()));
            }
        }));
    }

    /**
     * There is no new token, or it proves nothing to the hub, and there may be one later. The hub ends the connection some time
     * after the old one has expired; then one is asked for again.
     */
    void refused(String why) {
        LOG.warn("there is no new token: {}", why);
        long leftMs = (expiresNanos - connector.time().nanos()) / 1_000_000;
        if (timer < 0) {
            renewIn(Math.max(LEAST_WAIT_MS, leftMs / 2));
        }
    }

    void stop() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }
}
