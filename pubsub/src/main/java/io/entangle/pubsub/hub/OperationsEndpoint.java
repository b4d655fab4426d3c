package io.entangle.pubsub.hub;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.function.Supplier;

/** Where those who run a hub look: {@code /health} for whoever balances load, {@code /metrics} for Prometheus. */
final class OperationsEndpoint {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private static final int FIRST_ERROR = 400;

    private final HubCore hub;

    OperationsEndpoint(HubCore hub) {
        this.hub = hub;
    }

    void mount(Router router) {
        router.get("/health").handler(routing -> health(routing.response()));
        Supplier<String> scrape = hub.meters().prometheus();
        if (scrape != null) {
            router.get("/metrics")
                    .handler(routing -> routing.response()
                            .putHeader("Content-Type", PROMETHEUS_TEXT)
                            .end(scrape.get()));
        }
    }

    /** Counts what is answered with an error over HTTP, by its status. To be mounted before all else. */
    void mountCounting(Router router) {
        if (hub.meters().isOn()) {
            router.route().handler(routing -> {
                routing.addEndHandler(ended -> {
                    int status = routing.response().getStatusCode();
                    if (status >= FIRST_ERROR) {
                        hub.run(() -> hub.meters().refused("http-" + status));
                    }
                });
                routing.next();
            });
        }
    }

    private void health(HttpServerResponse response) {
        boolean isUp = !hub.isClosing();
        response.setStatusCode(isUp ? 200 : 503)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(new JsonObject()
                        .put("status", isUp ? "up" : "closing")
                        .put("durability", hub.durability().wireName())
                        .put("connections", hub.sessions().count())
                        .encode());
    }
}
