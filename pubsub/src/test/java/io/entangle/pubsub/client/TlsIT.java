package io.entangle.pubsub.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.transport.Transport;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hub that speaks TLS, reached over every transport. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsIT {
    private final Vertx vertx = Vertx.vertx();
    private SelfSigned own;
    private Hub hub = Hub.builder(vertx).build();

    @BeforeAll
    void make(@TempDir Path directory) throws Exception {
        own = new SelfSigned(directory);
        hub = Hub.builder(vertx)
                .tls(new PemKeyCertOptions()
                        .setCertPath(own.certificate().toString())
                        .setKeyPath(own.key().toString()))
                .listen(0);
        hub.atom("state", Doc.of("n", 0));
    }

    @AfterAll
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private PemTrustOptions trust() {
        return new PemTrustOptions().addCertPath(own.certificate().toString());
    }

    private HubClient.Builder client(Transport... transports) {
        return HubClient.builder(vertx, "wss://localhost:" + hub.port() + "/entangle")
                .options(HubAndClients.QUICK.withTransports(transports));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void replica_overEachTransport_isKeptEqual(Transport transport) {
        Atom<Doc> atom = hub.atom("of-" + transport.wireName(), Doc.of("n", 0));
        try (HubClient client = client(transport).trust(trust()).connect()) {
            Replica<Doc> replica = client.replica("of-" + transport.wireName());

            replica.swap(doc -> doc.with("mine", 1));
            atom.swap(doc -> doc.with("hubs", 2));
            replica.synced().toCompletionStage().toCompletableFuture().join();

            await().until(() -> replica.get().equals(atom.get()));
            assertThat(replica.get()).isEqualTo(Doc.of("n", 0, "mine", 1, "hubs", 2));
        }
    }

    @Test
    void client_thatDoesNotBelieveTheCertificate_doesNotConnect() {
        try (HubClient client = client(Transport.WEB_SOCKET).connect()) {
            await().until(() -> client.lastError() != null);

            assertThat(client.connection()).isNotEqualTo(ReplicaStatus.Connection.ONLINE);
        }
    }

    @Test
    void client_withoutTls_doesNotConnect() {
        try (HubClient client = HubClient.builder(vertx, "ws://localhost:" + hub.port() + "/entangle")
                .options(HubAndClients.QUICK.withTransports(Transport.WEB_SOCKET))
                .connect()) {
            await().until(() -> client.lastError() != null);

            assertThat(client.connection()).isNotEqualTo(ReplicaStatus.Connection.ONLINE);
        }
    }

    @Test
    void get_overHttps_isAnswered_andPagesOfTheHubItselfMayWrite() {
        WebClient web =
                WebClient.create(vertx, new WebClientOptions().setSsl(true).setTrustOptions(trust()));

        HttpResponse<?> read = web.get(hub.port(), "localhost", "/entangle/atoms/state")
                .send()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        HttpResponse<?> foreign = web.get(hub.port(), "localhost", "/entangle/atoms/state")
                .putHeader("Origin", "http://localhost:" + hub.port())
                .send()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        HttpResponse<?> same = web.get(hub.port(), "localhost", "/entangle/atoms/state")
                .putHeader("Origin", "https://localhost:" + hub.port())
                .send()
                .toCompletionStage()
                .toCompletableFuture()
                .join();

        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.bodyAsString()).isEqualTo("{\"n\":0}");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(same.statusCode()).isEqualTo(200);
        web.close();
    }
}
