package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.clock.Entropy;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.access.AccessOptions;
import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.client.ClientOptions;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.client.ReplicaStatus;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens that expire, and are replaced by others within a connection or over the next. */
final class RefreshedTokenIT {
    private static final long GRACE_MS = 300;

    /** What tokens say: the user, a hyphen, and for how many milliseconds from when it is shown they count. */
    private static Future<Identity> proved(String token) {
        if (token == null || !token.contains("-")) {
            return Future.failedFuture(new EntangleException(ErrorCode.UNAUTHENTICATED, "that proves nothing"));
        }
        String user = token.substring(0, token.indexOf('-'));
        long life = Long.parseLong(token.substring(token.indexOf('-') + 1));
        return Future.succeededFuture(
                new Identity(user, Doc.of("life", life), Instant.now().plusMillis(life)));
    }

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Grant> granted = new AtomicReference<>(Grant.ALL);
    private final List<HubEvent> events = new CopyOnWriteArrayList<>();
    private final Hub hub = Hubs.builder(vertx)
            .authenticator(shown -> proved(shown.token()))
            .authorizer((who, what) -> Future.succeededFuture(
                    what.id().equals("short") && !who.claims().get("life").equals(500L) ? Grant.NONE : granted.get()))
            .access(AccessOptions.DEFAULT.withExpiryGrace(Duration.ofMillis(GRACE_MS)))
            .listen(0);
    private final Atom<Doc> state = hub.atom("state", Doc.of("n", 0));

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private RawClient greeting(String token) throws Exception {
        RawClient raw = new RawClient(vertx, hub.port());
        raw.send(new Frame.Hello(1, "raw", new SiteId(7), token));
        return raw;
    }

    private static int subscribe(RawClient raw, String atom) throws Exception {
        raw.send(new Frame.Subscribe(atom, new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
        return ((Frame.Subscribed) raw.receive()).handle();
    }

    private HubClient.Builder client() {
        return HubClient.builder(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle")
                .options(ClientOptions.DEFAULT.withBackoff(Duration.ofMillis(20), Duration.ofMillis(100)));
    }

    @Test
    void refresh_ofTheSameUser_isAnsweredWithTheTimeLeft_andTheConnectionGoesOn() throws Exception {
        try (RawClient raw = greeting("ada-500")) {
            assertThat(((Frame.Welcome) raw.receive()).expiresInMs()).isBetween(1L, 500L);
            int handle = subscribe(raw, "state");

            raw.send(new Frame.Refresh("ada-60000"));
            assertThat(((Frame.Refreshed) raw.receive()).expiresInMs()).isBetween(50_000L, 60_000L);

            try (RawClient later = greeting("bob-500")) {
                later.receive();
                assertThat(((Frame.Failure) later.receive()).code()).isEqualTo(ErrorCode.EXPIRED);
            }
            state.swap(doc -> doc.with("n", 1));
            assertThat(raw.receive()).isInstanceOf(Frame.Told.class);
            raw.sendText("[\"write\"," + handle + ",1,0,1,0,{\"increment\":\"/n\",\"by\":1}]");
            assertThat(((Frame.Told) raw.receive()).handle()).isEqualTo(handle);
        }
    }

    @Test
    void refresh_thatProvesNothing_isAnError_andTheOldTokenCountsOn() throws Exception {
        try (RawClient raw = greeting("ada-60000")) {
            raw.receive();
            raw.send(new Frame.Refresh("nonsense"));
            Frame.Failure failure = (Frame.Failure) raw.receive();
            assertThat(failure.code()).isEqualTo(ErrorCode.NOT_REFRESHED);
            assertThat(failure.message()).isEqualTo("that proves nothing");

            raw.send(new Frame.Refresh("ada--5"));
            assertThat(((Frame.Failure) raw.receive()).code()).isEqualTo(ErrorCode.NOT_REFRESHED);

            subscribe(raw, "state");
            raw.send(new Frame.Refresh("ada-60000"));
            assertThat(raw.receive()).isInstanceOf(Frame.Refreshed.class);
        }
    }

    @Test
    void refresh_byAnotherUser_endsTheConnection() throws Exception {
        try (RawClient raw = greeting("ada-60000")) {
            raw.receive();
            raw.send(new Frame.Refresh("eve-60000"));

            assertThat(((Frame.Failure) raw.receive()).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(raw.closeCode()).isEqualTo(ErrorCode.UNAUTHENTICATED.closeCode());
        }
    }

    @Test
    void refresh_beforeTheHello_isNotTaken() throws Exception {
        try (RawClient raw = new RawClient(vertx, hub.port())) {
            raw.send(new Frame.Refresh("ada-60000"));

            assertThat(((Frame.Failure) raw.receive()).code()).isEqualTo(ErrorCode.HELLO_EXPECTED);
        }
    }

    @Test
    void refresh_withLessAllowed_takesAwayWhatMayBeReadNoLonger() throws Exception {
        hub.atom("short", Doc.of("secret", 1));
        try (RawClient raw = greeting("ada-500")) {
            raw.receive();
            subscribe(raw, "short");

            raw.send(new Frame.Refresh("ada-60000"));

            assertThat(raw.receive()).isInstanceOf(Frame.Refreshed.class);
            assertThat(raw.receive())
                    .isEqualTo(
                            new Frame.Failure(ErrorCode.REVOKED, "short", "this client may no longer read \"short\""));
        }
    }

    @Test
    void expiry_withoutAnotherToken_endsTheConnection_andNothingIsTakenOrSentAfterIt() throws Exception {
        try (RawClient raw = greeting("ada-500")) {
            long shown = System.nanoTime();
            raw.receive();
            subscribe(raw, "state");

            assertThat(raw.receive())
                    .isEqualTo(new Frame.Failure(
                            ErrorCode.EXPIRED, null, "the token has expired: come back with another one"));
            assertThat(raw.closeCode()).isEqualTo(ErrorCode.EXPIRED.closeCode()).isEqualTo(4101);
            long tookMs = (System.nanoTime() - shown) / 1_000_000;
            assertThat(tookMs).isGreaterThanOrEqualTo(500 + GRACE_MS - 100);
            state.swap(doc -> doc.with("n", 1));
            assertThat(state.get()).isEqualTo(Doc.of("n", 1));
        }
        await().until(() -> hub.channels().connections("ada") <= 1);
    }

    @Test
    void write_afterTheTimeIsOver_isNotTaken() throws Exception {
        try (RawClient raw = greeting("ada-1")) {
            raw.receive();
            int handle = subscribe(raw, "state");
            try (RawClient later = greeting("bob-1")) {
                later.receive();
                assertThat(((Frame.Failure) later.receive()).code()).isEqualTo(ErrorCode.EXPIRED);
            }

            raw.sendText("[\"write\"," + handle + ",1,0,1,0,{\"increment\":\"/n\",\"by\":1}]");

            assertThat(((Frame.Failure) raw.receive()).code()).isEqualTo(ErrorCode.EXPIRED);
            assertThat(raw.closeCode()).isEqualTo(ErrorCode.EXPIRED.closeCode());
        }
        assertThat(state.get()).isEqualTo(Doc.of("n", 0));
        assertThat(state.version()).isZero();
    }

    @Test
    void client_beforeItsTokenExpires_showsAnother_andStaysConnected() {
        AtomicInteger asked = new AtomicInteger();
        hub.watch("test", events::add);
        try (HubClient client = client().token(() -> Future.succeededFuture("ada-" + (400 + asked.incrementAndGet())))
                .connect()) {
            Replica<Doc> replica = client.replica("state");

            await().until(() -> asked.get() >= 6);
            state.swap(doc -> doc.with("n", 1));

            await().until(() -> replica.get().equals(Doc.of("n", 1)));
            assertThat(events).noneMatch(HubEvent.Disconnected.class::isInstance);
        }
    }

    @Test
    void client_withoutANewToken_asksForOneAgain_andConnectsAgainWhereTheHubEndsIt() {
        AtomicInteger asked = new AtomicInteger();
        hub.watch("test", events::add);
        try (HubClient client = client().token(() -> {
                    int time = asked.incrementAndGet();
                    return time == 2 ? Future.failedFuture("the login is down") : Future.succeededFuture("ada-300");
                })
                .connect()) {
            Replica<Doc> replica = client.replica("state");

            await().until(() -> events.stream()
                    .anyMatch(
                            event -> event instanceof HubEvent.Disconnected gone && gone.code() == ErrorCode.EXPIRED));
            replica.swap(doc -> doc.with("by", "client"));

            await().until(() -> "client".equals(state.get().get("by")));
            await().until(() -> client.connection() == ReplicaStatus.Connection.ONLINE);
            assertThat(asked.get()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void client_withATokenThatHasExpired_comesBackEverMoreRarely() {
        AtomicInteger asked = new AtomicInteger();
        Entropy longest = new Entropy() {
            @Override
            public long nextLong() {
                return 1;
            }

            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
        long begun = System.nanoTime();
        try (HubClient client = client().entropy(longest)
                .options(ClientOptions.DEFAULT.withBackoff(Duration.ofMillis(50), Duration.ofSeconds(30)))
                .token(() -> {
                    asked.incrementAndGet();
                    return Future.succeededFuture("ada--1000");
                })
                .connect()) {
            await().until(() -> asked.get() >= 5);

            assertThat((System.nanoTime() - begun) / 1_000_000).isGreaterThanOrEqualTo(50 + 100 + 200 + 400);
            assertThat(client.lastError()).contains("expired");
        }
    }
}
