package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.Limits;
import io.entangle.pubsub.hub.RateLimits;
import io.entangle.pubsub.hub.RawClient;
import io.entangle.pubsub.hub.WriteLimits;
import io.entangle.pubsub.metrics.MicrometerMeters;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.Intent;
import io.entangle.replica.Mutations;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Writes that are too much, one way or another: each is refused by itself, nothing changes, and the next one is taken. */
final class OversizedWritesIT {
    private static final Doc INITIAL = Doc.of("n", 0);
    private static final int MOST = 100_000;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Hub hub = Hub.builder(vertx)
            .createOnPut(true)
            .meters(new MicrometerMeters(registry))
            .limits(Limits.DEFAULT.withRates(RateLimits.NONE).withWrites(WriteLimits.DEFAULT.withMaxStateBytes(MOST)))
            .listen(0);

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Doc fields(int count) {
        Doc doc = INITIAL;
        for (int i = 0; i < count; i++) {
            doc = doc.with("f" + i, i);
        }
        return doc;
    }

    private static Doc nested(int depth) {
        Doc doc = Doc.of("k", 1);
        for (int i = 1; i < depth; i++) {
            doc = Doc.of("k", doc);
        }
        return doc;
    }

    private static Delta deep(int depth) {
        return Delta.diff(nested(depth), nested(depth - 1));
    }

    static Stream<Delta> tooMuch() {
        return Stream.of(
                Delta.diff(INITIAL, fields(257)),
                deep(40),
                Delta.diff(INITIAL, INITIAL.with("k".repeat(257), 1)),
                Delta.diff(INITIAL, INITIAL.with("in", Doc.of("k".repeat(257), 1))),
                Delta.diff(INITIAL, INITIAL.with("text", "x".repeat(65_537))),
                Delta.diff(INITIAL, INITIAL.with("list", Doc.list(new Object[20_001]))),
                Delta.diff(INITIAL, INITIAL.with("a", "x".repeat(60_000)).with("b", "x".repeat(60_000))));
    }

    private static Frame write(int handle, long sequence, Intent intent) {
        return new Frame.Write(
                handle, new ToAuthority.Write(sequence, 0, new HybridTimestamp(sequence, 0, new SiteId(0)), intent));
    }

    private static int subscribed(RawClient client) throws InterruptedException {
        client.send(new Frame.Hello(1, "raw", new SiteId(7)));
        client.receive();
        client.send(new Frame.Subscribe("a", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
        return ((Frame.Subscribed) client.receive()).handle();
    }

    private static void assertRefused(Frame frame) {
        ToReplica.Refused refused = (ToReplica.Refused) ((Frame.Told) frame).message();
        assertThat(refused.code()).isEqualTo(RefusalCode.TOO_LARGE);
        assertThat(refused.reason()).containsPattern("at most|the most");
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void write_tooMuch_isRefused_andTheNextOneIsTaken(Delta delta) throws Exception {
        Atom<Doc> atom = hub.atom("a", INITIAL);
        try (RawClient client = new RawClient(vertx, hub.port())) {
            int handle = subscribed(client);

            client.send(write(handle, 1, new Intent.Edits(delta)));

            assertRefused(client.receive());
            assertThat(atom.get()).isEqualTo(INITIAL);
            assertThat(registry.get("entangle.writes")
                            .tag("outcome", "too-large")
                            .counter()
                            .count())
                    .isEqualTo(1);
            client.send(write(handle, 2, new Intent.Edits(Delta.diff(INITIAL, INITIAL.with("next", 1)))));
            assertThat(((Frame.Told) client.receive()).message()).isInstanceOf(ToReplica.Accepted.class);
        }
    }

    private HttpResponse<String> send(String method, String path, String type, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + "/entangle/atoms/" + path))
                                .header("Content-Type", type)
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void writeOverHttp_tooMuch_is413_andChangesNothing() throws Exception {
        Atom<Doc> atom = hub.atom("a", INITIAL);
        String large = Doc.of("a", "x".repeat(60_000), "b", "x".repeat(60_000)).toCanonicalJson();
        String longKey = Doc.of("k".repeat(257), 1).toCanonicalJson();

        for (String body : List.of(large, longKey)) {
            for (HttpResponse<String> answer : List.of(
                    send("PUT", "a", "application/json", body),
                    send("PUT", "new", "application/json", body),
                    send("PATCH", "a", "application/merge-patch+json", body))) {
                assertThat(answer.statusCode()).isEqualTo(413);
                assertThat(Doc.parse(answer.body()).get("code")).isEqualTo("too-large");
            }
        }

        assertThat(atom.get()).isEqualTo(INITIAL);
        assertThat(hub.atomIds()).containsExactly("a");
        assertThat(send("PUT", "a", "application/json", fields(500).toCanonicalJson())
                        .statusCode())
                .as("a whole value of many fields")
                .isEqualTo(204);
        await().until(() -> {
            var counter =
                    registry.find("entangle.refusals").tag("code", "http-413").counter();
            return counter != null && counter.count() == 6;
        });
    }

    @Test
    void state_thatGrowsBitByBit_stopsAtTheLimit_andOthersWriteOn() throws Exception {
        Atom<Doc> atom = hub.atom("a", Doc.of("log", Doc.list(), "n", 0));
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        try (HubClient grower = HubClient.connect(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle");
                HubClient other = HubClient.connect(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle")) {
            Replica<Doc> growing = grower.replica("a");
            growing.onRefused(refused::add);
            String piece = "x".repeat(1_000);
            for (int i = 0; i < 120; i++) {
                String key = "p" + i;
                growing.swap(doc -> doc.with(key, piece));
            }
            await().until(() -> refused.size() >= 20);
            growing.synced().toCompletionStage().toCompletableFuture().join();

            assertThat(atom.get().toCanonicalJson().length()).isBetween(MOST / 2, MOST);
            assertThat(refused)
                    .allSatisfy(one -> assertThat(one.refusal().code()).isEqualTo(RefusalCode.TOO_LARGE));
            Replica<Doc> others = other.replica("a");
            others.swap(doc -> doc.with("n", 1));
            others.synced().toCompletionStage().toCompletableFuture().join();
            growing.swap(doc -> doc.without("p0").without("p1"));
            growing.swap(doc -> doc.with("p1", piece));
            growing.synced().toCompletionStage().toCompletableFuture().join();
            assertThat(atom.get().get("n")).isEqualTo(1L);
            assertThat(atom.get().has("p0")).isFalse();
            assertThat(atom.get().has("p1")).isTrue();
        }
    }

    @Test
    void mutation_thatMakesMuchOfLittle_isRefused_andTheNextOneIsTaken() throws Exception {
        Mutations<Doc> mutations = Mutations.<Doc>builder()
                .add("repeat", (doc, times) -> doc.with("text", "x".repeat(((Long) times.get("n")).intValue())))
                .build();
        Atom<Doc> atom = hub.atom("a", AtomType.doc(), INITIAL, mutations);
        try (RawClient client = new RawClient(vertx, hub.port())) {
            int handle = subscribed(client);

            client.send(write(handle, 1, new Intent.Call("repeat", Doc.of("n", 2 * MOST))));
            assertRefused(client.receive());
            assertThat(atom.get()).isEqualTo(INITIAL);
            client.send(write(handle, 2, new Intent.Call("repeat", Doc.of("n", 10))));

            assertThat(((Frame.Told) client.receive()).message()).isInstanceOf(ToReplica.Accepted.class);
        }
    }
}
