package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.SiteId;
import io.entangle.pubsub.hub.ConnectionLimits;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.Limits;
import io.entangle.pubsub.hub.RawClient;
import io.entangle.pubsub.metrics.MicrometerMeters;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.value.Doc;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Subscriptions and channels without end: a connection has as many as it may, is told so, and goes on. */
final class SubscriptionFloodIT {
    private static final int MANY = 1_000;
    private static final int MOST = ConnectionLimits.DEFAULT.maxSubscriptions();

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Hub hub = Hub.builder(vertx)
            .meters(new MicrometerMeters(registry))
            .limits(Limits.RELAXED.withConnections(ConnectionLimits.DEFAULT))
            .listen(0);

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private RawClient welcome() throws Exception {
        RawClient client = new RawClient(vertx, hub.port());
        client.send(new Frame.Hello(1, "flood", new SiteId(7)));
        assertThat(client.receive()).isInstanceOf(Frame.Welcome.class);
        return client;
    }

    private static Frame.Subscribe subscribe(int i) {
        return new Frame.Subscribe("atom" + i, new ToAuthority.Subscribe(null, 1, Delivery.LATEST));
    }

    private double subscriptions() {
        return registry.get("entangle.subscriptions").gauge().value();
    }

    @Test
    void subscriptions_withoutEnd_areRefusedBeyondTheLimit() throws Exception {
        for (int i = 0; i < MANY; i++) {
            hub.atom("atom" + i, Doc.of("n", i));
        }
        try (RawClient client = welcome()) {
            for (int i = 0; i < MANY; i++) {
                client.send(subscribe(i));
            }

            for (int i = 0; i < MOST; i++) {
                assertThat(client.receive()).isInstanceOf(Frame.Subscribed.class);
            }
            for (int i = MOST; i < MANY; i++) {
                assertThat(((Frame.Failure) client.receive()).code()).isEqualTo(ErrorCode.TOO_MANY_SUBSCRIPTIONS);
            }
            assertThat(subscriptions()).isEqualTo(MOST);
            assertThat(registry.get("entangle.refusals")
                            .tag("code", "too-many-subscriptions")
                            .counter()
                            .count())
                    .isEqualTo(MANY - MOST);
        }
    }

    @Test
    void subscriptions_thatComeAndGo_leaveNothingBehind() throws Exception {
        hub.atom("atom0", Doc.of("n", 0));
        try (RawClient client = welcome()) {
            client.send(subscribe(0));
            int handle = ((Frame.Subscribed) client.receive()).handle();
            for (int i = 0; i < MANY; i++) {
                client.send(new Frame.Unsubscribe(handle));
                client.send(subscribe(0));
            }

            for (int i = 0; i < MANY; i++) {
                assertThat(client.receive()).isInstanceOf(Frame.Subscribed.class);
            }
            assertThat(subscriptions()).isEqualTo(1);
        }
    }

    @Test
    void joins_inOneBatch_areRefusedBeyondTheLimit() throws Exception {
        List<Frame> joins = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            joins.add(new Frame.Join("room" + i, null, 0, null));
        }
        try (RawClient client = welcome()) {
            client.send(new Frame.Batch(joins));

            for (int i = MOST; i < MANY; i++) {
                assertThat(((Frame.Left) client.receive()).code()).isEqualTo(ErrorCode.TOO_MANY_SUBSCRIPTIONS);
            }
            assertThat(((Frame.Batch) client.receive()).frames()).hasSize(MOST);
        }
    }
}
