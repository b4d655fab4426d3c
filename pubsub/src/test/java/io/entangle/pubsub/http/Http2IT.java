package io.entangle.pubsub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.value.Doc;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The endpoint over HTTP/2, where there is no Host header and there are no chunks. */
final class Http2IT {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private AtomServer server;
    private MemoryAtom<Doc> atom;

    @BeforeEach
    void open() throws Exception {
        server = new AtomServer(HttpOptions.DEFAULT.withMaxBodyBytes(2000));
        atom = server.atom("a", Doc.of("n", 1));
        // the connection is upgraded with the first request
        assertThat(send("GET", BodyPublishers.noBody()).version()).isEqualTo(HttpClient.Version.HTTP_2);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> send(String method, BodyPublisher body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/entangle/atoms/a"))
                .timeout(Duration.ofSeconds(10))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void readAndWrite_overOneConnection_work() throws Exception {
        HttpResponse<String> written =
                send("PUT", BodyPublishers.ofString("{\"n\":2}"), "Content-Type", "application/json");
        HttpResponse<String> read = send("GET", BodyPublishers.noBody());

        assertThat(written.statusCode()).isEqualTo(204);
        assertThat(written.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(read.body()).isEqualTo("{\"n\":2}");
        assertThat(send("DELETE", BodyPublishers.noBody()).statusCode()).isEqualTo(405);
    }

    @Test
    void write_ofOwnOrForeignOrigin_isToldByTheAuthority() throws Exception {
        BodyPublisher body = BodyPublishers.ofString("1");
        String own = "http://127.0.0.1:" + server.port();

        assertThat(send("PUT", body, "Content-Type", "application/json", "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(atom.current().version().number()).isZero();
        assertThat(send("PUT", body, "Content-Type", "application/json", "Origin", own)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void body_tooLarge_isRefused_andTheConnectionGoesOn() throws Exception {
        BodyPublisher large = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[500_000]));

        assertThat(send("PUT", large, "Content-Type", "application/json").statusCode())
                .isEqualTo(413);
        assertThat(send("GET", BodyPublishers.noBody()).body()).isEqualTo("{\"n\":1}");
    }
}
