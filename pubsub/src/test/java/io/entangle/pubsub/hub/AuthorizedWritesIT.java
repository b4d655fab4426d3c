package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.Rules;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.Mutations;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients may write is looked at with each write; what they may not is rolled back, and nothing waits behind it. */
final class AuthorizedWritesIT {
    private static final Doc BOARD =
            Doc.of("owner", "root", "title", "Board", "users", Doc.of("ada", Doc.of("n", 0), "bob", Doc.of("n", 0)));
    private static final Rules RULES = Rules.builder()
            .atom("board")
            .users()
            .read()
            .write("/title", "/users/{user}")
            .call("vote")
            .atom("notes/{user}")
            .read()
            .write()
            .atom("news")
            .read()
            .channel("room")
            .users()
            .read()
            .build();

    private final Vertx vertx = Vertx.vertx();
    /** What else is to be asked; null if nothing. */
    private final AtomicReference<Future<Grant>> instead = new AtomicReference<>();

    private final Hub hub = Hubs.builder(vertx)
            .authenticator(shown ->
                    Future.succeededFuture(shown.token() == null ? Identity.ANONYMOUS : Identity.of(shown.token())))
            .authorizer((who, what) -> {
                Future<Grant> other = instead.get();
                return other == null ? RULES.grant(who, what) : other;
            })
            .listen(0);
    private final Atom<Doc> board = hub.atom(
            "board",
            AtomType.doc(),
            BOARD,
            Mutations.<Doc>builder()
                    .add("vote", (doc, arguments) -> doc.with("votes", 1))
                    .add("reset", (doc, arguments) -> Doc.of())
                    .build());
    private final HubClient client = HubClient.builder(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle")
            .token("ada")
            .connect();
    private final List<RefusedWrite> refused = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        client.close();
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Replica<Doc> replica() {
        Replica<Doc> replica = client.replica("board");
        replica.onRefused(refused::add);
        return replica;
    }

    private static void done(Future<?> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }

    private List<RefusalCode> codes() {
        return refused.stream().map(write -> write.refusal().code()).toList();
    }

    @Test
    void write_whereAllowed_isTaken_elsewhereRolledBack_andTheNextOneIsTaken() {
        Replica<Doc> replica = replica();

        replica.swap(doc -> doc.with(Path.parse("/users/ada/n"), 1));
        replica.swap(doc -> doc.with("owner", "ada"));
        replica.swap(doc -> doc.with(Path.parse("/users/bob/n"), 7));
        replica.increment(Path.parse("/users/ada/n"), 5);
        replica.swap(doc -> doc.with("title", "Mine"));
        done(replica.synced());

        Doc expected = BOARD.with("title", "Mine").with(Path.parse("/users/ada/n"), 6);
        assertThat(board.get()).isEqualTo(expected);
        assertThat(replica.get()).isEqualTo(expected);
        assertThat(codes()).containsExactly(RefusalCode.FORBIDDEN, RefusalCode.FORBIDDEN);
        assertThat(refused.get(0).refusal().reason()).isEqualTo("this client may not write \"/owner\"");
    }

    @Test
    void mutation_notNamed_isRefused() throws Exception {
        try (RawClient raw = new RawClient(vertx, hub.port())) {
            raw.send(new Frame.Hello(1, "raw", new SiteId(7), "ada"));
            raw.receive();
            raw.send(new Frame.Subscribe("board", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
            int handle = ((Frame.Subscribed) raw.receive()).handle();

            raw.sendText("[\"write\"," + handle + ",1,0,1,0,{\"call\":\"reset\",\"arguments\":{}}]");
            raw.sendText("[\"write\"," + handle + ",2,0,1,0,{\"call\":\"vote\",\"arguments\":{}}]");

            assertThat(((Frame.Told) raw.receive()).message())
                    .isEqualTo(new ToReplica.Refused(
                            1, RefusalCode.FORBIDDEN, "this client may not call the mutation \"reset\""));
            assertThat(((Frame.Told) raw.receive()).message()).isInstanceOf(ToReplica.Accepted.class);
        }
        assertThat(board.get()).isEqualTo(BOARD.with("votes", 1));
    }

    @Test
    void transaction_ofWhichOneWriteIsForbidden_isRefusedWhole() {
        Atom<Doc> news = hub.atom("news", Doc.of("n", 0));
        Replica<Doc> replica = replica();
        Replica<Doc> newsReplica = client.replica("news");

        client.transact(tx -> {
            tx.swap(replica, doc -> doc.with("title", "x"));
            return tx.swap(newsReplica, doc -> doc.with("n", 1));
        });
        done(replica.synced());
        done(newsReplica.synced());

        assertThat(codes()).containsExactly(RefusalCode.GROUP);
        assertThat(board.get()).isEqualTo(BOARD);
        assertThat(news.get()).isEqualTo(Doc.of("n", 0));
    }

    @Test
    void undo_ofWhatMayBeWrittenNoMore_isRefused() {
        Replica<Doc> replica = replica();
        replica.swap(doc -> doc.with("title", "x"));
        done(replica.synced());
        instead.set(Future.succeededFuture(Grant.READ));

        assertThat(replica.undo()).isTrue();
        done(replica.synced());

        assertThat(codes()).containsExactly(RefusalCode.FORBIDDEN);
        assertThat(board.get().get("title")).isEqualTo("x");
    }

    @Test
    void grants_thatTakeTime_keepTheOrderOfWrites() {
        Replica<Doc> replica = replica();
        Promise<Grant> slow = Promise.promise();
        instead.set(slow.future());

        for (int n = 1; n <= 20; n++) {
            int value = n;
            replica.swap(doc -> doc.with("n", value));
        }
        vertx.setTimer(50, late -> {
            instead.set(Future.succeededFuture(Grant.ALL));
            slow.complete(Grant.ALL);
        });
        done(replica.synced());

        assertThat(refused).isEmpty();
        assertThat(board.get().get("n")).isEqualTo(20L);
        assertThat(board.version()).isEqualTo(20);
    }

    @Test
    void authorizer_thatFails_refusesAsUnavailable_orThrows() {
        Replica<Doc> replica = replica();

        instead.set(Future.failedFuture("the database is gone"));
        replica.swap(doc -> doc.with("title", "x"));
        done(replica.synced());

        assertThat(codes()).containsExactly(RefusalCode.UNAVAILABLE);
        assertThat(refused.get(0).refusal().reason()).doesNotContain("database");
        assertThat(board.get()).isEqualTo(BOARD);
    }

    @Test
    void subscribe_forbiddenOrUnknown_isAnsweredAlike() throws Exception {
        hub.atom("notes/bob", Doc.of("secret", 1));
        try (RawClient raw = new RawClient(vertx, hub.port())) {
            raw.send(new Frame.Hello(1, "raw", new SiteId(7), "ada"));
            raw.receive();

            for (String id : List.of("notes/bob", "notes/eve", "nothing", "@users", "@presence/other")) {
                raw.send(new Frame.Subscribe(id, new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
                assertThat(raw.receive())
                        .isEqualTo(
                                new Frame.Failure(ErrorCode.FORBIDDEN, id, "this client may not read \"" + id + "\""));
            }
            raw.send(new Frame.Subscribe("notes/ada", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
            assertThat(((Frame.Failure) raw.receive()).code()).isEqualTo(ErrorCode.UNKNOWN_ATOM);
        }
    }

    @Test
    void presence_isReadByWhoMayReadTheChannel_andWrittenByNobody() {
        done(hub.channels().presence("room"));
        Replica<Doc> presence = client.replica("@presence/room");
        presence.onRefused(refused::add);

        presence.swap(doc -> doc.with("eve", Doc.of("user", "admin")));
        done(presence.synced());

        assertThat(codes()).containsExactly(RefusalCode.FORBIDDEN);
        assertThat(presence.get()).isEqualTo(Doc.of());
    }

    @Test
    void hubsOwnAtoms_onAnOpenHub_areWrittenByNobodyElse() {
        try (Hub open = Hubs.builder(vertx).listen(0);
                HubClient any = HubClient.connect(vertx, "ws://127.0.0.1:" + open.port() + "/entangle")) {
            done(open.channels().connectedUsers());
            Replica<Doc> users = any.replica("@users");
            users.onRefused(refused::add);

            users.swap(doc -> doc.with("eve", Doc.of()));
            done(users.synced());

            assertThat(codes()).containsExactly(RefusalCode.FORBIDDEN);
            assertThat(users.get()).isEqualTo(Doc.of());
        }
    }
}
