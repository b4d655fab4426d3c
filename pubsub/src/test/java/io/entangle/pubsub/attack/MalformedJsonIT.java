package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.RawClient;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON that is made to exhaust a parser: it is refused at once, wherever it comes in, and the hub goes on. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
final class MalformedJsonIT {
    private static final Doc INITIAL = Doc.of("n", 0);

    private final Vertx vertx = Vertx.vertx();
    private final Hub hub = Hub.builder(vertx).listen(0);
    private final Atom<Doc> atom = hub.atom("a", INITIAL);

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("arrays", "[".repeat(100_000)),
                Arguments.of("arrays that end", "[".repeat(100_000) + "]".repeat(100_000)),
                Arguments.of("maps", "[{\"\":".repeat(40_000)),
                Arguments.of("a number of many digits", "1".repeat(200_000)),
                Arguments.of("a fraction of many digits", "0." + "1".repeat(200_000)),
                Arguments.of("a number beyond all doubles", "1e1000000000"),
                Arguments.of("an exponent of many digits", "1e" + "9".repeat(1_000)));
    }

    private void assertAlive() throws Exception {
        try (RawClient other = new RawClient(vertx, hub.port())) {
            other.send(new Frame.Ping());
            assertThat(other.receive()).isInstanceOf(Frame.Pong.class);
        }
        assertThat(atom.get()).isEqualTo(INITIAL);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void frame_ofThat_isMalformed(String name, String value) throws Exception {
        try (RawClient client = new RawClient(vertx, hub.port())) {
            client.sendText(value);

            assertThat(((Frame.Failure) client.receive()).code()).isEqualTo(ErrorCode.MALFORMED);
            assertThat(client.closeCode()).isEqualTo(4200);
        }
        assertAlive();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void write_ofThat_isMalformed(String name, String value) throws Exception {
        try (RawClient client = new RawClient(vertx, hub.port())) {
            client.send(new Frame.Hello(1, "raw", new SiteId(7)));
            client.receive();
            client.send(new Frame.Subscribe("a", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
            int handle = ((Frame.Subscribed) client.receive()).handle();

            client.sendText("[\"write\"," + handle + ",1,0,1,0,[2,\"n\",[0," + value + "]]]");

            Frame.Failure failure = (Frame.Failure) client.receive();
            assertThat(failure.code()).isEqualTo(ErrorCode.MALFORMED);
            assertThat(failure.message()).hasSizeLessThan(400);
            assertThat(client.closeCode()).isEqualTo(4200);
        }
        assertAlive();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void body_ofThat_isBadJson(String name, String value) throws Exception {
        String url = "http://127.0.0.1:" + hub.port() + "/entangle/";
        HttpClient http = HttpClient.newHttpClient();
        HttpResponse<String> put = http.send(
                HttpRequest.newBuilder(URI.create(url + "atoms/a"))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(value))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> sent = http.send(
                HttpRequest.newBuilder(URI.create(url + "send"))
                        .header("Content-Type", "application/json")
                        .header("Entangle-Connection", "x")
                        .header("Entangle-Number", "1")
                        .POST(BodyPublishers.ofString("[" + value))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(put.statusCode()).isEqualTo(400);
        assertThat(Doc.parse(put.body()).get("code")).isEqualTo("bad-json");
        assertThat(put.body()).hasSizeLessThan(1_000);
        assertThat(sent.statusCode()).isEqualTo(400);
        assertThat(Doc.parse(sent.body()).get("code")).isEqualTo("bad-frames");
        assertAlive();
    }
}
