package io.entangle.pubsub.attack;

import io.entangle.atom.Atom;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.access.AccessOptions;
import io.entangle.pubsub.access.Authenticator;
import io.entangle.pubsub.access.Authenticators;
import io.entangle.pubsub.access.Authorizer;
import io.entangle.pubsub.access.Credentials;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.SignedTokens;
import io.entangle.pubsub.client.ClientOptions;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.Limits;
import io.entangle.pubsub.metrics.MicrometerMeters;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.transport.Transport;
import io.entangle.value.Doc;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.LocalSessionStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process in which tokens and cookies are shown wherever they can be, right and wrong ones, and things go wrong. It says
 * each secret first, and then all that there is for people to see: what is logged, told and counted.
 */
final class TokenShowing {
    private final Vertx vertx = Vertx.vertx();
    private final LocalSessionStore sessions = LocalSessionStore.create(vertx);
    private final Authenticator tokens = Authenticators.jwt(vertx, SignedTokens.options());
    private final Authenticator cookies = Authenticators.session(sessions, session -> session.get("user"));
    private final CountDownLatch expired = new CountDownLatch(1);
    private final Hub hub = Hub.builder(vertx)
            .limits(Limits.RELAXED) // how often one may guess is for GuessedTokensIT
            .meters(new MicrometerMeters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)))
            .authenticator(this::authenticate)
            .authorizer(Authorizer.everything())
            .access(AccessOptions.DEFAULT.withExpiryGrace(Duration.ZERO))
            .listen(0);

    private TokenShowing() {}

    private Future<Identity> authenticate(Credentials shown) {
        System.out.println("shown " + shown);
        if ("broken".equals(shown.headers().get("Entangle-Test"))) {
            throw new IllegalStateException("the authenticator is broken at " + shown);
        }
        return shown.headers().contains("Cookie") ? cookies.authenticate(shown) : tokens.authenticate(shown);
    }

    private String secret(String value) {
        System.out.println("secret " + value);
        return value;
    }

    private int get(String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + "/entangle/atoms/state"));
        return HttpClient.newHttpClient()
                .send(request.headers(headers).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private void run() throws Exception {
        String good = secret(SignedTokens.of("ada", Instant.now().plusSeconds(600)));
        String stale = secret(SignedTokens.of("ada", Instant.now().minusSeconds(5)));
        String forged = secret(good.substring(0, good.lastIndexOf('.')) + "." + stale.split("\\.")[2]);
        Session session = sessions.createSession(600_000).put("user", "ada");
        sessions.put(session).toCompletionStage().toCompletableFuture().join();
        String cookie = secret(session.value());
        Atom<Doc> state = hub.atom("state", Doc.of("n", 0));
        hub.watch("test", event -> {
            System.out.println("event " + event);
            if (event.toString().contains("EXPIRED") && event.toString().startsWith("Disconnected")) {
                expired.countDown();
            }
        });
        for (Transport transport : Transport.values()) {
            for (String token : new String[] {good, stale, forged}) {
                connect(transport, token, token.equals(good));
            }
        }
        connectUntilItExpires(forged);
        System.out.println("statuses " + get("Authorization", "Bearer " + good) + " "
                + get("Authorization", "Bearer " + forged) + " "
                + get("Cookie", "vertx-web.session=" + cookie) + " "
                + get("Authorization", "Bearer " + good, "Entangle-Test", "broken") + " "
                + get("Cookie", "vertx-web.session=" + cookie + "x"));
        System.out.println(new Frame.Hello(1, "c", new SiteId(1), good) + " " + new Frame.Refresh(good) + " "
                + Credentials.of("c", good, MultiMap.caseInsensitiveMultiMap().add("Cookie", cookie), "::1"));
        System.out.println("metrics "
                + HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create("http://127.0.0.1:" + hub.port() + "/entangle/metrics"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body()
                        .replace('\n', ' '));
        System.out.println("state " + state.get());
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        System.out.println("the end");
    }

    private void connect(Transport transport, String token, boolean isGood) {
        HubClient client = HubClient.builder(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle")
                .options(ClientOptions.DEFAULT
                        .withTransports(transport)
                        .withConnectTimeout(isGood ? Duration.ofSeconds(10) : Duration.ofMillis(200)))
                .token(token)
                .connect();
        try (client) {
            Replica<Doc> replica = client.replica("state");
            replica.swap(doc -> doc.with(transport.wireName(), true));
            replica.synced().toCompletionStage().toCompletableFuture().join();
            System.out.println("status " + replica.status());
        } catch (RuntimeException e) {
            System.out.println("thrown " + e + " " + client.lastError());
        }
    }

    /** All its tokens but the first are forged. */
    private void connectUntilItExpires(String others) throws InterruptedException {
        String first = secret(SignedTokens.of("ada", Instant.now().plusSeconds(3)));
        AtomicInteger asked = new AtomicInteger();
        try (HubClient client = HubClient.builder(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle")
                .token(() -> Future.succeededFuture(asked.getAndIncrement() == 0 ? first : others))
                .connect()) {
            client.replica("state");
            expired.await();
            System.out.println("last " + client.lastError());
        }
    }

    public static void main(String[] arguments) {
        try {
            new TokenShowing().run();
            System.exit(0);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }
}
