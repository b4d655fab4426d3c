package io.entangle.pubsub.access;

import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.SessionStore;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Believes the cookies of an application's sessions. */
final class SessionAuthenticator implements Authenticator {
    private final SessionStore store;
    private final String cookie;
    private final Function<Session, @Nullable String> user;

    SessionAuthenticator(SessionStore store, String cookie, Function<Session, @Nullable String> user) {
        this.store = store;
        this.cookie = cookie;
        this.user = user;
    }

    @Override
    public Future<Identity> authenticate(Credentials shown) {
        String id = value(shown);
        if (id == null) {
            return Future.failedFuture(unproved());
        }
        return store.get(id).compose(session -> {
            String known = session == null || session.isDestroyed() ? null : user.apply(session);
            if (known == null) {
                return Future.failedFuture(unproved());
            }
            Instant until = Instant.ofEpochMilli(session.lastAccessed() + session.timeout());
            return Future.succeededFuture(new Identity(known, Doc.of(), until));
        });
    }

    private @Nullable String value(Credentials shown) {
        String prefix = cookie + "=";
        for (String header : shown.headers().getAll("Cookie")) {
            for (String pair : header.split(";")) {
                if (pair.trim().startsWith(prefix)) {
                    return pair.trim().substring(prefix.length());
                }
            }
        }
        return null;
    }

    private static EntangleException unproved() {
        return new EntangleException(ErrorCode.UNAUTHENTICATED, "nobody has signed in with this session");
    }
}
