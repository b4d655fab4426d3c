package io.entangle.pubsub.hub;

import io.entangle.clock.TimeSource;
import io.entangle.pubsub.access.Credentials;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.transport.Peer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Objects;

/** What the client of one connection has proved: who it is, and until when that counts. On the hub's context. */
final class Proof {
    private static final List<String> PROVING = List.of("Cookie", "Authorization");

    private final Peer peer;
    private final Access access;

    /** The id that the client gives itself. */
    private String name = "";

    private Identity identity = Identity.ANONYMOUS;
    private boolean isProved;
    private boolean isByHeaders;
    /** When the connection ends unless something else was proved by then; 0 for never. */
    private long endNanos;

    Proof(Peer peer, Access access) {
        this.peer = peer;
        this.access = access;
    }

    Identity identity() {
        return identity;
    }

    /** {@return who the client is} Fails with an {@link io.entangle.pubsub.protocol.EntangleException} to be told to it. */
    Future<Identity> by(Frame.Hello hello) {
        name = hello.client();
        return access.authenticate(Credentials.of(name, hello.token(), peer.headers(), peer.remoteAddress()))
                .onSuccess(proved -> isByHeaders = hello.token() == null && proved.user() != null);
    }

    /** {@return who the client is by a new token} Fails as {@link #by} does. */
    Future<Identity> by(Frame.Refresh refresh) {
        return access.authenticate(new Credentials(name, refresh.token(), peer.headers(), peer.remoteAddress()));
    }

    boolean isSameUser(Identity other) {
        return Objects.equals(identity.user(), other.user());
    }

    /** From now on it is known to be that, until some time. */
    void become(Identity proved, long end) {
        identity = proved;
        isProved = true;
        endNanos = end;
    }

    long endNanos() {
        return endNanos;
    }

    boolean hasEnded(TimeSource time) {
        return endNanos != 0 && time.nanos() >= endNanos;
    }

    /**
     * {@return whether a request over HTTP that names the connection may go on with it} Where its user was proved by the headers
     * of the request that opened it, the same user is to be proved by those of each other; as long as nobody knows, they are to
     * be the same. Fails if it can't be found out now.
     */
    Future<Boolean> admits(MultiMap headers, String remoteAddress) {
        if (!isProved) {
            return Future.succeededFuture(PROVING.stream()
                    .allMatch(header ->
                            Objects.equals(headers.get(header), peer.headers().get(header))));
        } else if (!isByHeaders) {
            return Future.succeededFuture(true);
        }
        return access.authenticate(Credentials.of(name, null, headers, remoteAddress))
                .transform((other, failure) -> {
                    boolean isUnproved = failure instanceof EntangleException coded
                            && (coded.code() == ErrorCode.UNAUTHENTICATED || coded.code() == ErrorCode.EXPIRED);
                    return failure == null || isUnproved
                            ? Future.succeededFuture(!isUnproved && isSameUser(other))
                            : Future.failedFuture(failure);
                });
    }
}
