package io.entangle.pubsub.client;

import static io.entangle.pubsub.client.HubAndClients.done;
import static io.entangle.pubsub.client.HubAndClients.until;
import static io.entangle.pubsub.client.HubAndClients.untilEqual;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.pubsub.channel.Event;
import io.entangle.pubsub.client.Proxy.Habit;
import io.entangle.pubsub.transport.Transport;
import io.entangle.value.Doc;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which transport a client takes, and that nothing is lost or repeated where it changes over. */
final class TransportsIT {
    private static final ClientOptions AUTO = HubAndClients.QUICK
            .withTransports(Transport.values())
            .withConnectTimeout(Duration.ofMillis(600))
            .withClimbAfter(Duration.ofMillis(100));

    private final HubAndClients all = new HubAndClients();
    private final Atom<Doc> state = all.hub.atom("state", Doc.of("n", 0));

    @AfterEach
    void close() {
        all.close();
    }

    private HubClient through(Proxy proxy, ClientOptions options) {
        return all.client(proxy.port(), options);
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void transport_named_isUsed(Transport transport) {
        HubClient client = all.client(all.hub.port(), HubAndClients.QUICK.withTransports(transport));
        Replica<Doc> replica = client.replica("state");

        replica.swap(doc -> doc.with("n", 1));

        untilEqual(state, replica);
        assertThat(client.transport()).isEqualTo(transport.wireName());
    }

    @ParameterizedTest
    @CsvSource({
        "PASS, websocket",
        "BLOCK_UPGRADES, events",
        "SWALLOW_WEB_SOCKETS, events",
        "BUFFER, poll",
    })
    void auto_throughProxy_takesTheBestOverWhichMessagesArrive(Habit habit, String expected) {
        HubClient client = through(
                new Proxy(all.vertx, all.hub.port(), habit),
                AUTO.withClimbAfter(Duration.ofHours(1)).withBackoff(Duration.ofMillis(1), Duration.ofMillis(10)));

        until(() -> client.connection() == ReplicaStatus.Connection.ONLINE);

        assertThat(client.transport()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(
            value = Habit.class,
            names = {"BLOCK_UPGRADES", "BUFFER"})
    void auto_proxyGivenUp_climbsBackAndLosesNothing(Habit habit) {
        Proxy proxy = new Proxy(all.vertx, all.hub.port(), habit);
        HubClient client = through(proxy, AUTO);
        until(() -> client.connection() == ReplicaStatus.Connection.ONLINE);
        Traffic traffic = new Traffic(client);

        traffic.some(50);
        proxy.become(Habit.PASS);
        while (!Transport.WEB_SOCKET.wireName().equals(client.transport())) {
            traffic.some(1);
        }
        traffic.some(50);

        traffic.checkAll();
    }

    @Test
    void auto_webSocketsBlockedMeanwhile_fallsBackAndLosesNothing() {
        Proxy proxy = new Proxy(all.vertx, all.hub.port(), Habit.PASS);
        HubClient client = through(proxy, AUTO.withClimbAfter(Duration.ofHours(1)));
        until(() -> Transport.WEB_SOCKET.wireName().equals(client.transport()));
        Traffic traffic = new Traffic(client);

        traffic.some(50);
        proxy.become(Habit.BUFFER);
        proxy.cut();
        while (!Transport.POLL.wireName().equals(client.transport())) {
            traffic.some(1);
        }
        traffic.some(50);

        traffic.checkAll();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void traffic_connectionsCutEachSecond_losesNothing(Transport transport) {
        Proxy proxy = new Proxy(all.vertx, all.hub.port(), Habit.CUT_AFTER_A_SECOND);
        HubClient client = through(proxy, HubAndClients.QUICK.withTransports(transport));
        Traffic traffic = new Traffic(client);

        long end = System.nanoTime() + 2_500_000_000L;
        while (System.nanoTime() < end) {
            traffic.some(5);
        }

        traffic.checkAll();
    }

    @Test
    void idle_connectionsCutEachSecond_goesOnWithoutSubscribingAgain() {
        Proxy proxy = new Proxy(all.vertx, all.hub.port(), Habit.CUT_AFTER_A_SECOND);
        HubClient client = through(proxy, HubAndClients.QUICK.withTransports(Transport.EVENTS));
        Replica<Doc> replica = client.replica("state");
        List<ReplicaStatus.Connection> seen = new CopyOnWriteArrayList<>();
        long timer = all.vertx.setPeriodic(10, tick -> seen.add(client.connection()));

        until(() -> seen.size() > 250);
        all.vertx.cancelTimer(timer);
        state.swap(doc -> doc.with("n", 7));

        untilEqual(state, replica);
        assertThat(seen).containsOnly(ReplicaStatus.Connection.ONLINE);
    }

    /** Events both ways and writes on both sides, all of them numbered. */
    private final class Traffic {
        private final List<Long> atHub = new CopyOnWriteArrayList<>();
        private final List<Long> atClient = new CopyOnWriteArrayList<>();
        private final ChannelClient channels;
        private final Replica<Doc> replica;
        private long last;

        Traffic(HubClient client) {
            all.hub
                    .channels()
                    .events()
                    .on("count/up", message -> atHub.add((Long) message.data().get("n")));
            channels = client.channels();
            replica = done(client.subscribe("state", io.entangle.type.AtomType.doc()));
            done(channels.join(
                            "room:1",
                            message -> atClient.add((Long) message.data().get("n")))
                    .joined());
        }

        void some(int count) {
            for (int i = 0; i < count; i++) {
                Event event = Event.of("count/up", Doc.of("n", ++last));
                channels.send(event);
                done(all.hub.channels().publish("room:1", event));
                replica.increment(io.entangle.value.Path.of("n"), 1);
            }
            until(() -> atHub.size() > last - 100);
        }

        void checkAll() {
            until(() -> atHub.size() >= last && atClient.size() >= last);
            assertThat(atHub).isEqualTo(upTo(last));
            assertThat(atClient).isEqualTo(upTo(last));
            done(replica.synced());
            assertThat(state.get().get("n")).isEqualTo(last);
        }
    }
}
