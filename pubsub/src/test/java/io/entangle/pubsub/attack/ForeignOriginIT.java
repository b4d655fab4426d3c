package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.HubOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other origins, on every transport. */
final class ForeignOriginIT {
    private final Vertx vertx = Vertx.vertx();
    private final Hub hub = Hub.builder(vertx)
            .options(HubOptions.DEFAULT.withAllowedOrigins(Set.of("https://app.example")))
            .listen(0);
    private final HttpClient client = vertx.createHttpClient();

    @AfterEach
    void close() {
        client.close().toCompletionStage().toCompletableFuture().join();
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private int status(HttpMethod method, String path, String... headers) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(hub.port())
                .setURI("/entangle" + path);
        for (int i = 0; i < headers.length; i += 2) {
            options.addHeader(headers[i], headers[i + 1]);
        }
        if (path.equals("/ws")) {
            options.addHeader("Upgrade", "websocket")
                    .addHeader("Connection", "Upgrade")
                    .addHeader("Sec-WebSocket-Version", "13")
                    .addHeader("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        }
        return client.request(options)
                .compose(request -> method == HttpMethod.POST
                        ? request.putHeader("Content-Type", "application/json")
                                .putHeader("Entangle-Connection", "x")
                                .send("[]")
                        : request.send())
                .map(response -> {
                    response.request().connection().close();
                    return response.statusCode();
                })
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "https://app.example.evil.com",
                "https://app.example:444",
                "http://app.example",
                "HTTPS://APP.EXAMPLE",
                "https://app.example/",
                "https://app.example\u0000",
                ""
            })
    void origin_foreign_isRefusedOnEveryTransport(String origin) {
        String sent = origin.replace("\u0000", "%00");
        assertThat(status(HttpMethod.GET, "/ws", "Origin", sent)).isEqualTo(403);
        assertThat(status(HttpMethod.GET, "/events", "Origin", sent)).isEqualTo(403);
        assertThat(status(HttpMethod.GET, "/poll", "Origin", sent)).isEqualTo(403);
        assertThat(status(HttpMethod.POST, "/send", "Origin", sent)).isEqualTo(403);
        assertThat(status(HttpMethod.OPTIONS, "/send", "Origin", sent)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example", "own"})
    void origin_ownOrAllowed_isTakenOnEveryTransport(String origin) {
        String sent = origin.equals("own") ? "http://127.0.0.1:" + hub.port() : origin;
        assertThat(status(HttpMethod.GET, "/ws", "Origin", sent)).isEqualTo(101);
        assertThat(status(HttpMethod.GET, "/events", "Origin", sent)).isEqualTo(200);
        assertThat(status(HttpMethod.GET, "/poll", "Origin", sent)).isEqualTo(200);
        assertThat(status(HttpMethod.POST, "/send", "Origin", sent)).isEqualTo(410);
        assertThat(status(HttpMethod.OPTIONS, "/send", "Origin", sent)).isEqualTo(204);
    }

    @Test
    void origin_absentWithACookie_isRefusedWhereSomethingIsSent() {
        assertThat(status(HttpMethod.GET, "/ws", "Cookie", "session=1")).isEqualTo(403);
        assertThat(status(HttpMethod.POST, "/send", "Cookie", "session=1")).isEqualTo(403);
        assertThat(status(HttpMethod.GET, "/events", "Cookie", "session=1", "Sec-Fetch-Site", "cross-site"))
                .isEqualTo(403);
        assertThat(status(HttpMethod.GET, "/events", "Cookie", "session=1", "Sec-Fetch-Site", "same-origin"))
                .isEqualTo(200);
    }
}
