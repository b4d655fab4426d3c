package io.entangle.pubsub.client;

import static io.entangle.pubsub.client.HubAndClients.done;
import static io.entangle.pubsub.client.HubAndClients.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.channel.ChannelOptions;
import io.entangle.pubsub.channel.Event;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Sente 1.22 was measured to lose, reorder or overlook; here it is not. */
final class WhereSenteLosesIT {
    private static final Duration GRACE = Duration.ofMillis(50);

    /** Everybody is the user that the client's token names. */
    private final HubAndClients all =
            new HubAndClients(builder -> builder.channels(ChannelOptions.DEFAULT.withGrace(GRACE))
                    .authenticator(shown -> Future.succeededFuture(Identity.of(String.valueOf(shown.token()))))
                    .authorizer((who, what) -> Future.succeededFuture(Grant.ALL)));

    private final List<Long> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        all.close();
    }

    private HubClient ada() {
        return ada(all.hub.port());
    }

    private HubClient ada(int port) {
        HubClient client = all.client(port, builder -> builder.token("ada"));
        client.channels()
                .events()
                .on("count/up", message -> told.add((Long) message.data().get("n")));
        done(client.channels().send(Event.of("not/handled")).otherwiseEmpty());
        return client;
    }

    private static Event counting(long n) {
        return Event.of("count/up", Doc.of("n", n));
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void pushToAUser_afterTheGracePeriod_isDeliveredOnReturn() {
        List<String> gone = new CopyOnWriteArrayList<>();
        all.hub.channels().onUserDisconnected(gone::add);
        Proxy proxy = new Proxy(all.vertx, all.hub.port(), Proxy.Habit.PASS);
        HubClient client = ada(proxy.port());
        proxy.become(Proxy.Habit.CLOSE);
        proxy.cut();

        until(() -> gone.equals(List.of("ada")));
        for (long n = 1; n <= 5; n++) {
            assertThat(done(all.hub.channels().send("ada", counting(n)))).isZero();
        }
        proxy.become(Proxy.Habit.PASS);

        until(() -> told.size() == 5);
        assertThat(told).isEqualTo(upTo(5));
    }

    @Test
    void clientSends_1500EventsBeforeAnyIsHandled_losesNone() {
        Promise<Doc> gate = Promise.promise();
        List<Long> handled = new CopyOnWriteArrayList<>();
        all.hub.channels().events().onRequest("count/up", message -> {
            handled.add((Long) message.data().get("n"));
            return gate.future();
        });
        HubClient client = all.client(
                all.hub.port(), builder -> builder.token("ada").options(all.options.withMaxQueuedEvents(2_000)));
        for (long n = 1; n <= 1_500; n++) {
            client.channels().send(counting(n));
        }
        until(() -> handled.size() == 1);

        gate.complete(Doc.of());

        until(() -> handled.size() == 1_500);
        assertThat(handled).isEqualTo(upTo(1_500));
    }

    @Test
    void push_smallEventBehindBigOne_doesNotOvertake() {
        ada();
        String big = "x".repeat(20_000);

        for (long n = 1; n <= 40; n += 2) {
            all.hub.channels().send("ada", Event.of("count/up", Doc.of("n", n, "text", big)));
            all.hub.channels().send("ada", counting(n + 1));
        }

        until(() -> told.size() == 40);
        assertThat(told).isEqualTo(upTo(40));
    }

    @Test
    void push_manyMoreThanAreKeptAtOnce_allReachWhoTakesThem() {
        all.hub.channels().configure("@user/", ChannelOptions.DEFAULT.withHistory(10, Duration.ofMinutes(1)));
        ada();

        for (long n = 1; n <= 500; n++) {
            all.hub.channels().send("ada", counting(n));
        }

        until(() -> told.size() == 500);
        assertThat(told).isEqualTo(upTo(500));
    }

    @Test
    void push_toAUserWithNobodyConnected_saysSo() {
        assertThat(done(all.hub.channels().send("nobody-here", counting(1)))).isZero();
        ada();
        ada();

        assertThat(done(all.hub.channels().send("ada", counting(1)))).isEqualTo(2);
    }

    @Test
    void connectedUsers_clientCutOff_leaveAfterTheGracePeriodAlone() {
        var users = done(all.hub.channels().connectedUsers());
        HubClient client = ada();
        until(() -> users.get().has("ada"));

        client.reconnect();
        until(() -> client.connection() == ReplicaStatus.Connection.ONLINE);
        assertThat(users.get().has("ada")).isTrue();
        client.close();

        until(() -> !users.get().has("ada"));
    }
}
