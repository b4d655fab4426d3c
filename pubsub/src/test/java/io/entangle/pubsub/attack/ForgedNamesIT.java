package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.SiteId;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.Rules;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.RawClient;
import io.entangle.pubsub.metrics.MicrometerMeters;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.value.Doc;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names that hold line breaks and what a terminal obeys: they are told without it, and no name is in a metric. */
final class ForgedNamesIT {
    private static final String FORGED = "x\r\n2026-11-20 ERROR all is lost\u001b[2J\u2028\u0007";

    private static final String UNSAFE = "[\\p{Cc}\\u2028\\u2029]";

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Hub hub = Hub.builder(vertx)
            .meters(new MicrometerMeters(registry))
            .authenticator(shown -> Future.succeededFuture(Identity.of(FORGED)))
            .authorizer(Rules.builder().atom("a").read().write().build())
            .listen(0);

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void names_withWhatATerminalObeys_areToldWithoutIt() throws Exception {
        hub.atom("a", Doc.of("n", 0));
        try (RawClient client = new RawClient(vertx, hub.port())) {
            client.send(new Frame.Hello(1, FORGED, new SiteId(7), FORGED));
            assertThat(client.receive()).isInstanceOf(Frame.Welcome.class);
            client.send(new Frame.Subscribe(FORGED, new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
            assertThat(((Frame.Failure) client.receive()).message()).doesNotContainPattern(UNSAFE);
            client.send(new Frame.Join("@me", null, 0, null));
            client.receive();
            client.send(new Frame.Join(FORGED, null, 0, null));
            client.receive();
            client.send(new Frame.Send(1, null, FORGED, Doc.of(), true));
            client.receive();
            client.sendText("[\"a\\n\\u001b[2J\"]");
            Frame last = client.receive();
            while (!(last instanceof Frame.Failure)) {
                last = client.receive();
            }
            assertThat(((Frame.Failure) last).message()).contains("a??[2J").doesNotContainPattern(UNSAFE);
        }
        String path = "/entangle/atoms/" + URLEncoder.encode(FORGED, StandardCharsets.UTF_8);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).doesNotContainPattern(UNSAFE);

        assertThat(registry.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().toString()).doesNotContain("2026", "lost"));
    }
}
