package io.entangle.pubsub.hub;

import io.entangle.clock.TimeSource;
import io.entangle.pubsub.access.Authenticator;
import io.entangle.pubsub.access.Authorizer;
import io.entangle.pubsub.access.Credentials;
import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.Resource;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.vertx.core.Future;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may do what at a hub: what the application's authenticator and authorizer say, whatever they do. */
final class Access {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final TimeSource time;

    Access(Authenticator authenticator, Authorizer authorizer, TimeSource time) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.time = time;
    }

    /** {@return who the client is} Fails with an {@link EntangleException} that may be shown to it. */
    Future<Identity> authenticate(Credentials shown) {
        Future<Identity> proved;
        try {
            proved = authenticator.authenticate(shown);
        } catch (RuntimeException e) {
            proved = Future.failedFuture(e);
        }
        return proved.recover(failure -> Future.failedFuture(shown(failure)));
    }

    private static EntangleException shown(Throwable failure) {
        if (failure instanceof EntangleException coded) {
            return coded;
        }
        LOG.warn("an authenticator failed", failure);
        return new EntangleException(ErrorCode.UNAUTHENTICATED, "the client did not prove who it is");
    }

    /** {@return what somebody may do with something: nothing, if that can't be found out} */
    Future<Grant> grant(Identity who, Resource what) {
        try {
            return authorizer.grant(who, what).recover(failure -> none(failure, what));
        } catch (RuntimeException e) {
            return none(e, what);
        }
    }

    private static Future<Grant> none(Throwable failure, Resource what) {
        LOG.warn("the authorizer failed about a resource of kind " + what.kind(), failure);
        return Future.succeededFuture(Grant.NONE);
    }

    /** {@return in how many milliseconds an identity counts no more, or 0 if it always does} */
    long expiresInMs(Identity identity) {
        Instant expires = identity.expires();
        return expires == null ? 0 : Math.max(1, expires.toEpochMilli() - time.millis());
    }
}
