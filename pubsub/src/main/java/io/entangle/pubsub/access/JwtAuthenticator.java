package io.entangle.pubsub.access;

import io.entangle.clock.TimeSource;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Believes JSON Web Tokens. Vert.x looks at their signatures; the header before, and the claims after, are looked at here,
 * where Vert.x would let pass or throw. Until when a token counts, the hub's clock decides.
 */
final class JwtAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(JwtAuthenticator.class);
    private static final int MAX_TOKEN_CHARACTERS = 8 * 1024;

    private final JWTAuth signatures;
    private final Set<String> algorithms;
    private final JwtOptions options;
    private final TimeSource time;

    JwtAuthenticator(Vertx vertx, JwtOptions options, TimeSource time) {
        this.options = options;
        this.time = time;
        this.algorithms =
                options.keys().stream().map(JwtOptions.Key::algorithm).collect(Collectors.toUnmodifiableSet());
        JWTAuthOptions keys = new JWTAuthOptions().setJWTOptions(new JWTOptions().setIgnoreExpiration(true));
        for (JwtOptions.Key key : options.keys()) {
            keys.addPubSecKey(
                    new PubSecKeyOptions().setAlgorithm(key.algorithm()).setBuffer(key.material()));
        }
        try {
            this.signatures = JWTAuth.create(vertx, keys);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("a key for one of " + algorithms + " can't be read", e);
        }
    }

    @Override
    public Future<Identity> authenticate(Credentials shown) {
        String token = shown.token();
        if (token == null) {
            return Future.failedFuture(unproved("a token is wanted"));
        }
        try {
            String[] segments = segments(token);
            checkHeader(segments[0]);
            return signed(token).transform((user, failure) -> {
                if (failure != null) {
                    // Not what it says: that may hold parts of the token.
                    LOG.debug("a token is not believed: {}", failure.getClass().getSimpleName());
                    return Future.failedFuture(unproved("the token is not signed by whom it must be"));
                }
                return identity(segments[1]);
            });
        } catch (EntangleException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<User> signed(String token) {
        try {
            return signatures.authenticate(new TokenCredentials(token));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private static String[] segments(String token) {
        if (token.length() > MAX_TOKEN_CHARACTERS) {
            throw unproved("a token has at most " + MAX_TOKEN_CHARACTERS + " characters");
        }
        String[] segments = token.split("\\.", -1);
        if (segments.length != 3) {
            throw unproved("a token is signed: it has three parts");
        }
        return segments;
    }

    private void checkHeader(String segment) {
        Doc header = document(segment, "header");
        if (!(header.get("alg") instanceof String algorithm && algorithms.contains(algorithm))) {
            throw unproved("the token is not signed by an algorithm that is wanted");
        }
        if (header.has("crit")) { // whoever does not know what is critical must not go on (RFC 7515, 4.1.11)
            throw unproved("the token wants something that is not known here");
        }
    }

    private Future<Identity> identity(String segment) {
        try {
            Doc claims = document(segment, "claims");
            checkOrigin(claims);
            if (!(claims.get("exp") instanceof Long expires)) {
                throw unproved("the token does not say in whole seconds until when it counts");
            }
            if (!(claims.get(options.userClaim()) instanceof String user) || user.isEmpty()) {
                throw unproved("the token does not say whose it is");
            }
            Instant until = Instant.ofEpochSecond(expires).plus(options.leeway());
            return Future.succeededFuture(new Identity(user, claims, until));
        } catch (EntangleException e) {
            return Future.failedFuture(e);
        }
    }

    private void checkOrigin(Doc claims) {
        Object audience = claims.get("aud");
        boolean isForUs = audience instanceof Doc several && several.isList()
                ? several.asList().contains(options.audience())
                : options.audience().equals(audience);
        if (!isForUs || !options.issuer().equals(claims.get("iss"))) {
            throw unproved("the token is not made by whom, or for whom, it must be");
        }
        Object begins = claims.get("nbf");
        long now = (time.millis() + options.leeway().toMillis()) / 1_000;
        if (begins != null && !(begins instanceof Number since && since.doubleValue() <= now)) {
            throw unproved("the token does not count yet");
        }
    }

    /** Read strictly, so that it can't mean one thing here and another to Vert.x. */
    private static Doc document(String segment, String what) {
        try {
            byte[] json = Base64.getUrlDecoder().decode(segment);
            Doc read = Doc.parse(new String(json, StandardCharsets.UTF_8));
            if (read.isMap()) {
                return read;
            }
        } catch (IllegalArgumentException e) {
            // told below, without what stands in the token
        }
        throw unproved("the " + what + " of the token can't be read");
    }

    private static EntangleException unproved(String why) {
        return new EntangleException(ErrorCode.UNAUTHENTICATED, why);
    }
}
