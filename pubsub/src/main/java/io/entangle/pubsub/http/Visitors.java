package io.entangle.pubsub.http;

import io.entangle.pubsub.access.Grant;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Finds out who sends requests. Asked on the context of each request; futures may complete on any thread. */
@FunctionalInterface
public interface Visitors {
    /** Nobody is asked who it is, and all may do everything. */
    Visitors ANYBODY = request -> Future.succeededFuture(new Visitor() {
        @Override
        public boolean isNobody() {
            return true;
        }

        @Override
        public String author() {
            return "http";
        }

        @Override
        public Future<Grant> grant(String atom) {
            return Future.succeededFuture(Grant.ALL);
        }
    });

    /**
     * {@return who sends a request} Fails with an {@link io.entangle.pubsub.protocol.EntangleException} of code {@code
     * UNAUTHENTICATED}, {@code EXPIRED} or {@code RATE_LIMITED} if that was not proved.
     *
     * @param request the request
     */
    Future<Visitor> of(HttpServerRequest request);
}
