package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.RawClient;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens that are guessed one after the other: an address that fails too often is not listened to for a while. */
final class GuessedTokensIT {
    private static final int FAILURES = 5;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong passedNanos = new AtomicLong();
    private final Hub hub = Hub.builder(vertx)
            .time(new TimeSource() {
                @Override
                public long millis() {
                    return SYSTEM.millis() + passedNanos.get() / 1_000_000;
                }

                @Override
                public long nanos() {
                    return SYSTEM.nanos() + passedNanos.get();
                }
            })
            .authenticator(shown -> {
                asked.incrementAndGet();
                return "right".equals(shown.token())
                        ? Future.succeededFuture(Identity.of("ada"))
                        : Future.failedFuture(new EntangleException(ErrorCode.UNAUTHENTICATED, "no"));
            })
            .listen(0);

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Frame hello(String token, String from) throws Exception {
        try (RawClient client = new RawClient(vertx, hub.port(), new WebSocketClientOptions().setLocalAddress(from))) {
            client.send(new Frame.Hello(1, "c", new SiteId(7), token));
            return client.receive();
        }
    }

    private static ErrorCode code(Frame frame) {
        return ((Frame.Failure) frame).code();
    }

    private HttpResponse<String> get(String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + "/entangle/atoms"))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void tokens_wrongTooOften_areNotLookedAtForAWhile_whateverTheTransport() throws Exception {
        for (int i = 0; i < FAILURES; i++) {
            assertThat(code(hello("wrong" + i, "127.0.0.1"))).isEqualTo(ErrorCode.UNAUTHENTICATED);
        }

        assertThat(code(hello("right", "127.0.0.1"))).isEqualTo(ErrorCode.RATE_LIMITED);
        HttpResponse<String> answer = get("right");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("rate-limited");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(asked).hasValue(FAILURES);
        assertThat(hello("right", "127.0.0.2")).as("from elsewhere").isInstanceOf(Frame.Welcome.class);

        passedNanos.set(Duration.ofSeconds(13).toNanos());

        assertThat(hello("right", "127.0.0.1")).isInstanceOf(Frame.Welcome.class);
        assertThat(get("right").statusCode()).isEqualTo(200);
    }

    @Test
    void tokens_rightOnes_areTakenAsOftenAsTheyCome() throws Exception {
        for (int i = 0; i < 3 * FAILURES; i++) {
            assertThat(get("right").statusCode()).isEqualTo(200);
        }
    }
}
