package io.entangle.pubsub.access;

import io.vertx.core.Future;

/** Says what a client may do. Called on the hub's context: must not block, nor throw. */
@FunctionalInterface
public interface Authorizer {
    /**
     * {@return what somebody may do with something} Where it fails, nothing new is let in, and what clients have they keep: who
     * may read no longer what it has forgets it, so do not answer {@link Grant#NONE} where that can't be found out.
     *
     * @param who who
     * @param what with what; there need not be such a thing
     */
    Future<Grant> grant(Identity who, Resource what);

    /** {@return one that allows everybody everything} */
    static Authorizer everything() {
        return (who, what) -> Future.succeededFuture(Grant.ALL);
    }

    /** {@return one that allows nobody anything} */
    static Authorizer nothing() {
        return (who, what) -> Future.succeededFuture(Grant.NONE);
    }
}
