package io.entangle.pubsub.hub;

import io.entangle.clock.TimeSource;
import io.entangle.pubsub.access.Authenticator;
import io.entangle.pubsub.access.Authorizer;
import io.entangle.pubsub.access.Credentials;
import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.Resource;
import io.entangle.pubsub.channel.Presence;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may do what at a hub: what the application's authenticator and authorizer say, whatever they do. On the hub's context,
 * where the futures complete as well.
 */
final class Access {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

    /** More than clients can wait for; for them, that is for ever. */
    private static final long LONGEST_MS = 1L << 52;

    private final Gate gate;
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final FailedProofs failed;
    private final TimeSource time;
    private final Consumer<Runnable> context;

    /**
     * What the gate of a hub says.
     *
     * @param failed counts those who do not prove who they are
     * @param context runs a task on the hub's context: now, if that is where it is called
     */
    Access(Gate gate, FailedProofs failed, TimeSource time, Consumer<Runnable> context) {
        this.gate = gate;
        this.authenticator = gate.finder();
        this.authorizer = gate.authorizer();
        this.failed = failed;
        this.time = time;
        this.context = context;
    }

    /** {@return whether anybody may do anything} */
    boolean isOpen() {
        return gate.isOpen();
    }

    /** {@return who the client is} Fails with an {@link EntangleException} that may be shown to it. */
    Future<Identity> authenticate(Credentials shown) {
        if (failed.areTooMany(shown.remoteAddress(), time.nanos())) {
            return Future.failedFuture(new EntangleException(
                    ErrorCode.RATE_LIMITED, "this address has failed too often to prove who it is: come back later"));
        }
        Future<Identity> proved;
        try {
            proved = authenticator.authenticate(shown);
        } catch (RuntimeException e) {
            proved = Future.failedFuture(e);
        }
        return here(proved).transform((identity, failure) -> {
            if (failure != null) {
                EntangleException told = told(failure);
                if (told == failure && told.code() == ErrorCode.UNAUTHENTICATED) {
                    failed.failed(shown.remoteAddress(), time.nanos());
                }
                return Future.failedFuture(told);
            }
            return hasExpired(identity)
                    ? Future.failedFuture(new EntangleException(ErrorCode.EXPIRED, "what was shown has expired"))
                    : Future.succeededFuture(identity);
        });
    }

    private static EntangleException told(Throwable failure) {
        if (failure instanceof EntangleException coded) {
            return coded;
        }
        LOG.warn("an authenticator failed", failure);
        return new EntangleException(ErrorCode.INTERNAL, "who the client is can't be found out now");
    }

    /** {@return what somebody may do with something: nothing, if that can't be found out} */
    Future<Grant> grant(Identity who, Resource what) {
        return ask(who, what).otherwise(Grant.NONE);
    }

    /**
     * {@return what somebody may do with something} Fails if that can't be found out. The hub's own atoms are written by
     * nobody else; presence in a channel is seen by whoever may read the channel.
     */
    Future<Grant> ask(Identity who, Resource what) {
        if (what.kind() != Resource.Kind.ATOM || !AtomIds.isHubsOwn(what.id())) {
            return asked(who, what);
        }
        String channel = Presence.channelOf(what.id());
        return asked(who, channel == null ? what : Resource.channel(channel))
                .map(grant -> grant.read() ? Grant.READ : Grant.NONE);
    }

    private Future<Grant> asked(Identity who, Resource what) {
        Future<Grant> answer;
        try {
            answer = authorizer.grant(who, what);
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return here(answer)
                .onFailure(
                        failure -> LOG.warn("the authorizer failed about a resource of kind {}", what.kind(), failure));
    }

    private <T> Future<T> here(Future<T> elsewhere) {
        if (elsewhere.isComplete()) {
            return elsewhere;
        }
        Promise<T> promise = Promise.promise();
        elsewhere.onComplete(result -> context.accept(() -> promise.handle(result)));
        return promise.future();
    }

    private boolean hasExpired(Identity identity) {
        Instant expires = identity.expires();
        return expires != null && expires.toEpochMilli() <= time.millis();
    }

    /** {@return in how many milliseconds an identity counts no more, or 0 if it always does} */
    long expiresInMs(Identity identity) {
        Instant expires = identity.expires();
        return expires == null ? 0 : Math.max(1, Math.min(LONGEST_MS, expires.toEpochMilli() - time.millis()));
    }
}
