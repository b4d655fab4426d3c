package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.SiteId;
import io.entangle.pubsub.access.Authenticator;
import io.entangle.pubsub.access.Authenticators;
import io.entangle.pubsub.access.Authorizer;
import io.entangle.pubsub.access.Rules;
import io.entangle.pubsub.access.SignedTokens;
import io.entangle.pubsub.channel.Event;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.Limits;
import io.entangle.pubsub.hub.RawClient;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.LocalSessionStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody who knows the name of another user's connection, or the id of another user's client. */
final class AnotherUsersConnectionIT {
    private final Vertx vertx = Vertx.vertx();
    private final LocalSessionStore sessions = LocalSessionStore.create(vertx);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void done(Future<?> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }

    private Hub hub(Authenticator authenticator) {
        return Hub.builder(vertx)
                .limits(Limits.RELAXED) // how often one may guess is for GuessedTokensIT
                .authenticator(authenticator)
                .authorizer(Authorizer.everything())
                .listen(0);
    }

    /** What somebody shows who has signed in with a session. */
    private String[] cookieOf(String user) {
        Session session = sessions.createSession(600_000).put("user", user);
        done(sessions.put(session));
        return new String[] {"Cookie", "theme=dark; vertx-web.session=" + session.value()};
    }

    private static String[] bearer(String user) {
        return new String[] {"Authorization", "Bearer " + SignedTokens.of(user, Duration.ofMinutes(5))};
    }

    private HttpResponse<String> request(
            Hub hub, String method, String path, Map<String, String> connection, String body, String... proof)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + "/entangle" + path));
        connection.forEach(request::header);
        if (proof.length > 0) {
            request.headers(proof);
        }
        request.header("Origin", "http://127.0.0.1:" + hub.port());
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static Map<String, String> naming(String connection, long number) {
        return new TreeMap<>(Map.of("Entangle-Connection", connection, "Entangle-Number", "" + number));
    }

    private void check(Hub hub, String[] ada, String[] eve) throws Exception {
        hub.atom("state", Doc.of("n", 0));
        String opened = request(hub, "GET", "/poll", Map.of(), "", ada).body();
        String name = new JsonArray(opened).getJsonObject(0).getString("connection");
        String hello = "[[\"hello\",1,\"browser\",\"0000000000000007\"]]";
        for (String[] other : new String[][] {eve, {}}) {
            assertThat(request(hub, "POST", "/send", naming(name, 1), hello, other)
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(request(hub, "POST", "/send", naming(name, 1), hello, ada).statusCode())
                .isEqualTo(204);
        String welcome = request(hub, "GET", "/poll", naming(name, 0), "", ada).body();
        assertThat(welcome).contains("\"welcome\"", "\"ada\"");

        String subscribe = "[[\"subscribe\",\"state\",null,null,1,false,0]]";
        for (String[] other : new String[][] {eve, {}, {"Cookie", "vertx-web.session=guessed"}}) {
            assertThat(request(hub, "GET", "/poll", naming(name, 1), "", other).statusCode())
                    .isEqualTo(403);
            assertThat(request(hub, "GET", "/events", naming(name, 1), "", other)
                            .statusCode())
                    .isEqualTo(403);
            HttpResponse<String> sent = request(hub, "POST", "/send", naming(name, 2), subscribe, other);
            assertThat(sent.statusCode()).isEqualTo(403);
            assertThat(Doc.parse(sent.body()).get("code")).isEqualTo("forbidden");
            assertThat(request(hub, "DELETE", "/send", naming(name, 2), "", other)
                            .statusCode())
                    .isEqualTo(403);
        }

        assertThat(request(hub, "POST", "/send", naming(name, 2), subscribe, ada)
                        .statusCode())
                .isEqualTo(204);
        assertThat(request(hub, "GET", "/poll", naming(name, 1), "", ada).body())
                .contains("snapshot");
        assertThat(request(hub, "DELETE", "/send", naming(name, 3), "", ada).statusCode())
                .isEqualTo(204);
    }

    @Test
    void connection_openedWithACookie_answersThatUserAlone() throws Exception {
        try (Hub hub = hub(Authenticators.session(sessions, session -> session.get("user")))) {
            check(hub, cookieOf("ada"), cookieOf("eve"));
        }
    }

    @Test
    void connection_openedWithAToken_answersThatUserAlone() throws Exception {
        try (Hub hub = hub(Authenticators.jwt(vertx, SignedTokens.options()))) {
            check(hub, bearer("ada"), bearer("eve"));
        }
    }

    @Test
    void session_nobodyHasSignedInWith_orThatIsOver_provesNothing() throws Exception {
        try (Hub hub = hub(Authenticators.session(sessions, session -> session.get("user")))) {
            hub.atom("state", Doc.of());
            Session guest = sessions.createSession(600_000);
            Session over = sessions.createSession(1).put("user", "ada");
            done(sessions.put(guest));
            done(sessions.put(over));
            done(vertx.timer(2));

            for (Session session : new Session[] {guest, over}) {
                assertThat(request(
                                        hub,
                                        "GET",
                                        "/atoms/state",
                                        Map.of(),
                                        "",
                                        "Cookie",
                                        "vertx-web.session=" + session.value())
                                .statusCode())
                        .isEqualTo(401);
            }
            assertThat(request(hub, "GET", "/atoms/state", Map.of(), "", cookieOf("ada"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void client_thatTakesAnothersId_isAClientOfItsOwn() throws Exception {
        Rules rules = Rules.builder()
                .atom("**")
                .users()
                .read()
                .write()
                .event("**")
                .users()
                .write()
                .build();
        try (Hub hub = Hub.builder(vertx)
                        .limits(Limits.RELAXED) // how often one may guess is for GuessedTokensIT
                        .authenticator(Authenticators.jwt(vertx, SignedTokens.options()))
                        .authorizer(rules)
                        .listen(0);
                RawClient ada = new RawClient(vertx, hub.port());
                RawClient eve = new RawClient(vertx, hub.port())) {
            hub.atom("state", Doc.of("n", 0));
            ada.send(new Frame.Hello(1, "phone", new SiteId(7), SignedTokens.of("ada", Duration.ofMinutes(5))));
            assertThat(((Frame.Welcome) ada.receive()).user()).isEqualTo("ada");
            ada.send(new Frame.Join("@me", null, 0, null));
            Frame.Joined place =
                    (Frame.Joined) ((Frame.Batch) ada.receive()).frames().get(0);
            done(hub.channels().sendToClient("@ada/phone", Event.of("mail/arrived", Doc.of("subject", "private"))));
            assertThat(((Frame.Published) ada.receive()).data().get("subject")).isEqualTo("private");

            for (String id : new String[] {"@ada/phone", "@eve/../@ada/phone"}) {
                try (RawClient named = new RawClient(vertx, hub.port())) {
                    named.send(new Frame.Hello(1, id, new SiteId(7), SignedTokens.of("eve", Duration.ofMinutes(5))));
                    assertThat(((Frame.Failure) named.receive()).code()).isEqualTo(ErrorCode.MALFORMED);
                }
            }
            eve.send(new Frame.Hello(1, "phone", new SiteId(7), SignedTokens.of("eve", Duration.ofMinutes(5))));
            assertThat(((Frame.Welcome) eve.receive()).user()).isEqualTo("eve");
            eve.send(new Frame.Join("@me", new Frame.Place(place.place().epoch(), 0), 20, null));
            Frame.Joined other =
                    (Frame.Joined) ((Frame.Batch) eve.receive()).frames().get(0);

            assertThat(other.place().epoch()).isNotEqualTo(place.place().epoch());
            assertThat(other.place().offset()).isZero();
            ada.send(new Frame.Subscribe("state", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
            assertThat(ada.receive()).as("it was not replaced").isInstanceOf(Frame.Subscribed.class);
        }
    }
}
