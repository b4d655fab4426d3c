package io.entangle.pubsub.access;

import io.vertx.core.Future;

/** Finds out who a client is. Called on the hub's context: must not block, nor throw. */
@FunctionalInterface
public interface Authenticator {
    /**
     * {@return who the client is} Fails with an {@link io.entangle.pubsub.protocol.EntangleException} of code {@code
     * UNAUTHENTICATED} or {@code EXPIRED} if it is not who it says; its message is shown to the client, so it must hold
     * no secret.
     *
     * @param shown what the client shows
     */
    Future<Identity> authenticate(Credentials shown);

    /** {@return one that lets everybody in, as nobody in particular} */
    static Authenticator anybody() {
        return shown -> Future.succeededFuture(Identity.ANONYMOUS);
    }
}
