package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.SiteId;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.hub.ConnectionLimits;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.HubBuilder;
import io.entangle.pubsub.hub.Limits;
import io.entangle.pubsub.hub.RawClient;
import io.entangle.pubsub.metrics.MicrometerMeters;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.value.Doc;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More connections than a hub takes, of one address, of one user, or in all: each of those too many is sent away. */
final class ConnectionFloodIT {
    private static final int MANY = 60;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<RawClient> clients = new ArrayList<>();
    private Hub hub = Hub.builder(vertx).build();

    @AfterEach
    void close() {
        clients.forEach(RawClient::close);
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HubBuilder builder(ConnectionLimits limits) {
        return Hub.builder(vertx).meters(new MicrometerMeters(registry)).limits(Limits.DEFAULT.withConnections(limits));
    }

    private RawClient open() throws Exception {
        RawClient client = new RawClient(vertx, hub.port());
        clients.add(client);
        return client;
    }

    private static Frame hello(RawClient client, String id, String token) throws InterruptedException {
        client.send(new Frame.Hello(1, id, new SiteId(7), token));
        return client.receive();
    }

    private static void assertSentAway(Frame frame, RawClient client) throws Exception {
        assertThat(frame).isInstanceOfSatisfying(Frame.Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
            assertThat(failure.retryAfterMs()).isPositive();
        });
        assertThat(client.closeCode()).isEqualTo(4203);
    }

    private long refused() {
        Counter counter =
                registry.find("entangle.refusals").tag("code", "overloaded").counter();
        return counter == null ? 0 : (long) counter.count();
    }

    @Test
    void connections_ofOneAddress_beyondTheLimitAreSentAway_andTheOthersAreServed() throws Exception {
        hub = builder(ConnectionLimits.DEFAULT.withMaxPerAddress(5)).listen(0);
        for (int i = 0; i < 5; i++) {
            assertThat(hello(open(), "c" + i, "")).isInstanceOf(Frame.Welcome.class);
        }

        for (int i = 0; i < MANY; i++) {
            RawClient another = open();
            assertSentAway(another.receive(), another);
        }

        assertThat(refused()).isEqualTo(MANY);
        clients.get(0).send(new Frame.Ping());
        assertThat(clients.get(0).receive()).isInstanceOf(Frame.Pong.class);
        clients.get(0).close();
        Awaitility.await().until(() -> hello(open(), "c0", "") instanceof Frame.Welcome);
    }

    @Test
    void connections_inAll_beyondTheLimitAreSentAway() throws Exception {
        hub = builder(ConnectionLimits.DEFAULT.withMaxConnections(2)).listen(0);
        open();
        open();

        RawClient third = open();

        assertSentAway(third.receive(), third);
    }

    @Test
    void connections_openedInOneSecond_beyondTheLimitAreSentAway() throws Exception {
        hub = builder(ConnectionLimits.DEFAULT.withMaxOpenedPerSecond(1)).listen(0);
        List<RawClient> rush = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rush.add(open());
        }

        long welcome = 0;
        for (RawClient client : rush) {
            welcome += hello(client, "c", "") instanceof Frame.Welcome ? 1 : 0;
        }

        assertThat(welcome).isLessThan(10);
        assertThat(refused()).isEqualTo(10 - welcome);
    }

    @Test
    void connections_ofOneUser_beyondTheLimitAreSentAway_andAnotherUserIsServed() throws Exception {
        hub = builder(ConnectionLimits.DEFAULT.withMaxPerUser(2))
                .authenticator(shown -> Future.succeededFuture(Identity.of(String.valueOf(shown.token()))))
                .listen(0);
        assertThat(hello(open(), "phone", "ada")).isInstanceOf(Frame.Welcome.class);
        assertThat(hello(open(), "laptop", "ada")).isInstanceOf(Frame.Welcome.class);

        RawClient third = open();
        assertSentAway(hello(third, "tablet", "ada"), third);

        assertThat(hello(open(), "tablet", "bob")).isInstanceOf(Frame.Welcome.class);
        assertThat(hello(open(), "phone", "ada"))
                .as("in place of the older one")
                .isInstanceOf(Frame.Welcome.class);
    }

    @Test
    void connections_overHttp_countAsWell() throws Exception {
        hub = builder(ConnectionLimits.DEFAULT.withMaxPerAddress(1)).listen(0);
        open();

        HttpResponse<String> poll = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + "/entangle/poll"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        Doc answer = Doc.parse(poll.body());
        assertThat(answer.toString()).contains("overloaded").contains("4203");
    }
}
