package io.entangle.pubsub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.http.AtomServer.Answer;
import io.entangle.value.Doc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are not what they should be: each is refused, and the atom is as it was. */
final class BodiesIT {
    private static final int MAX_BYTES = 100_000;
    private static final Doc INITIAL = Doc.of("n", 1);

    private AtomServer server;
    private MemoryAtom<Doc> atom;

    @BeforeEach
    void open() {
        server = new AtomServer(HttpOptions.DEFAULT
                .withMaxBodyBytes(MAX_BYTES)
                .withMaxPatchOperations(50)
                .withBodyTimeout(Duration.ofMillis(500)));
        atom = server.atom("a", INITIAL);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void assertUnchanged() {
        assertThat(atom.current().value()).isEqualTo(INITIAL);
        assertThat(atom.current().version().number()).isZero();
        assertThat(server.get("/atoms/a").json()).isEqualTo(INITIAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nonsense",
                "{'n':1,'n':2}",
                "{'a':{'n':1,'\\u006e':2}}",
                "'\\ud800'",
                "'\\udc00\\ud800'",
                "{'\\ud800':1}",
                "{'a\\u0000b':1}",
                "NaN",
                "1e400",
                "9007199254740993",
                "01",
                "1 2",
                "[1,]",
                "// comment\n1",
                "'a\nb'",
                "\u0000",
                "1\u0000",
                "tru\u001b[31me"
            })
    void body_noJsonOfTheDomain_isRefused_withItsPlace(String json) {
        for (Answer answer : new Answer[] {
            server.put("/atoms/a", json.replace('\'', '"')),
            server.mergePatch("/atoms/a", json.replace('\'', '"')),
            server.jsonPatch("/atoms/a", json.replace('\'', '"'))
        }) {
            assertThat(answer.problem()).isEqualTo("400 bad-json");
            assertThat(answer.json().get("detail", String.class))
                    .contains("line ", "column ")
                    .doesNotContainPattern("\\p{C}");
        }
        assertUnchanged();
    }

    @Test
    void body_malformedUtf8_isRefused() {
        for (int[] octets : new int[][] {{0xFF}, {0xC0, 0x80}, {0xED, 0xA0, 0x80}, {0xF5, 0x80, 0x80, 0x80}, {0xC3}}) {
            byte[] body = new byte[octets.length + 2];
            body[0] = '"';
            for (int i = 0; i < octets.length; i++) {
                body[i + 1] = (byte) octets[i];
            }
            body[body.length - 1] = '"';

            Answer answer = server.send(
                    "PUT", "/atoms/a", BodyPublishers.ofByteArray(body), "Content-Type", "application/json");

            assertThat(answer.problem()).isEqualTo("400 bad-json");
            assertThat(answer.json().get("detail", String.class)).contains("malformed UTF-8");
        }
        assertThat(server.put("/atoms/a", "\uFEFF1").problem()).isEqualTo("400 bad-json");
        assertUnchanged();
    }

    @Test
    void body_nestedTooDeep_isRefused() {
        for (String json :
                new String[] {"[".repeat(65) + "]".repeat(65), "[".repeat(90_000), "[{\"\":".repeat(15_000)}) {
            assertThat(server.put("/atoms/a", json).problem()).isEqualTo("400 bad-json");
        }
        assertUnchanged();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | text/plain",
                "PUT | application/x-www-form-urlencoded",
                "PUT | multipart/form-data; boundary=x",
                "PUT | application/json-patch+json",
                "PUT | application/merge-patch+json",
                "PUT | application/json; charset=iso-8859-1",
                "PUT | application/jsonx",
                "PUT | ;",
                "PATCH | application/json",
                "PATCH | text/plain",
                "PATCH | application/vnd.entangle.delta+json",
                "PATCH | application/json-patch+json; charset=utf-16"
            })
    void body_ofAnotherContentType_isNotTaken(String method, String type) {
        Answer answer = server.send(method, "/atoms/a", "[]", "Content-Type", type);

        assertThat(answer.problem()).isEqualTo("415 unsupported-media-type");
        if (method.equals("PUT")) {
            assertThat(answer.header("Accept")).isEqualTo("application/json");
        } else {
            assertThat(answer.header("Accept-Patch"))
                    .isEqualTo("application/json-patch+json, application/merge-patch+json");
        }
        assertUnchanged();
    }

    @Test
    void body_withoutContentType_isNotTaken() {
        assertThat(server.send("PUT", "/atoms/a", "1").problem()).isEqualTo("415 unsupported-media-type");
        assertThat(server.send("PATCH", "/atoms/a", "[]").problem()).isEqualTo("415 unsupported-media-type");
        assertUnchanged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "gzip, identity", "\t"})
    void body_encoded_isNotTaken(String encoding) {
        Answer answer = server.put("/atoms/a", "1", "Content-Encoding", encoding.isBlank() ? "x" : encoding);

        assertThat(answer.problem()).isEqualTo("415 unsupported-media-type");
        assertThat(answer.header("Accept-Encoding")).isEqualTo("identity");
        assertThat(server.put("/atoms/a", INITIAL.toCanonicalJson(), "Content-Encoding", "identity")
                        .status())
                .isEqualTo(204);
        assertUnchanged();
    }

    @Test
    void body_ofTheLargestSize_isTaken_oneByteMoreIsNot() {
        String largest = "\"" + "x".repeat(MAX_BYTES - 2) + "\"";

        assertThat(server.put("/atoms/a", largest + " ").problem()).isEqualTo("413 too-large");
        assertThat(server.send("PUT", "/atoms/a", streamed(largest + " "), "Content-Type", "application/json")
                        .problem())
                .isEqualTo("413 too-large");
        assertUnchanged();
        assertThat(server.put("/atoms/a", largest).status()).isEqualTo(204);
        assertThat(server.send("PUT", "/atoms/a", streamed(largest), "Content-Type", "application/json")
                        .status())
                .isEqualTo(204);
    }

    /** Without a length, so in chunks. */
    private static BodyPublisher streamed(String text) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void body_announcedTooLarge_isRefusedBeforeItIsSent() throws IOException {
        try (Socket socket = Sockets.open(server.port())) {
            write(socket, head("PUT", "Content-Length: 999999999999", "Expect: 100-continue"));

            String answer = Sockets.read(socket);

            assertThat(answer).startsWith("HTTP/1.1 413").contains("\"code\":\"too-large\"");
            assertThat(answer.toLowerCase()).contains("connection: close");
        }
        assertUnchanged();
    }

    @Test
    void body_endlessChunks_areCutOff() throws IOException {
        try (Socket socket = Sockets.open(server.port())) {
            write(socket, head("PUT", "Transfer-Encoding: chunked"));
            byte[] chunk = ("400\r\n" + "x".repeat(1024) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            long sent = 0;
            try {
                while (sent < 10_000_000_000L) {
                    socket.getOutputStream().write(chunk);
                    sent += chunk.length;
                }
            } catch (SocketException cutOff) {
                // as it should be
            }
            assertThat(sent).isLessThan(10_000_000_000L);
        }
        assertUnchanged();
    }

    @Test
    void body_tooLargeInChunks_isAnsweredBeforeTheConnectionEnds() throws IOException {
        try (Socket socket = Sockets.open(server.port())) {
            write(socket, head("PUT", "Transfer-Encoding: chunked"));
            write(socket, "1ffff\r\n" + "x".repeat(0x1ffff) + "\r\n");

            assertThat(Sockets.read(socket)).startsWith("HTTP/1.1 413").contains("\"code\":\"too-large\"");
        }
        assertUnchanged();
    }

    @Test
    void body_tooLargeForAnAddressThatTakesNone_isCutOffToo() throws IOException {
        try (Socket socket = Sockets.open(server.port())) {
            write(socket, head("POST", "Content-Length: 999999999"));

            assertThat(Sockets.read(socket)).startsWith("HTTP/1.1 405");
        }
        assertUnchanged();
    }

    @Test
    void body_refusedButSmall_leavesTheConnectionOpen() throws IOException {
        try (Socket socket = Sockets.open(server.port())) {
            write(socket, head("POST", "Content-Length: 5") + "12345");
            write(socket, "GET /entangle/atoms/none HTTP/1.1\r\nHost: h\r\n\r\n");
            write(socket, "GET /entangle/atoms/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

            assertThat(Sockets.read(socket))
                    .containsSubsequence("HTTP/1.1 405", "HTTP/1.1 404", "HTTP/1.1 200", "{\"n\":1}");
        }
    }

    @Test
    void body_expectingContinue_isAskedFor() throws IOException {
        try (Socket socket = Sockets.open(server.port())) {
            write(socket, head("PUT", "Content-Length: 1", "Expect: 100-Continue", "Connection: close"));
            String interim = "HTTP/1.1 100 Continue\r\n\r\n";
            assertThat(new String(socket.getInputStream().readNBytes(interim.length()), StandardCharsets.US_ASCII))
                    .isEqualTo(interim);

            write(socket, "7");

            assertThat(Sockets.read(socket)).startsWith("HTTP/1.1 204");
        }
        assertThat(atom.current().value()).isEqualTo(Doc.from(7));
    }

    @Test
    void body_expectingSomethingElse_isRefused() throws IOException {
        try (Socket socket = Sockets.open(server.port())) {
            write(socket, head("PUT", "Content-Length: 1", "Expect: 200-ok", "Connection: close") + "7");

            assertThat(Sockets.read(socket)).startsWith("HTTP/1.1 417").contains("\"code\":\"expectation-failed\"");
        }
        assertUnchanged();
    }

    @Test
    void body_thatDoesNotCome_isWaitedForSoLong() throws IOException {
        try (Socket socket = Sockets.open(server.port())) {
            write(socket, head("PUT", "Content-Length: 9") + "{\"n\"");

            assertThat(Sockets.read(socket)).startsWith("HTTP/1.1 408").contains("\"code\":\"timeout\"");
        }
        assertUnchanged();
    }

    @Test
    void body_brokenOff_changesNothing() throws IOException {
        try (Socket socket = Sockets.open(server.port())) {
            write(socket, head("PUT", "Content-Length: 9") + "7");
            socket.shutdownOutput();
            Sockets.read(socket);
        }
        try (Socket socket = Sockets.open(server.port())) {
            write(socket, head("PUT", "Transfer-Encoding: chunked") + "1\r\n7\r\nzz\r\n");
            Sockets.read(socket);
        }
        assertUnchanged();
    }

    @Test
    void request_withoutHost_isAProblem() {
        assertThat(Sockets.exchange(server.port(), "GET /entangle/atoms/a HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":\"malformed-request\"");
        assertThat(Sockets.exchange(server.port(), "GET /entangle/atoms/a HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.0 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/entangle/atoms/%", "/entangle/atoms/%zz", "/entangle/atoms/a%2", "/entangle/%/x", "/%zz"})
    void request_malformedPath_isAProblem(String path) {
        assertThat(Sockets.exchange(server.port(), "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "\"code\":\"malformed-request\"");
    }

    @Test
    void request_rawOctetsInThePath_areShownSafely() {
        String answer = Sockets.exchange(
                server.port(), "GET /entangle/atoms/\u001b[31m\u0080\"<script> HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 (400|404).*");
        assertThat(answer).doesNotContain("\u001b", "\u0080");
    }

    @Test
    void request_pathToTheOutside_isNotFollowed() {
        for (String path :
                new String[] {"/entangle/atoms/..", "/entangle/atoms/%2e%2e", "/entangle/../atoms/a", "/atoms/a"}) {
            assertThat(Sockets.exchange(server.port(), "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .startsWith("HTTP/1.1 404")
                    .contains("\"code\":\"not-found\"");
        }
    }

    @Test
    void patch_ofTooManyOperations_isTooLarge() {
        String operation = "{\"op\":\"test\",\"path\":\"/n\",\"value\":1}";

        assertThat(server.jsonPatch("/atoms/a", "[" + (operation + ",").repeat(50) + operation + "]")
                        .problem())
                .isEqualTo("413 too-large");
        assertThat(server.jsonPatch("/atoms/a", "[" + (operation + ",").repeat(49) + operation + "]")
                        .status())
                .isEqualTo(204);
        assertUnchanged();
    }

    @Test
    void patch_thatCopiesItselfAgainAndAgain_isTooLarge() {
        // each operation doubles the list: 40 of them make a million million parts
        String list = "{\"op\":\"add\",\"path\":\"/l\",\"value\":[1]}";
        String doubling = ",{\"op\":\"copy\",\"from\":\"/l\",\"path\":\"/l/-\"}";

        Answer answer = server.jsonPatch("/atoms/a", "[" + list + doubling.repeat(40) + "]");

        assertThat(answer.problem()).isEqualTo("413 too-large");
        assertUnchanged();
    }

    private static String head(String method, String... headers) {
        return method + " /entangle/atoms/a HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
