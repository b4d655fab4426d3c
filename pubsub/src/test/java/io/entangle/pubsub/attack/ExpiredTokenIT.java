package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.pubsub.access.AccessOptions;
import io.entangle.pubsub.access.Authenticators;
import io.entangle.pubsub.access.Authorizer;
import io.entangle.pubsub.access.SignedTokens;
import io.entangle.pubsub.client.ClientOptions;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.HubEvent;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.transport.Transport;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A token that expires while its connection is used, over each transport at once. */
final class ExpiredTokenIT {
    private final Vertx vertx = Vertx.vertx();
    private final Hub hub = Hub.builder(vertx)
            .authenticator(Authenticators.jwt(vertx, SignedTokens.options()))
            .authorizer(Authorizer.everything())
            .access(AccessOptions.DEFAULT.withExpiryGrace(Duration.ofMillis(100)))
            .listen(0);
    private final List<HubEvent> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HubClient client(Transport transport, String token) {
        return HubClient.builder(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle")
                .options(ClientOptions.DEFAULT.withTransports(transport))
                .token(token)
                .connect();
    }

    private long expired(boolean isMidConnection) {
        return events.stream()
                .filter(event -> isMidConnection
                        ? event instanceof HubEvent.Disconnected gone && gone.code() == ErrorCode.EXPIRED
                        : event instanceof HubEvent.Failed failed
                                && failed.code() == ErrorCode.EXPIRED
                                && failed.client().isEmpty())
                .count();
    }

    @Test
    void token_expiredMidConnection_isSentNothingMore_andNothingOfItIsTaken() {
        hub.watch("test", events::add);
        Atom<Doc> state = hub.atom("state", Doc.of());
        String token = SignedTokens.of("ada", Duration.ofSeconds(4)); // in whole seconds: for 3 to 4
        List<HubClient> clients = new ArrayList<>();
        Map<Transport, Replica<Doc>> replicas = new EnumMap<>(Transport.class);
        try {
            for (Transport transport : Transport.values()) {
                clients.add(client(transport, token));
                replicas.put(transport, clients.get(clients.size() - 1).replica("state"));
            }
            replicas.forEach((transport, replica) -> replica.swap(doc -> doc.with(transport.wireName(), 1)));
            int all = replicas.size();
            await().until(() -> state.get().size() == all
                    && replicas.values().stream()
                            .allMatch(replica -> replica.confirmed().size() == all));

            await().until(() -> expired(true) == all);
            state.swap(doc -> doc.with("hidden", true));
            replicas.forEach((transport, replica) -> replica.swap(doc -> doc.with(transport.wireName(), 2)));

            // They try to come back with the same token, and are not let in.
            await().until(() -> expired(false) >= 2 * all);
            replicas.forEach((transport, replica) -> {
                assertThat(replica.get().get(transport.wireName())).isEqualTo(2L);
                assertThat(replica.confirmed().has("hidden")).isFalse();
                assertThat(state.get().get(transport.wireName())).isEqualTo(1L);
            });
            assertThat(events).filteredOn(HubEvent.Connected.class::isInstance).hasSize(all);
        } finally {
            clients.forEach(HubClient::close);
        }
    }
}
