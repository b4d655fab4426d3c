package io.entangle.pubsub.client;

import static io.entangle.pubsub.client.HubAndClients.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.atom.Cell;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.Hubs;
import io.entangle.pubsub.hub.Limits;
import io.entangle.pubsub.packer.MessageLimits;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.collections.api.map.ImmutableMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ReplicationIT {
    private static final ClientOptions QUICK = ClientOptions.DEFAULT
            .withBackoff(Duration.ofMillis(20), Duration.ofMillis(100))
            .withConnectTimeout(Duration.ofSeconds(10));

    private final List<HubClient> clients = new ArrayList<>();
    private Vertx vertx;
    private Hub hub;

    record Todo(String text, boolean done) {}

    record Board(String title, ImmutableMap<String, Todo> todos) {}

    static List<Packer> packers() {
        return Packer.all();
    }

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        hub = Hubs.builder(vertx).listen(0);
    }

    @AfterEach
    void close() {
        clients.forEach(HubClient::close);
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HubClient client(ClientOptions options) {
        HubClient client = HubClient.connect(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle", options);
        clients.add(client);
        return client;
    }

    private static void awaitEqual(Cell<?>... cells) {
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            for (Cell<?> cell : cells) {
                if (!cell.get().equals(cells[0].get())) {
                    return false;
                }
            }
            return true;
        });
    }

    @ParameterizedTest
    @MethodSource("packers")
    void changes_flowBothWays(Packer packer) {
        Atom<Doc> atom = hub.atom("state", Doc.of("count", 0, "list", Doc.list(1, 2)));
        Replica<Doc> a = client(QUICK.withPackers(packer)).replica("state");
        Replica<Doc> b = client(QUICK.withPackers(packer)).replica("state");

        atom.swap(doc -> doc.with("fromHub", true));
        a.swap(doc -> doc.with("fromA", "ä\ud83d\ude00"));
        b.swap(doc -> doc.with(Path.of("fromB", "deep"), 1.5));
        b.swap(doc -> doc.update("list", list -> ((Doc) list).append(3)));

        assertThat(b.get().get(Path.of("fromB", "deep"))).isEqualTo(1.5);
        await().until(() ->
                atom.get().has("fromA") && Doc.list(1, 2, 3).equals(atom.get().get("list")));
        awaitEqual(atom, a, b);
        assertThat(atom.get())
                .isEqualTo(Doc.of(
                        "count",
                        0,
                        "list",
                        Doc.list(1, 2, 3),
                        "fromHub",
                        true,
                        "fromA",
                        "ä\ud83d\ude00",
                        "fromB",
                        Doc.of("deep", 1.5)));
        await().until(() -> a.version().number() == atom.version());
    }

    @Test
    void swap_isVisibleAtOnce_andConfirmedLater() {
        hub.atom("state", Doc.of("n", 0));
        Replica<Doc> replica = client(QUICK).replica("state");

        Doc after = replica.swap(doc -> doc.with("n", 1));

        assertThat(after).isEqualTo(Doc.of("n", 1));
        assertThat(replica.get()).isEqualTo(Doc.of("n", 1));
        await().until(() -> replica.synced().isComplete() && replica.confirmed().equals(Doc.of("n", 1)));
        assertThat(replica.status().pendingWrites()).isZero();
        assertThat(replica.status().connection()).isEqualTo(ReplicaStatus.Connection.ONLINE);
    }

    @Test
    void records_replicateFieldByField() {
        AtomType<Board> type = AtomType.of(Board.class);
        Atom<Board> atom = hub.atom("board", type, new Board("Home", PersistentMap.empty()));
        Replica<Board> a = client(QUICK).replica("board", type);
        Replica<Board> b = client(QUICK).replica("board", type);
        Replica<Doc> asDocument = client(QUICK).replica("board");

        a.swap(board -> new Board(board.title(), board.todos().newWithKeyValue("1", new Todo("milk", false))));
        b.swap(board -> new Board("Groceries", board.todos().newWithKeyValue("2", new Todo("bread", true))));

        await().until(() -> atom.get().todos().size() == 2);
        awaitEqual(atom, a, b);
        assertThat(a.get().title()).isEqualTo("Groceries");
        await().until(() -> "milk".equals(asDocument.get().get(Path.of("todos", "1", "text"))));
    }

    @Test
    void concurrentWrites_ofOneField_endEqualEverywhere() {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        Replica<Doc> a = client(QUICK).replica("state");
        Replica<Doc> b = client(QUICK).replica("state");

        for (int i = 0; i < 200; i++) {
            int n = i;
            a.swap(doc -> doc.with("n", "a" + n).with("a", n));
            b.swap(doc -> doc.with("n", "b" + n).with("b", n));
            atom.swap(doc -> doc.with("hub", n));
        }

        await().until(() -> a.synced().isComplete() && b.synced().isComplete());
        awaitEqual(atom, a, b);
        assertThat(atom.get().get("a")).isEqualTo(199L);
        assertThat(atom.get().get("b")).isEqualTo(199L);
        assertThat(atom.get().get("hub")).isEqualTo(199L);
    }

    @Test
    void watches_seeEveryChangeInOrder() {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        Replica<Doc> replica = client(QUICK).replica("state");
        List<Doc> seen = new CopyOnWriteArrayList<>();
        List<Doc> before = new CopyOnWriteArrayList<>();
        replica.watch("test", (old, now) -> {
            before.add(old);
            seen.add(now);
        });

        for (int i = 1; i <= 50; i++) {
            int n = i;
            atom.swap(doc -> doc.with("n", n));
            replica.swap(doc -> doc.with("mine", n));
        }

        awaitEqual(atom, replica);
        await().until(() -> replica.synced().isComplete());
        for (int i = 1; i < seen.size(); i++) {
            assertThat(before.get(i)).isSameAs(seen.get(i - 1));
        }
        assertThat(seen.get(seen.size() - 1)).isEqualTo(replica.get());
    }

    @Test
    void hubRestarted_replicaGoesOnAndKeepsItsWrites() {
        hub.atom("state", Doc.of("n", 0));
        Replica<Doc> replica = client(QUICK).replica("state");
        int port = hub.port();
        hub.close();
        await().until(() -> replica.status().connection() != ReplicaStatus.Connection.ONLINE);

        replica.swap(doc -> doc.with("offline", true));
        assertThat(replica.status().pendingWrites()).isEqualTo(1);
        hub = Hubs.builder(vertx).listen(port);
        Atom<Doc> again = hub.atom("state", Doc.of("n", 5));

        await().until(() -> again.get().has("offline"));
        awaitEqual(again, replica);
        assertThat(replica.get()).isEqualTo(Doc.of("n", 5, "offline", true));
    }

    @Test
    void connectionLost_replicaResumesFromItsVersion() {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        int port = hub.port();
        Replica<Doc> replica = client(QUICK).replica("state");
        long epoch = replica.version().epoch();
        hub.stop().toCompletionStage().toCompletableFuture().join();
        atom.swap(doc -> doc.with("n", 1));
        replica.swap(doc -> doc.with("mine", 1));

        hub.start(port).toCompletionStage().toCompletableFuture().join();

        await().until(() -> atom.get().has("mine"));
        awaitEqual(atom, replica);
        assertThat(replica.version().epoch()).isEqualTo(epoch);
        atom.swap(doc -> doc.with("n", 2));
        awaitEqual(atom, replica);
    }

    @Test
    void refusedWrite_isRolledBackAndReported() {
        Atom<Doc> atom = hub.atom(
                "stock",
                Atom.builder(AtomType.doc())
                        .validator(doc -> doc.get("n", Long.class) < 0 ? "stock must not be negative" : null),
                Doc.of("n", 1),
                hub.settings());
        Replica<Doc> replica = client(QUICK).replica("stock");
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        replica.onRefused(refused::add);

        replica.swap(doc -> doc.with("n", -1));
        replica.swap(doc -> doc.with("other", "kept"));

        await().until(() -> replica.synced().isComplete());
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0).refusal().code()).isEqualTo(RefusalCode.VALIDATION);
        assertThat(refused.get(0).refusal().reason()).isEqualTo("stock must not be negative");
        awaitEqual(atom, replica);
        assertThat(atom.get()).isEqualTo(Doc.of("n", 1, "other", "kept"));
        assertThat(replica.status().lastError()).contains("negative");
    }

    @Test
    void writeOverTheLimit_isRefusedHere_andLaterOnesAreSent() {
        hub.close();
        hub = Hubs.builder(vertx)
                .limits(Limits.RELAXED.withMessages(MessageLimits.DEFAULT.withMaxBytes(4096)))
                .listen(0);
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        Replica<Doc> replica = client(QUICK).replica("state");
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        replica.onRefused(refused::add);

        replica.swap(doc -> doc.with("big", "x".repeat(10_000)));
        replica.swap(doc -> doc.with("small", 1));

        await().until(() -> atom.get().has("small"));
        awaitEqual(atom, replica);
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0).refusal().code()).isEqualTo(RefusalCode.TOO_LARGE);
        assertThat(atom.get().has("big")).isFalse();
    }

    @Test
    void snapshotLargerThanTheClientLimitOfTheHub_arrives() {
        Doc big = Doc.of("text", "x".repeat(2_000_000));
        hub.atom("big", big);

        assertThat(client(QUICK).replica("big").get()).isEqualTo(big);
        assertThat(client(QUICK.withPackers(Packer.json())).replica("big").get())
                .isEqualTo(big);
    }

    @Test
    void replica_unknownAtom_saysSo() {
        HubClient client = client(QUICK);

        assertThatThrownBy(() -> client.replica("nowhere"))
                .isInstanceOfSatisfying(
                        EntangleException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_ATOM))
                .hasMessageContaining("nowhere");
        hub.atom("nowhere", Doc.of());
        assertThat(client.replica("nowhere").get()).isEqualTo(Doc.of());
    }

    @Test
    void replica_ofAnotherType_saysWhere() {
        hub.atom("board", Doc.of("title", 5));
        HubClient client = client(QUICK);

        assertThatThrownBy(() -> client.replica("board", AtomType.of(Board.class)))
                .isInstanceOfSatisfying(
                        EntangleException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TYPE_MISMATCH))
                .hasMessageContaining("/title");
    }

    @Test
    void replica_nobodyThere_saysWhereAndWhy() {
        int port = hub.port();
        hub.close();
        HubClient client = HubClient.connect(
                vertx, "ws://127.0.0.1:" + port + "/entangle", QUICK.withConnectTimeout(Duration.ofMillis(500)));
        clients.add(client);

        assertThatThrownBy(() -> client.replica("state"))
                .isInstanceOfSatisfying(
                        EntangleException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE))
                .hasMessageContaining(String.valueOf(port))
                .hasMessageContaining("refused");
    }

    @Test
    void connect_noAddressOfAHub_isRefused() {
        for (String address : List.of("http://localhost", "localhost:8080", "ws:/x", "::")) {
            assertThatThrownBy(() -> HubClient.connect(vertx, address))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(address);
        }
    }

    @Test
    void replica_askedForAgain_isTheSame() {
        hub.atom("state", Doc.of("n", 0));
        HubClient client = client(QUICK);

        assertThat(client.replica("state")).isSameAs(client.replica("state"));
    }

    @Test
    void close_endsTheSubscription() {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        Replica<Doc> replica = client(QUICK).replica("state");

        replica.close();
        atom.swap(doc -> doc.with("n", 1));

        assertThatThrownBy(() -> replica.swap(doc -> doc.with("n", 2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(replica.get()).isEqualTo(Doc.of("n", 0));
    }

    @Test
    void replica_closedAndOpenedAgain_writesTakeEffect() {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        HubClient client = client(QUICK);
        Replica<Doc> first = client.replica("state");
        first.swap(doc -> doc.with("n", 1));
        first.swap(doc -> doc.with("n", 2));
        done(first.synced());
        first.close();

        Replica<Doc> second = client.replica("state");
        second.swap(doc -> doc.with("n", 3));
        done(second.synced());

        assertThat(atom.get()).isEqualTo(Doc.of("n", 3));
    }
}
