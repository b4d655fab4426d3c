package io.entangle.pubsub.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.Hubs;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.Protocol;
import io.entangle.replica.Delivery;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients of one hub whose frames are packed differently. */
final class PackersIT {
    private static final ClientOptions QUICK =
            ClientOptions.DEFAULT.withBackoff(Duration.ofMillis(5), Duration.ofMillis(50));

    private Vertx vertx;
    private Hub hub;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        hub = Hubs.builder(vertx).listen(0);
    }

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private record Member(HubClient client, Relay relay, Replica<Doc> replica) {}

    private Member member(Packer packer, Delivery delivery) {
        Relay relay = new Relay(vertx, hub.port());
        HubClient client =
                HubClient.connect(vertx, "ws://127.0.0.1:" + relay.port() + "/entangle", QUICK.withPackers(packer));
        return new Member(
                client,
                relay,
                client.replica(
                        "state", AtomType.doc(), ReplicaOptions.<Doc>defaults().withDelivery(delivery)));
    }

    @Test
    void clientsOfEveryPacker_writeAndAreCutOff_endEqual() {
        Atom<Doc> atom = hub.atom("state", Doc.of("hub", Doc.of(), "list", Doc.list()));
        List<Member> members = new ArrayList<>();
        for (Packer packer : Packer.all()) {
            members.add(member(packer, Delivery.LATEST));
            members.add(member(packer, Delivery.EVERY_VERSION));
        }
        members.add(member(Packer.compact(), Delivery.maxRate(50)));
        // a frame that can't be unpacked would end its connection, and the next one would hide it
        Set<String> errors = ConcurrentHashMap.newKeySet();
        vertx.setPeriodic(1, tick -> members.forEach(member -> errors.add(member.client.lastError() + "")));

        for (int round = 0; round < 200; round++) {
            int n = round;
            // bursts, of which clients are sent one update or a few
            for (int i = 0; i < 5; i++) {
                String key = "k" + (n * 5 + i) % 300;
                atom.swap(doc -> doc.with(Path.of("hub", key, "n"), n)
                        .update(
                                "list",
                                list -> ((Doc) list).splice(0, Math.min(1, ((Doc) list).size() / 9), List.of(n))));
            }
            Member writer = members.get(n % members.size());
            writer.replica.swap(doc -> doc.with(Path.of("by" + n % members.size(), "key" + n), n / 8.0));
            if (n % 7 == 0) {
                members.get(n / 7 % members.size()).relay.cut();
            }
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> writer.replica.status().pendingWrites() < 5);
        }

        for (Member member : members) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> member.replica.synced().isComplete());
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        members.stream().allMatch(member -> member.replica.get().equals(atom.get())));
        assertThat(errors).noneMatch(error -> error.contains("malformed"));
        for (int i = 0; i < members.size(); i++) {
            assertThat(atom.get().get("by" + i, Doc.class).size())
                    .isEqualTo((200 + members.size() - 1 - i) / members.size());
            assertThat(members.get(i).replica.status().divergences()).isZero();
            members.get(i).client.close();
        }
    }

    @Test
    void packerOfAConnection_isTheFirstThatTheClientOffers() {
        for (Packer packer : Packer.all()) {
            WebSocketConnectOptions request = new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(hub.port())
                    .setURI("/entangle/ws")
                    .addSubProtocol("entangle.v9.unheard-of")
                    .addSubProtocol(Protocol.subProtocol(packer.name()));
            Packer.all().forEach(each -> request.addSubProtocol(Protocol.subProtocol(each.name())));

            WebSocket socket = vertx.createWebSocketClient()
                    .connect(request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();

            assertThat(socket.subProtocol()).isEqualTo(Protocol.subProtocol(packer.name()));
            socket.close();
        }
        assertThat(ClientOptions.DEFAULT.packers().get(0)).isEqualTo(Packer.compact());
    }
}
