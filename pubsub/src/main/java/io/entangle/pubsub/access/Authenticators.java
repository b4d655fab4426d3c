package io.entangle.pubsub.access;

import io.entangle.clock.TimeSource;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.SessionStore;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Authenticators for what clients commonly show. Whoever shows nothing is let in by none of them. */
public final class Authenticators {
    private Authenticators() {}

    /**
     * {@return one that believes JSON Web Tokens} The claims of a token are those of the {@link Identity}. A token counts until
     * its {@code exp}, which it must have, and the leeway.
     *
     * @param vertx runs it
     * @param options which are believed
     * @throws IllegalArgumentException if a key can't be read
     */
    public static Authenticator jwt(Vertx vertx, JwtOptions options) {
        return new JwtAuthenticator(Objects.requireNonNull(vertx, "vertx"), options, TimeSource.SYSTEM);
    }

    /**
     * {@return one that believes the cookie of a session of Vert.x's {@link SessionHandler}, of the name that it has by default}
     * It counts as long as the session would if nothing more was asked for in it; then the client comes back, and so does its
     * cookie.
     *
     * @param store where the application keeps its sessions
     * @param user gives the id of the user who has signed in with a session, or null if nobody has
     */
    public static Authenticator session(SessionStore store, Function<Session, @Nullable String> user) {
        return session(store, SessionHandler.DEFAULT_SESSION_COOKIE_NAME, user);
    }

    /**
     * {@return one that believes the cookie of a session} As {@link #session(SessionStore, Function)}.
     *
     * @param store where the application keeps its sessions
     * @param cookie the name of the cookie
     * @param user gives the id of the user who has signed in with a session, or null if nobody has
     */
    public static Authenticator session(SessionStore store, String cookie, Function<Session, @Nullable String> user) {
        return new SessionAuthenticator(
                Objects.requireNonNull(store, "store"),
                Objects.requireNonNull(cookie, "cookie"),
                Objects.requireNonNull(user, "user"));
    }
}
