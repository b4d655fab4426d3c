package io.entangle.pubsub.client;

import static org.awaitility.Awaitility.await;

import io.entangle.atom.Cell;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.HubBuilder;
import io.entangle.pubsub.hub.Hubs;
import io.entangle.pubsub.transport.Transport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A hub that can be taken off the network and put back, and clients of it. */
final class HubAndClients implements AutoCloseable {
    static final ClientOptions QUICK = ClientOptions.DEFAULT
            .withBackoff(Duration.ofMillis(20), Duration.ofMillis(100))
            .withConnectTimeout(Duration.ofSeconds(10))
            .withTransports(transports());

    /** All of them, or the one that the system property {@code test.transport} names. */
    private static Transport[] transports() {
        String name = System.getProperty("test.transport");
        return Stream.of(Transport.values())
                .filter(each -> name == null || each.wireName().equals(name))
                .toArray(Transport[]::new);
    }

    final Vertx vertx = Vertx.vertx();
    final Hub hub;
    final ClientOptions options;
    private final List<HubClient> clients = new ArrayList<>();
    private final int port;

    HubAndClients() {
        this(builder -> builder);
    }

    HubAndClients(UnaryOperator<HubBuilder> settings) {
        this(settings, QUICK);
    }

    HubAndClients(UnaryOperator<HubBuilder> settings, ClientOptions options) {
        this.options = options;
        hub = settings.apply(Hubs.builder(vertx)).listen(0);
        port = hub.port();
    }

    HubClient client() {
        return client(port, options);
    }

    HubClient client(int through, ClientOptions settings) {
        return client(through, builder -> builder.options(settings));
    }

    HubClient client(int through, UnaryOperator<HubClient.Builder> settings) {
        HubClient client = settings.apply(HubClient.builder(vertx, "ws://127.0.0.1:" + through + "/entangle")
                        .options(options))
                .connect();
        clients.add(client);
        return client;
    }

    /** Cuts all connections; clients keep trying. */
    void offline() {
        done(hub.stop());
        until(() -> clients.stream().noneMatch(each -> each.connection() == ReplicaStatus.Connection.ONLINE));
    }

    void online() {
        done(hub.start(port));
    }

    static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    static void until(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(30)).until(condition::getAsBoolean);
    }

    static void untilEqual(Cell<?>... cells) {
        until(() -> {
            for (Cell<?> cell : cells) {
                if (!cell.get().equals(cells[0].get())) {
                    return false;
                }
            }
            return true;
        });
    }

    @Override
    public void close() {
        clients.forEach(HubClient::close);
        hub.close();
        done(vertx.close());
    }
}
