package io.entangle.pubsub.hub;

import io.entangle.pubsub.access.Credentials;
import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.Resource;
import io.entangle.pubsub.http.Visitor;
import io.entangle.pubsub.http.Visitors;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;

/** Who sends requests to a hub over plain HTTP: what it proves with each of them. */
final class HubVisitors implements Visitors {
    /** By which name writes over HTTP are known among those of their user. */
    private static final String CLIENT = "http";

    private final HubCore hub;

    HubVisitors(HubCore hub) {
        this.hub = hub;
    }

    @Override
    public Future<Visitor> of(HttpServerRequest request) {
        Credentials shown = Credentials.of(
                "",
                null,
                request.headers(),
                String.valueOf(request.remoteAddress().hostAddress()));
        return onHub(() -> hub.access().authenticate(shown)).map(Known::new);
    }

    /** Somebody who is known. */
    private final class Known implements Visitor {
        private final Identity identity;

        Known(Identity identity) {
            this.identity = identity;
        }

        @Override
        public boolean isNobody() {
            return identity.user() == null && !hub.access().isOpen();
        }

        @Override
        public String author() {
            return identity.clientId(CLIENT);
        }

        @Override
        public Future<Grant> grant(String atom) {
            return onHub(() -> hub.access().grant(identity, Resource.atom(atom)));
        }
    }

    private <T> Future<T> onHub(Supplier<Future<T>> asking) {
        Promise<T> promise = Promise.promise();
        hub.run(() -> asking.get().onComplete(promise));
        return promise.future();
    }
}
