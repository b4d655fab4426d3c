package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.HubOptions;
import io.entangle.pubsub.hub.Limits;
import io.entangle.pubsub.hub.RateLimits;
import io.entangle.pubsub.hub.RawClient;
import io.entangle.pubsub.metrics.MicrometerMeters;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages without end over one connection: it is read more slowly, then closed, and whoever is beside it is served. */
final class MessageFloodIT {
    private static final int MESSAGES = 3_000;
    private static final int PER_SECOND = 50;
    private static final int BURST = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Hub hub = Hub.builder(vertx).build();

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void listen(RateLimits rates) {
        hub = Hub.builder(vertx)
                .options(HubOptions.DEFAULT.withHeartbeat(Duration.ofSeconds(60), Duration.ofSeconds(60)))
                .meters(new MicrometerMeters(registry))
                .limits(Limits.RELAXED.withRates(rates))
                .listen(0);
    }

    private RawClient welcome() throws Exception {
        RawClient client = new RawClient(vertx, hub.port());
        client.send(new Frame.Hello(1, "flood", new SiteId(7)));
        assertThat(client.receive()).isInstanceOf(Frame.Welcome.class);
        return client;
    }

    @Test
    void messages_withoutEnd_areReadSlowly_thenEndTheConnection_andOthersAreServed() throws Exception {
        listen(RateLimits.DEFAULT.withMessages(PER_SECOND, BURST).withPatience(PATIENCE));
        Atom<Doc> state = hub.atom("state", Doc.of("n", 0));
        try (RawClient flood = welcome();
                HubClient client = HubClient.connect(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle")) {
            Replica<Doc> replica = client.replica("state");
            for (int i = 0; i < MESSAGES; i++) {
                flood.send(new Frame.Ping());
            }

            for (int i = 0; i < 20; i++) {
                replica.increment(Path.of("n"), 1);
                replica.synced().toCompletionStage().toCompletableFuture().get(2, TimeUnit.SECONDS);
            }
            int answered = 0;
            Frame last = flood.receive();
            while (last instanceof Frame.Pong) {
                answered++;
                last = flood.receive();
            }

            assertThat(state.get()).isEqualTo(Doc.of("n", 20L));
            assertThat(((Frame.Failure) last).code()).isEqualTo(ErrorCode.RATE_LIMITED);
            assertThat(((Frame.Failure) last).retryAfterMs()).isPositive();
            assertThat(flood.closeCode()).isEqualTo(4229);
            // what the burst and the rate allow in that time, and what had been read when reading ended
            assertThat(answered).isGreaterThanOrEqualTo(BURST).isLessThan(MESSAGES / 2);
            assertThat(registry.get("entangle.connections.throttled").counter().count())
                    .isPositive();
            assertThat(registry.get("entangle.refusals")
                            .tag("code", "rate-limited")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void messages_aFewTooMany_areAllAnsweredInTheEnd() throws Exception {
        listen(RateLimits.DEFAULT.withMessages(500, 50));
        try (RawClient client = welcome()) {
            for (int i = 0; i < 200; i++) {
                client.send(new Frame.Ping());
            }

            for (int i = 0; i < 200; i++) {
                assertThat(client.receive()).isInstanceOf(Frame.Pong.class);
            }
        }
    }

    @Test
    void bytes_withoutEnd_endTheConnection() throws Exception {
        listen(RateLimits.DEFAULT.withBytes(10_000, 50_000).withPatience(PATIENCE));
        try (RawClient client = welcome()) {
            String text = "[\"ping\",\"" + "x".repeat(20_000) + "\"]";
            for (int i = 0; i < 100; i++) {
                client.sendText(text);
            }

            Frame last = client.receive();
            while (last instanceof Frame.Pong) {
                last = client.receive();
            }

            assertThat(((Frame.Failure) last).code()).isEqualTo(ErrorCode.RATE_LIMITED);
        }
    }

    @Test
    void connection_ofAnOpenHub_isNotSlowedDown() throws Exception {
        hub = Hub.builder(vertx).meters(new MicrometerMeters(registry)).listen(0);
        try (RawClient client = welcome()) {
            for (int i = 0; i < MESSAGES; i++) {
                client.send(new Frame.Ping());
            }

            for (int i = 0; i < MESSAGES; i++) {
                assertThat(client.receive()).isInstanceOf(Frame.Pong.class);
            }
            assertThat(registry.get("entangle.connections.throttled").counter().count())
                    .isZero();
        }
    }
}
