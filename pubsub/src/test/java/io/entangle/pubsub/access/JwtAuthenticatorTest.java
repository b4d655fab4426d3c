package io.entangle.pubsub.access;

import static io.entangle.pubsub.access.SignedTokens.AUDIENCE;
import static io.entangle.pubsub.access.SignedTokens.ISSUER;
import static io.entangle.pubsub.access.SignedTokens.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are believed. */
final class JwtAuthenticatorTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Instant LATER = Instant.now().plusSeconds(600);
    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
    private static final String CLAIMS = SignedTokens.claims("ada", LATER);
    private static final KeyPair OTHER = SignedTokens.pair("RSA", 2048);
    private static final Authenticator BELIEVER = Authenticators.jwt(VERTX, SignedTokens.options());

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Future<Identity> shown(Authenticator authenticator, String token) {
        return authenticator.authenticate(
                new Credentials("phone", token, MultiMap.caseInsensitiveMultiMap(), "127.0.0.1"));
    }

    private static void check(String token, String why) {
        Future<Identity> refused = shown(BELIEVER, token);

        assertThat(refused.failed()).as(why).isTrue();
        assertThat(refused.cause()).isInstanceOf(EntangleException.class);
        assertThat(((EntangleException) refused.cause()).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(refused.cause().getMessage()).contains(why);
        if (token != null) {
            for (String part : token.split("\\.")) {
                assertThat(part.length() < 8 || !refused.cause().toString().contains(part))
                        .isTrue();
            }
        }
    }

    private static String with(String claim, String json) {
        Map<String, String> claims = new TreeMap<>(Map.of(
                "iss",
                "\"" + ISSUER + "\"",
                "aud",
                "\"" + AUDIENCE + "\"",
                "sub",
                "\"ada\"",
                "exp",
                "" + seconds(600)));
        claims.put(claim, json);
        StringBuilder text = new StringBuilder();
        claims.forEach((name, value) -> {
            if (!value.isEmpty()) {
                text.append(text.isEmpty() ? "{" : ",").append("\"" + name + "\":" + value);
            }
        });
        return SignedTokens.rs256(HEADER, text + "}");
    }

    private static long seconds(long fromNow) {
        return Instant.now().getEpochSecond() + fromNow;
    }

    @Test
    void token_signedAsWanted_isBelieved_withItsClaims() {
        Identity ada = shown(BELIEVER, with("role", "\"admin\"")).result();

        assertThat(ada.user()).isEqualTo("ada");
        assertThat(ada.claims().get("role")).isEqualTo("admin");
        assertThat(ada.expires())
                .isEqualTo(Instant.ofEpochSecond((Long) ada.claims().get("exp")));
    }

    @Test
    void token_ofEachKindOfKey_isBelieved() {
        KeyPair curve = SignedTokens.pair("EC", 256);
        Authenticator secret = Authenticators.jwt(VERTX, JwtOptions.of("HS256", SECRET, ISSUER, AUDIENCE));
        Authenticator pss = Authenticators.jwt(
                VERTX, JwtOptions.of("PS256", SignedTokens.pem(OTHER.getPublic()), ISSUER, AUDIENCE));
        Authenticator elliptic = Authenticators.jwt(
                VERTX, JwtOptions.of("ES256", SignedTokens.pem(curve.getPublic()), ISSUER, AUDIENCE));
        String byPss = SignedTokens.signed("{\"alg\":\"PS256\"}", CLAIMS, "RSASSA-PSS", OTHER.getPrivate());
        String byCurve =
                SignedTokens.signed("{\"alg\":\"ES256\"}", CLAIMS, "SHA256withECDSAinP1363Format", curve.getPrivate());
        String bySecret = SignedTokens.hs256("{\"alg\":\"HS256\"}", CLAIMS, SECRET.getBytes(StandardCharsets.UTF_8));

        assertThat(shown(secret, bySecret).result().user()).isEqualTo("ada");
        assertThat(shown(pss, byPss).result().user()).isEqualTo("ada");
        assertThat(shown(elliptic, byCurve).result().user()).isEqualTo("ada");
        assertThat(shown(elliptic, bySecret).failed()).isTrue();
        assertThat(shown(pss, SignedTokens.signed("{\"alg\":\"RS256\"}", CLAIMS, "SHA256withRSA", OTHER.getPrivate()))
                        .failed())
                .isTrue();
    }

    @Test
    void keys_whileOneIsReplaced_bothCount() {
        Authenticator both =
                Authenticators.jwt(VERTX, SignedTokens.options().withKey("RS256", SignedTokens.pem(OTHER.getPublic())));
        String byNext = SignedTokens.signed(HEADER, CLAIMS, "SHA256withRSA", OTHER.getPrivate());

        assertThat(shown(both, SignedTokens.of("ada", LATER)).result().user()).isEqualTo("ada");
        assertThat(shown(both, byNext).result().user()).isEqualTo("ada");
        check(byNext, "not signed by");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
    void algorithm_none_isRefused(String none) {
        String header = "{\"alg\":\"" + none + "\"}";
        String signed = SignedTokens.of("ada", LATER);

        check(SignedTokens.unsigned(header, CLAIMS) + ".", "algorithm");
        check(SignedTokens.unsigned(header, CLAIMS), "three parts");
        check(SignedTokens.unsigned(header, CLAIMS) + signed.substring(signed.lastIndexOf('.')), "algorithm");
    }

    @Test
    void algorithm_ofSecrets_withThePublicKey_isRefused() {
        String header = "{\"alg\":\"HS256\"}";
        String pem = SignedTokens.publicKey();
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));

        check(SignedTokens.hs256(header, CLAIMS, pem.getBytes(StandardCharsets.UTF_8)), "algorithm");
        check(SignedTokens.hs256(header, CLAIMS, pem.trim().getBytes(StandardCharsets.UTF_8)), "algorithm");
        check(SignedTokens.hs256(header, CLAIMS, der), "algorithm");
        check(SignedTokens.hs256(HEADER, CLAIMS, pem.getBytes(StandardCharsets.UTF_8)), "not signed by");
    }

    @Test
    void keys_thatATokenBrings_areNotLookedAt() {
        String key = Base64.getEncoder().encodeToString(OTHER.getPublic().getEncoded());
        for (String more : List.of(
                "\"jku\":\"http://127.0.0.1:1/keys\"",
                "\"x5u\":\"http://127.0.0.1:1/key\"",
                "\"jwk\":{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" + key + "\"}",
                "\"x5c\":[\"" + key + "\"]",
                "\"kid\":\"../../../../dev/null\"",
                "\"kid\":\"x' UNION SELECT 'key\"")) {
            String header = "{\"alg\":\"RS256\"," + more + "}";
            check(SignedTokens.signed(header, CLAIMS, "SHA256withRSA", OTHER.getPrivate()), "not signed by");
        }
        assertThat(shown(BELIEVER, SignedTokens.rs256("{\"alg\":\"RS256\",\"kid\":\"../x\"}", CLAIMS))
                        .succeeded())
                .isTrue();
    }

    @Test
    void header_thatMustBeUnderstood_orIsNone_isRefused() {
        check(SignedTokens.rs256("{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}", CLAIMS), "not known");
        check(SignedTokens.rs256("{}", CLAIMS), "algorithm");
        check(SignedTokens.rs256("{\"alg\":7}", CLAIMS), "algorithm");
        check(SignedTokens.rs256("[]", CLAIMS), "header");
        check(SignedTokens.rs256("{\"alg\":\"none\",\"alg\":\"RS256\"}", CLAIMS), "header");
        check("é." + SignedTokens.of("ada", LATER).split("\\.", 2)[1], "header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "\"4102444800\"", "4102444800.5", "1e400", "true", "[4102444800]"})
    void expiry_missing_orNoWholeNumber_isRefused(String expiry) {
        Future<Identity> refused = shown(BELIEVER, with("exp", expiry));

        assertThat(refused.failed()).isTrue();
        assertThat(((EntangleException) refused.cause()).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "\"other\"", "[]", "[\"other\"]", "7", "\"Entangle\""})
    void audience_other_isRefused(String audience) {
        check(with("aud", audience), "not made by whom");
    }

    @Test
    void audience_amongOthers_isBelieved() {
        assertThat(shown(BELIEVER, with("aud", "[\"other\",\"" + AUDIENCE + "\"]"))
                        .succeeded())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "\"https://login.example.evil\"", "[\"https://login.example\"]"})
    void issuer_other_isRefused(String issuer) {
        check(with("iss", issuer), "not made by whom");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "\"\"", "7", "[\"ada\"]"})
    void user_missing_isRefused(String user) {
        check(with("sub", user), "whose it is");
    }

    @Test
    void user_ofAnotherClaim_isTakenFromThere() {
        Authenticator other = Authenticators.jwt(VERTX, SignedTokens.options().withUserClaim("uid"));

        assertThat(shown(other, with("uid", "\"u-1\"")).result().user()).isEqualTo("u-1");
        assertThat(shown(other, SignedTokens.of("ada", LATER)).failed()).isTrue();
    }

    @Test
    void time_beforeItCounts_isRefused_butForTheLeeway() {
        Authenticator patient = Authenticators.jwt(VERTX, SignedTokens.options().withLeeway(Duration.ofSeconds(60)));

        check(with("nbf", "" + seconds(30)), "does not count yet");
        check(with("nbf", "\"soon\""), "");
        assertThat(shown(patient, with("nbf", "" + seconds(30))).succeeded()).isTrue();
        assertThat(shown(patient, with("nbf", "" + seconds(90))).failed()).isTrue();
        Identity ada = shown(patient, SignedTokens.of("ada", LATER)).result();
        assertThat(ada.expires()).isEqualTo(Instant.ofEpochSecond(LATER.getEpochSecond() + 60));
    }

    @Test
    void token_changed_cut_orTooLong_isRefused() {
        String token = SignedTokens.of("ada", LATER);
        String[] parts = token.split("\\.");
        String eve = SignedTokens.unsigned(HEADER, SignedTokens.claims("eve", LATER));

        check(eve + "." + parts[2], "not signed by");
        check(parts[0] + "." + parts[1], "three parts");
        check(parts[0] + "." + parts[1] + ".", "not signed by");
        check(token + ".x", "three parts");
        check("", "three parts");
        check("..", "header");
        check(token + "A".repeat(1_000_000), "at most");
        check(with("more", "\"" + "x".repeat(8_000) + "\""), "at most");
        check(null, "a token is wanted");
    }

    @Test
    void claims_thatAreNoDocument_areRefused() {
        check(with("n", "1e400"), "claims");
        check(SignedTokens.rs256(HEADER, CLAIMS.replace("\"sub\":", "\"sub\":\"eve\",\"sub\":")), "claims");
        check(SignedTokens.rs256(HEADER, "{\"a\":".repeat(100) + "1" + "}".repeat(100)), "");
    }

    @Test
    void options_thatWouldBelieveToMuch_areRefused() {
        String pem = SignedTokens.publicKey();

        assertThatThrownBy(() -> new JwtOptions(List.of(), ISSUER, AUDIENCE, "sub", Duration.ZERO))
                .hasMessageContaining("at least one key");
        assertThatThrownBy(() -> JwtOptions.of("none", "", ISSUER, AUDIENCE)).hasMessageContaining("none");
        assertThatThrownBy(() -> JwtOptions.of("HS256", pem, ISSUER, AUDIENCE)).hasMessageContaining("others may know");
        assertThatThrownBy(() -> JwtOptions.of("HS256", "short", ISSUER, AUDIENCE))
                .hasMessageContaining("at least 32 bytes, but found 5 bytes");
        assertThatThrownBy(() -> JwtOptions.of("RS256", SECRET, ISSUER, AUDIENCE))
                .hasMessageContaining("public key");
        assertThatThrownBy(() ->
                        Authenticators.jwt(VERTX, JwtOptions.of("RS256", pem.replace("MII", "AAA"), ISSUER, AUDIENCE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JwtOptions.of("RS256", pem, "", AUDIENCE)).hasMessageContaining("issuer");
        assertThatThrownBy(() -> SignedTokens.options().withLeeway(Duration.ofSeconds(61)))
                .hasMessageContaining("60 s");
        assertThat(JwtOptions.of("HS256", SECRET, ISSUER, AUDIENCE).toString()).doesNotContain(SECRET);
    }

    @Test
    void vertx_withoutKeys_believesAnybody_whichIsWhyTheyAreWanted() {
        Future<User> believed = JWTAuth.create(VERTX, new JWTAuthOptions())
                .authenticate(new TokenCredentials(SignedTokens.unsigned("{\"alg\":\"none\"}", CLAIMS)));

        assertThat(believed.succeeded()).isTrue();
        assertThat(Doc.parse(CLAIMS).get("sub")).isEqualTo("ada");
    }
}
