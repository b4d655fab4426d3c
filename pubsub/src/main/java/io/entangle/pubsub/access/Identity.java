package io.entangle.pubsub.access;

import io.entangle.value.Doc;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a client has proved to be. Immutable.
 *
 * @param user the user's id, the same on all of the user's devices; null for nobody in particular
 * @param claims what else was proved, for {@link Authorizer}s: those of a token, for example
 * @param expires until when it counts; null for as long as the connection
 */
public record Identity(
        @Nullable String user, Doc claims, @Nullable Instant expires) {
    /** Somebody who has proved nothing. */
    public static final Identity ANONYMOUS = new Identity(null, Doc.of(), null);

    /**
     * Checks for nulls.
     *
     * @param user not empty
     * @param claims a map
     * @param expires any instant
     */
    public Identity {
        if (user != null && user.isEmpty()) {
            throw new IllegalArgumentException("a user's id is not empty");
        }
        Objects.requireNonNull(claims, "claims");
    }

    /**
     * {@return the identity of a user of whom nothing else is known}
     *
     * @param user the user's id
     */
    public static Identity of(String user) {
        return new Identity(Objects.requireNonNull(user, "user"), Doc.of(), null);
    }

    /**
     * {@return the id by which the hub knows a client of this identity} Clients give themselves their ids, so those of
     * different users are told apart: {@code "@ada/phone"} is the client {@code phone} of the user {@code ada}.
     *
     * @param client the id that the client gives itself
     */
    public String clientId(String client) {
        return user == null ? client : "@" + user.replace("%", "%25").replace("/", "%2F") + "/" + client;
    }

    /** {@return the user, for people: never a secret} */
    public String shown() {
        return user == null ? "nobody" : user;
    }
}
