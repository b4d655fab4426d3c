package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.SiteId;
import io.entangle.pubsub.access.Authenticators;
import io.entangle.pubsub.access.Authorizer;
import io.entangle.pubsub.access.SignedTokens;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.Limits;
import io.entangle.pubsub.hub.RawClient;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that nobody has signed who may, wherever they are shown. */
final class ForgedTokenIT {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Hub HUB = Hub.builder(VERTX)
            .limits(Limits.RELAXED) // how often one may guess is for GuessedTokensIT
            .authenticator(Authenticators.jwt(VERTX, SignedTokens.options()))
            .authorizer(Authorizer.everything())
            .listen(0);

    @BeforeAll
    static void open() {
        HUB.atom("state", Doc.of("secret", "of the signed in"));
    }

    @AfterAll
    static void close() {
        HUB.close();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    static Stream<Arguments> forged() {
        Instant later = Instant.now().plusSeconds(600);
        String claims = SignedTokens.claims("ada", later);
        String pem = SignedTokens.publicKey();
        String signed = SignedTokens.of("ada", later);
        return Stream.of(
                Arguments.of("alg none", SignedTokens.unsigned("{\"alg\":\"none\"}", claims) + "."),
                Arguments.of(
                        "alg none with a signature",
                        SignedTokens.unsigned("{\"alg\":\"None\"}", claims)
                                + signed.substring(signed.lastIndexOf('.'))),
                Arguments.of(
                        "HS256 with the public key",
                        SignedTokens.hs256("{\"alg\":\"HS256\"}", claims, pem.getBytes(StandardCharsets.UTF_8))),
                Arguments.of(
                        "another's key, brought along",
                        SignedTokens.signed(
                                "{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1:1/\"}",
                                claims,
                                "SHA256withRSA",
                                SignedTokens.pair("RSA", 2048).getPrivate())),
                Arguments.of(
                        "claims of another",
                        SignedTokens.unsigned("{\"alg\":\"RS256\"}", SignedTokens.claims("root", later))
                                + signed.substring(signed.lastIndexOf('.'))),
                Arguments.of(
                        "for another audience",
                        SignedTokens.rs256("{\"alg\":\"RS256\"}", claims.replace("\"entangle\"", "\"mail\""))),
                Arguments.of(
                        "without an end", SignedTokens.rs256("{\"alg\":\"RS256\"}", claims.replace("exp", "until"))),
                Arguments.of("no token", "x"),
                Arguments.of("none", ""));
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + HUB.port() + "/entangle" + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forged")
    void token_forged_isRefused_inAHello_aRefresh_andARequest(String name, String token) throws Exception {
        try (RawClient raw = new RawClient(VERTX, HUB.port())) {
            raw.send(new Frame.Hello(1, "raw", new SiteId(7), token));
            Frame.Failure refused = (Frame.Failure) raw.receive();
            assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(refused.message()).doesNotContain("Exception");
            assertThat(raw.closeCode()).isEqualTo(4401);
        }
        try (RawClient raw = new RawClient(VERTX, HUB.port())) {
            raw.send(new Frame.Hello(1, "raw", new SiteId(7), SignedTokens.of("ada", Duration.ofMinutes(5))));
            assertThat(((Frame.Welcome) raw.receive()).user()).isEqualTo("ada");
            raw.send(new Frame.Refresh(token));
            assertThat(((Frame.Failure) raw.receive()).code()).isEqualTo(ErrorCode.NOT_REFRESHED);
            raw.send(new Frame.Ping());
            assertThat(raw.receive()).isInstanceOf(Frame.Pong.class);
        }
        HttpResponse<String> answer = get("/atoms/state", "Authorization", "Bearer " + token);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).doesNotContain("of the signed in");
    }

    @Test
    void token_ofTheRightKey_isBelieved_butNotInAnAddress() throws Exception {
        String token = SignedTokens.of("ada", Duration.ofMinutes(5));

        assertThat(get("/atoms/state", "Authorization", "Bearer " + token).body())
                .contains("of the signed in");
        for (String parameter : new String[] {"token", "access_token", "jwt", "Authorization"}) {
            HttpResponse<String> answer = get("/atoms/state?" + parameter + "=" + token);
            assertThat(answer.statusCode()).isIn(400, 401);
            assertThat(answer.body()).doesNotContain("of the signed in", token);
        }
    }

    @Test
    void token_expired_isRefusedAtOnce() throws Exception {
        String token = SignedTokens.of("ada", Duration.ofSeconds(-2));
        try (RawClient raw = new RawClient(VERTX, HUB.port())) {
            raw.send(new Frame.Hello(1, "raw", new SiteId(7), token));

            assertThat(((Frame.Failure) raw.receive()).code()).isEqualTo(ErrorCode.EXPIRED);
            assertThat(raw.closeCode()).isEqualTo(4101);
        }
        assertThat(get("/atoms/state", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(401);
    }
}
