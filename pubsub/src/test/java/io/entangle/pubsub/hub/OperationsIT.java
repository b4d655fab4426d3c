package io.entangle.pubsub.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.pubsub.channel.Event;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.metrics.MicrometerMeters;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What those who run a hub see of it. */
final class OperationsIT {
    private final Vertx vertx = Vertx.vertx();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Hub hub =
            Hubs.builder(vertx).meters(new MicrometerMeters(registry)).listen(0);
    private final HubClient client = HubClient.connect(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle");

    @AfterEach
    void close() {
        client.close();
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + "/entangle" + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private double measured(String name, String... tags) {
        Meter meter = registry.find(name).tags(tags).meter();
        return meter == null ? 0 : meter.measure().iterator().next().getValue();
    }

    @Test
    void metrics_afterSomeWork_tellOfIt() throws Exception {
        Atom<Doc> state = hub.atom("state", Doc.of("n", 0));
        Replica<Doc> replica = client.replica("state");
        replica.increment(Path.of("n"), 1);
        client.channels().send(Event.of("not/handled"));
        await().until(() ->
                Doc.of("n", 1L).equals(replica.confirmed()) && state.get().equals(replica.get()));
        await().until(() -> measured("entangle.events", "direction", "received") == 1);

        String metrics = get("/metrics").body();

        assertThat(measured("entangle.connections", "transport", "websocket")).isEqualTo(1);
        assertThat(measured("entangle.subscriptions")).isEqualTo(1);
        assertThat(measured("entangle.subscriptions.answered", "outcome", "snapshot"))
                .isEqualTo(1);
        assertThat(measured("entangle.writes", "outcome", "accepted")).isEqualTo(1);
        assertThat(registry.get("entangle.swap.to.send").timer().count()).isEqualTo(1);
        assertThat(registry.get("entangle.delta.bytes").summary().totalAmount()).isPositive();
        assertThat(registry.get("entangle.snapshot.bytes").summary().totalAmount())
                .isPositive();
        assertThat(metrics)
                .contains("entangle_connections{transport=\"websocket\"} 1.0")
                .contains("entangle_swap_to_send_seconds_bucket")
                .contains("entangle_events_handled_seconds_count{outcome=\"unknown-event\"} 1");
    }

    @Test
    void metrics_messageThatTheTransportRefuses_isCountedByItsCode() throws Exception {
        try (RawClient raw = new RawClient(vertx, hub.port())) {
            raw.sendText("x".repeat(300_000));
            assertThat(raw.closeCode()).isEqualTo(1009);
        }

        await().until(() -> measured("entangle.connections.closed", "reason", "too-large") == 1);
        assertThat(measured("entangle.refusals", "code", "too-large")).isEqualTo(1);
    }

    @Test
    void health_hubThatListens_isUp() throws Exception {
        assertThat(get("/health").body()).contains("\"status\":\"up\"").contains("\"durability\":\"memory\"");
    }

    @Test
    void watch_clientsAndEntries_tellsInOrder() {
        List<HubEvent> events = new CopyOnWriteArrayList<>();
        hub.watch("test", events::add);
        Atom<Doc> state = hub.atom("state", Doc.of("kept", 1));
        state.swap(doc -> doc.with("new", Doc.of("a", 1)));
        await().until(() -> events.stream().anyMatch(HubEvent.Inserted.class::isInstance));
        state.swap(doc -> doc.with("new", Doc.of("a", 2)));
        await().until(() -> events.stream().anyMatch(HubEvent.Updated.class::isInstance));
        state.swap(doc -> doc.without("new"));
        client.replica("state");
        client.close();

        await().until(() -> events.stream().anyMatch(HubEvent.Disconnected.class::isInstance));
        assertThat(events)
                .filteredOn(event -> !(event instanceof HubEvent.Connected || event instanceof HubEvent.Disconnected))
                .containsExactly(
                        new HubEvent.Inserted("state", 1, "new", Doc.of("a", 1)),
                        new HubEvent.Updated("state", 2, "new", Doc.of("a", 1), Doc.of("a", 2)),
                        new HubEvent.Deleted("state", 3, "new", Doc.of("a", 2)));
        assertThat(events)
                .filteredOn(HubEvent.Connected.class::isInstance)
                .allSatisfy(event -> assertThat(
                                requireNonNull((HubEvent.Connected) event).transport())
                        .isEqualTo("websocket"));
        assertThat(hub.unwatch("test")).isTrue();
    }
}
