package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.hub.Hub;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Request lines and headers without end: what is over the limits is refused before it is looked at. */
final class OversizedHeadsIT {
    private final Vertx vertx = Vertx.vertx();
    private final Hub hub = Hub.builder(vertx).listen(0);

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** The first line of the answer; the connection has ended then. */
    private String status(String head) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", hub.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.lines().findFirst().orElse("");
        }
    }

    @Test
    void requestLine_over4KiB_is414() throws IOException {
        assertThat(status("GET /entangle/atoms?" + "x".repeat(4 * 1024) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .matches("HTTP/1\\.\\d 414 .*");
    }

    @Test
    void headers_over8KiB_are431() throws IOException {
        assertThat(status("GET /entangle/atoms HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(9 * 1024) + "\r\n\r\n"))
                .matches("HTTP/1\\.\\d 431 .*");
    }

    @Test
    void headers_manySmallOnesOver8KiB_are431_alsoOfAWebSocket() throws IOException {
        StringBuilder head = new StringBuilder(
                "GET /entangle/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (int i = 0; i < 500; i++) {
            head.append("X-Header-").append(i).append(": some text\r\n");
        }

        assertThat(status(head.append("\r\n").toString())).matches("HTTP/1\\.\\d 431 .*");
    }
}
