package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.access.AccessOptions;
import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.channel.Event;
import io.entangle.pubsub.metrics.Meters;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may be read no longer is not sent any more, whoever finds that out. */
final class RevocationIT {
    private final Vertx vertx = Vertx.vertx();
    /** What is answered about resources; all may do everything with others. */
    private final Map<String, Future<Grant>> answers = new ConcurrentHashMap<>();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final AtomicReference<Meters.Hub> counts = new AtomicReference<>();
    private Hub hub = listening(builder -> builder);
    private Atom<Doc> news = hub.atom("news", Doc.of("n", 0));
    private Atom<Doc> secret = hub.atom("secret", Doc.of("n", 0));

    private Hub listening(UnaryOperator<HubBuilder> settings) {
        return settings.apply(Hubs.builder(vertx)
                        .meters(new Meters() {
                            @Override
                            public void hub(Meters.Hub measured) {
                                counts.set(measured);
                            }

                            @Override
                            public void refused(String code) {
                                refused.add(code);
                            }
                        })
                        .authenticator(shown -> Future.succeededFuture(Identity.of(String.valueOf(shown.token()))))
                        .authorizer((who, what) -> {
                            String question = who.user() + " " + what.id();
                            asked.add(question);
                            return answers.getOrDefault(question, Future.succeededFuture(Grant.ALL));
                        }))
                .listen(0);
    }

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void done(Future<?> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }

    private RawClient client(String user) throws Exception {
        RawClient raw = new RawClient(vertx, hub.port());
        raw.send(new Frame.Hello(1, "raw", new SiteId(7), user));
        assertThat(raw.receive()).isInstanceOf(Frame.Welcome.class);
        return raw;
    }

    private static Frame subscription(String atom) {
        return new Frame.Subscribe(atom, new ToAuthority.Subscribe(null, 1, Delivery.LATEST));
    }

    private static int subscribe(RawClient raw, String atom) throws Exception {
        raw.send(subscription(atom));
        return ((Frame.Subscribed) raw.receive()).handle();
    }

    private static Frame revoked(String atom) {
        return new Frame.Failure(ErrorCode.REVOKED, atom, "this client may no longer read \"" + atom + "\"");
    }

    private void forbid(String user, String id) {
        answers.put(user + " " + id, Future.succeededFuture(Grant.NONE));
    }

    @Test
    void reauthorize_takesAwayWhatMayBeReadNoLonger_andNothingElse() throws Exception {
        try (RawClient ada = client("ada");
                RawClient bob = client("bob")) {
            int lost = subscribe(ada, "secret");
            subscribe(ada, "news");
            subscribe(bob, "secret");
            forbid("ada", "secret");
            forbid("bob", "secret");

            done(hub.reauthorize("ada"));
            secret.swap(doc -> doc.with("n", 1));
            assertThat(ada.receive()).isEqualTo(revoked("secret"));
            assertThat(((Frame.Told) bob.receive()).message()).isInstanceOf(ToReplica.Update.class);
            news.swap(doc -> doc.with("n", 1));
            assertThat(((Frame.Told) ada.receive()).message()).isInstanceOf(ToReplica.Update.class);
            ada.sendText("[\"write\"," + lost + ",1,0,1,0,{\"increment\":\"/n\",\"by\":1}]");
            assertThat(((Frame.Failure) ada.receive()).code()).isEqualTo(ErrorCode.NOT_SUBSCRIBED);
            ada.send(subscription("secret"));
            assertThat(((Frame.Failure) ada.receive()).code()).isEqualTo(ErrorCode.FORBIDDEN);

            done(hub.reauthorize());
            assertThat(bob.receive()).isEqualTo(revoked("secret"));
            assertThat(refused).filteredOn("revoked"::equals).hasSize(2);
            assertThat(secret.get()).isEqualTo(Doc.of("n", 1));
        }
    }

    @Test
    void rules_thatHaveChanged_areNoticedWithoutBeingAsked() throws Exception {
        hub.close();
        hub = listening(builder -> builder.access(AccessOptions.DEFAULT.withRecheckEvery(Duration.ofMillis(50))));
        hub.atom("secret", Doc.of());
        try (RawClient ada = client("ada")) {
            subscribe(ada, "secret");
            forbid("ada", "secret");

            assertThat(ada.receive()).isEqualTo(revoked("secret"));
        }
    }

    @Test
    void authorizer_thatFails_takesNothingAway_andLetsNothingBeHad() throws Exception {
        try (RawClient ada = client("ada")) {
            subscribe(ada, "secret");
            answers.put("ada secret", Future.failedFuture("the database is gone"));
            answers.put("ada news", Future.failedFuture("the database is gone"));

            done(hub.reauthorize());
            secret.swap(doc -> doc.with("n", 1));
            assertThat(((Frame.Told) ada.receive()).message()).isInstanceOf(ToReplica.Update.class);

            for (String id : List.of("news", "nothing")) {
                answers.put("ada " + id, Future.failedFuture("the database is gone"));
                ada.send(subscription(id));
                assertThat(ada.receive())
                        .isEqualTo(new Frame.Failure(
                                ErrorCode.FAILED,
                                id,
                                "whether this client may read \"" + id + "\" can't be found out now"));
            }
        }
    }

    @Test
    void subscription_thatIsAskedAbout_whileTheRulesChange_isAskedAboutAgain() throws Exception {
        Promise<Grant> old = Promise.promise();
        answers.put("ada secret", old.future());
        try (RawClient ada = client("ada")) {
            ada.send(subscription("secret"));
            ada.send(new Frame.Ping());
            await().until(() -> asked.contains("ada secret"));
            forbid("ada", "secret");
            done(hub.reauthorize("ada"));
            old.complete(Grant.ALL);

            assertThat(((Frame.Failure) ada.receive()).code()).isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(ada.receive()).isInstanceOf(Frame.Pong.class);
        }
    }

    @Test
    void subscription_thatIsAskedAbout_whileItsConnectionEnds_isForgotten() throws Exception {
        Promise<Grant> slow = Promise.promise();
        answers.put("ada secret", slow.future());
        try (RawClient ada = client("ada")) {
            ada.send(subscription("secret"));
            await().until(() -> asked.contains("ada secret"));
        }
        await().until(() -> counts.get().connections("websocket") == 0);
        slow.complete(Grant.ALL);
        try (RawClient ada = client("ada")) {
            subscribe(ada, "secret");

            assertThat(counts.get().subscriptions()).isEqualTo(1);
        }
    }

    @Test
    void channel_thatMayBeReadNoLonger_isLeft_andItsPresenceAsWell() throws Exception {
        try (RawClient ada = client("ada")) {
            ada.send(new Frame.Join("room", null, 0, Doc.of("seen", true)));
            assertThat(ada.receive()).isInstanceOf(Frame.Joined.class);
            ada.send(new Frame.Join("@all", null, 0, null));
            assertThat(ada.receive()).isInstanceOf(Frame.Joined.class);
            subscribe(ada, "@presence/room");
            forbid("ada", "room");

            done(hub.reauthorize("ada"));
            done(hub.channels().publish("room", Event.of("chat/said", Doc.of("text", "between us"))));
            done(hub.channels().broadcast(Event.of("chat/said", Doc.of("text", "to all"))));

            assertThat(ada.receive()).isEqualTo(revoked("@presence/room"));
            assertThat(ada.receive())
                    .isEqualTo(new Frame.Left("room", ErrorCode.REVOKED, "this client may no longer be in it"));
            assertThat(((Frame.Published) ada.receive()).data()).isEqualTo(Doc.of("text", "to all"));
        }
        assertThat(hub.channels()
                        .presence("room")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join()
                        .get())
                .isEqualTo(Doc.of());
    }
}
