package io.entangle.pubsub.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.HubOptions;
import io.entangle.pubsub.hub.Hubs;
import io.entangle.pubsub.protocol.Protocol;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client and a hub do when the other end, or the network, misbehaves. */
final class ConnectionIT {
    private static final ClientOptions QUICK = ClientOptions.DEFAULT
            .withBackoff(Duration.ofMillis(20), Duration.ofMillis(100))
            .withHeartbeat(Duration.ofMillis(200), Duration.ofMillis(200))
            .withConnectTimeout(Duration.ofSeconds(1));

    private Vertx vertx;
    private Hub hub;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        hub = Hubs.builder(vertx)
                .options(HubOptions.DEFAULT.withHeartbeat(Duration.ofMillis(200), Duration.ofMillis(200)))
                .listen(0);
    }

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HubClient client(int port) {
        return HubClient.connect(vertx, "ws://127.0.0.1:" + port + "/entangle", QUICK);
    }

    @Test
    void idleConnection_isKeptAliveByHeartbeats() {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        HubClient client = client(hub.port());
        Replica<Doc> replica = client.replica("state");
        List<ReplicaStatus.Connection> seen = new CopyOnWriteArrayList<>();
        vertx.setPeriodic(10, tick -> seen.add(client.connection()));

        await().until(() -> seen.size() > 150); // 1.5 s, several heartbeats and graces

        assertThat(seen).containsOnly(ReplicaStatus.Connection.ONLINE);
        atom.swap(doc -> doc.with("n", 1));
        await().until(() -> replica.get().equals(atom.get()));
        client.close();
    }

    @Test
    void halfOpenConnection_isFoundDead_andReplacedByAnother() {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        Relay relay = new Relay(vertx, hub.port());
        HubClient client = client(relay.port());
        Replica<Doc> replica = client.replica("state");

        relay.swallow(true);
        atom.swap(doc -> doc.with("n", 1));
        replica.swap(doc -> doc.with("mine", true));
        await().until(() -> client.connection() != ReplicaStatus.Connection.ONLINE);
        assertThat(client.lastError()).contains("nothing was received");
        relay.swallow(false);

        await().until(() -> atom.get().has("mine") && replica.get().equals(atom.get()));
        assertThat(atom.get()).isEqualTo(Doc.of("n", 1, "mine", true));
        client.close();
    }

    @Test
    void connectionCutAgainAndAgain_noWriteIsLostOrDoubled() {
        Atom<Doc> atom = hub.atom("state", Doc.of("log", Doc.of(), "n", 0));
        List<Object> applied = new CopyOnWriteArrayList<>();
        atom.watch("count", (before, after) -> applied.add(after.get("last")));
        Relay relay = new Relay(vertx, hub.port());
        HubClient client = client(relay.port());
        Replica<Doc> replica = client.replica("state");

        for (int i = 1; i <= 300; i++) {
            int n = i;
            replica.swap(doc -> doc.with("last", n).update("log", log -> ((Doc) log).with("k" + n, n)));
            if (i % 20 == 0) {
                relay.cut();
                await().until(() -> replica.status().pendingWrites() < 100);
            }
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> replica.synced().isComplete());
        await().until(() -> replica.get().equals(atom.get()));
        assertThat(atom.get().get("log", Doc.class).size()).isEqualTo(300);
        assertThat(applied).doesNotHaveDuplicates().hasSize(300);
        client.close();
    }

    @Test
    void atomMissingAfterARestart_isSubscribedToWhenItIsThere() {
        hub.atom("state", Doc.of("n", 0));
        int port = hub.port();
        HubClient client = client(port);
        Replica<Doc> replica = client.replica("state");
        hub.close();
        hub = Hubs.builder(vertx).listen(port);
        await().until(() -> String.valueOf(replica.status().lastError()).contains("no atom"));

        Atom<Doc> again = hub.atom("state", Doc.of("n", 9));

        await().until(() -> replica.get().equals(again.get()));
        client.close();
    }

    @Test
    void anotherProtocol_isNotTriedAgain() {
        HttpServer other = vertx.createHttpServer(
                        new HttpServerOptions().addWebSocketSubProtocol(Protocol.subProtocol("json")))
                .webSocketHandler(socket -> socket.writeTextMessage(
                        "[\"error\", \"unsupported-protocol\", null, \"this hub speaks version 9\"]"))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();

        HubClient client = client(other.actualPort());

        await().until(() -> client.connection() == ReplicaStatus.Connection.CLOSED);
        assertThat(client.lastError()).contains("version 9");
        client.close();
    }

    @Test
    void pageOfAnotherOrigin_isRefused() {
        for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:1", "::")) {
            WebSocketConnectOptions request = new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(hub.port())
                    .setURI("/entangle/ws")
                    .addHeader("Origin", origin);
            assertThat(vertx.createWebSocketClient()
                            .connect(request)
                            .toCompletionStage()
                            .toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(UpgradeRejectedException.class)
                    .withMessageContaining("403");
        }
    }
}
