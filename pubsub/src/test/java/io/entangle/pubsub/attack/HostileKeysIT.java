package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.RawClient;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that mean something elsewhere, and keys that all have one hash: here they are keys like any others. */
final class HostileKeysIT {
    /** So many pairs of letters with one hash make 8,192 keys with one hash. */
    private static final int PAIRS = 13;

    private final Vertx vertx = Vertx.vertx();
    private final Hub hub = Hub.builder(vertx).listen(0);

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void keysOfPrototypes_areOrdinaryData() throws Exception {
        Doc initial = Doc.of("plain", Doc.of());
        Atom<Doc> atom = hub.atom("a", initial);
        try (HubClient client = HubClient.connect(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle")) {
            Replica<Doc> replica = client.replica("a");
            replica.swap(doc -> doc.with("__proto__", Doc.of("polluted", true))
                    .with("constructor", Doc.of("prototype", Doc.of("x", 1))));
            replica.synced().toCompletionStage().toCompletableFuture().join();
            HttpResponse<String> patched = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + "/entangle/atoms/a"))
                                    .header("Content-Type", "application/json-patch+json")
                                    .method(
                                            "PATCH",
                                            BodyPublishers.ofString(
                                                    "[{\"op\":\"add\",\"path\":\"/__proto__/more\",\"value\":2},"
                                                            + "{\"op\":\"replace\",\"path\":\"/constructor/prototype/x\","
                                                            + "\"value\":3}]"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(patched.statusCode()).isEqualTo(204);
            await().until(() -> replica.get().equals(atom.get()));
            assertThat(atom.get())
                    .isEqualTo(initial.with("__proto__", Doc.of("polluted", true, "more", 2))
                            .with("constructor", Doc.of("prototype", Doc.of("x", 3))));
            assertThat(atom.get().has(Path.of("plain", "polluted"))).isFalse();
        }
    }

    private static List<String> colliding() {
        List<String> keys = List.of("");
        for (int i = 0; i < PAIRS; i++) {
            List<String> longer = new ArrayList<>();
            for (String key : keys) {
                longer.add(key + "Aa");
                longer.add(key + "BB");
            }
            keys = longer;
        }
        return keys;
    }

    private static List<String> ordinary() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1 << PAIRS; i++) {
            keys.add(String.format("key-%022d", i));
        }
        return keys;
    }

    /** How long it takes until a write of a map with these keys is answered. */
    private long writtenNanos(RawClient client, int handle, int sequence, List<String> keys) throws Exception {
        String map = "{\"" + String.join("\":0,\"", keys) + "\":0}";
        long begin = System.nanoTime();
        client.sendText("[\"write\"," + handle + "," + sequence + ",0," + sequence + ",0,[2,\"keys" + sequence
                + "\",[0," + map + "]]]");
        Frame frame = client.receive();
        while (!(frame instanceof Frame.Told told && told.message() instanceof ToReplica.Accepted)) {
            frame = client.receive();
        }
        return System.nanoTime() - begin;
    }

    @Test
    void keysOfOneHash_costNotMuchMoreThanOthers() throws Exception {
        Atom<Doc> atom = hub.atom("a", Doc.of());
        List<String> colliding = colliding();
        assertThat(colliding.stream().mapToInt(String::hashCode).distinct()).hasSize(1);
        try (RawClient client = new RawClient(vertx, hub.port())) {
            client.send(new Frame.Hello(1, "raw", new SiteId(7)));
            client.receive();
            client.send(new Frame.Subscribe("a", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
            int handle = ((Frame.Subscribed) client.receive()).handle();
            long usual = Long.MAX_VALUE;
            long hostile = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                usual = Math.min(usual, writtenNanos(client, handle, 2 * i + 1, ordinary()));
                hostile = Math.min(hostile, writtenNanos(client, handle, 2 * i + 2, colliding));
            }

            assertThat(((Doc) atom.get().get("keys2")).size()).isEqualTo(1 << PAIRS);
            // a list searched from end to end would take 2,000 times as many comparisons
            assertThat(hostile).isLessThan(5 * usual + 100_000_000);
        }
    }
}
