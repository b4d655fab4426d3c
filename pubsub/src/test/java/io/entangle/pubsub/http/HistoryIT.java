package io.entangle.pubsub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.delta.JsonPatch;
import io.entangle.pubsub.http.AtomServer.Answer;
import io.entangle.value.Doc;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How versions were made, over HTTP. */
final class HistoryIT {
    private static final String EPOCH = "a1b2c3d4e5f60718";
    private static final String LINES = "application/x-ndjson";

    private AtomServer server;
    private MemoryAtom<Doc> atom;

    @BeforeEach
    void open() {
        server = new AtomServer();
        atom = server.host("a", Atom.of(Doc.of("n", 0)), 5000);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            atom.set("ada", doc -> doc.update("n", n -> (long) n + 1));
        }
    }

    private static List<Long> versions(Doc entries) {
        return entries.asList().stream()
                .map(entry -> ((Doc) entry).get("version", Long.class))
                .collect(Collectors.toList());
    }

    @Test
    void get_history_tellsWhoMadeEachVersionWhenOfWhat() {
        atom.set("ada", doc -> doc.with("n", 1));
        server.jsonPatch("/atoms/a", "[{\"op\":\"add\",\"path\":\"/l\",\"value\":[1]}]");

        Answer answer = server.get("/atoms/a/history");

        assertThat(answer.json())
                .isEqualTo(Doc.parse("{\"atom\":\"a\",\"epoch\":\"" + EPOCH + "\",\"from\":1,\"to\":2,\"next\":null,"
                        + "\"entries\":[{\"version\":1,\"time\":\"2026-11-20T15:00:01.250Z\",\"author\":\"ada\","
                        + "\"patch\":[{\"op\":\"replace\",\"path\":\"/n\",\"value\":1}]},"
                        + "{\"version\":2,\"time\":\"2026-11-20T15:00:02.250Z\",\"author\":\"http\","
                        + "\"patch\":[{\"op\":\"add\",\"path\":\"/l\",\"value\":[1]}]}]}"));
        assertThat(answer.header("Entangle-Version")).isEqualTo("2");
    }

    @Test
    void get_history_followedByNext_isAllOfIt() {
        write(250);
        List<Long> seen = new ArrayList<>();
        Doc value = Doc.of("n", 0);
        Object next = 1L;
        while (next != null) {
            Doc page = server.get("/atoms/a/history?from=" + next).json();
            assertThat(page.get("entries", Doc.class).size()).isLessThanOrEqualTo(100);
            for (Object entry : page.get("entries", Doc.class).asList()) {
                value = JsonPatch.apply(value, ((Doc) entry).get("patch", Doc.class));
            }
            seen.addAll(versions(page.get("entries", Doc.class)));
            next = page.get("next");
        }

        assertThat(seen).hasSize(250).isSorted().startsWith(1L).endsWith(250L).doesNotHaveDuplicates();
        assertThat(value).isEqualTo(atom.current().value());
    }

    @Test
    void get_stretch_isThat() {
        write(20);

        Doc page = server.get("/atoms/a/history?from=5&to=9").json();
        Doc cut = server.get("/atoms/a/history?from=5&to=9&limit=2").json();
        Doc beyond = server.get("/atoms/a/history?from=19&to=1000").json();

        assertThat(versions(page.get("entries", Doc.class))).containsExactly(5L, 6L, 7L, 8L, 9L);
        assertThat(page.get("next")).isNull();
        assertThat(versions(cut.get("entries", Doc.class))).containsExactly(5L, 6L);
        assertThat(cut.get("to")).isEqualTo(6L);
        assertThat(cut.get("next")).isEqualTo(7L);
        assertThat(versions(beyond.get("entries", Doc.class))).containsExactly(19L, 20L);
        assertThat(beyond.get("next")).isNull();
    }

    @Test
    void get_fromBehindTheNewest_isEmpty_furtherIsNotFound() {
        write(3);

        Doc page = server.get("/atoms/a/history?from=4").json();

        assertThat(page.get("entries")).isEqualTo(Doc.list());
        assertThat(page.get("from")).isEqualTo(4L);
        assertThat(page.get("to")).isEqualTo(3L);
        assertThat(page.get("next")).isNull();
        assertThat(server.get("/atoms/a/history?from=4", "Accept", LINES).body())
                .isEmpty();
        assertThat(server.get("/atoms/a/history?from=5").problem()).isEqualTo("404 unknown-version");
        assertThat(server.get("/atoms/none/history").problem()).isEqualTo("404 unknown-atom");
    }

    @Test
    void get_ofAnAtomNeverWritten_isEmpty() {
        Doc page = server.get("/atoms/a/history").json();

        assertThat(page.get("entries")).isEqualTo(Doc.list());
        assertThat(page.get("to")).isEqualTo(0L);
    }

    @Test
    void get_forgottenPart_isGoneIfAskedFor_andLeftOutIfNot() {
        atom = server.host("short", Atom.of(Doc.of("n", 0)), 10);
        write(30);

        assertThat(server.get("/atoms/short/history?from=3").problem()).isEqualTo("410 forgotten");
        assertThat(server.get("/atoms/short/history?from=21").problem()).isEqualTo("410 forgotten");
        assertThat(server.get("/atoms/short/history?from=22").json().get("from"))
                .isEqualTo(22L);
        Doc page = server.get("/atoms/short/history").json();
        assertThat(page.get("from")).isEqualTo(22L);
        assertThat(page.get("entries", Doc.class).size()).isEqualTo(9);
        assertThat(server.get("/atoms/short/history", "Accept", LINES).body().lines())
                .hasSize(9);
        assertThat(server.get("/atoms/short/history?from=1", "Accept", LINES).problem())
                .isEqualTo("410 forgotten");
    }

    @Test
    void get_largeEntries_endThePageEarly() {
        for (int i = 0; i < 10; i++) {
            String text = (i % 2 == 0 ? "a" : "b").repeat(400_000);
            atom.set("ada", doc -> doc.with("text", text));
        }

        Doc page = server.get("/atoms/a/history").json();

        assertThat(page.get("entries", Doc.class).size()).isEqualTo(3);
        assertThat(page.get("next")).isEqualTo(4L);
    }

    @Test
    void get_lines_areAllOfIt() {
        write(1234);

        Answer answer = server.get("/atoms/a/history", "Accept", LINES);

        assertThat(answer.header("Content-Type")).isEqualTo(LINES);
        List<Long> seen = Arrays.stream(answer.body().split("\n"))
                .map(line -> Doc.parse(line).get("version", Long.class))
                .collect(Collectors.toList());
        assertThat(seen).hasSize(1234).isSorted().startsWith(1L).endsWith(1234L).doesNotHaveDuplicates();
        assertThat(server.get("/atoms/a/history?limit=150", "Accept", LINES)
                        .body()
                        .lines())
                .hasSize(150);
        assertThat(server.get("/atoms/a/history?from=10&to=11", "Accept", LINES)
                        .body()
                        .lines())
                .hasSize(2);
    }

    @Test
    void get_linesNotTaken_areNotReadAheadOf() throws Exception {
        String text = "x".repeat(100_000);
        for (int i = 0; i < 2000; i++) {
            int n = i;
            atom.set("ada", doc -> doc.with("text", n + text));
        }
        int before = atom.pagesRead();
        try (Socket socket = Sockets.open(server.port())) {
            socket.getOutputStream()
                    .write(("GET /entangle/atoms/a/history HTTP/1.1\r\nHost: h\r\nAccept: " + LINES
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1024);
            assertThat(reader.readLine()).isEqualTo("HTTP/1.1 200 OK");
            // the server can answer others while it waits for this client, and has read no further for it
            for (int i = 0; i < 20; i++) {
                assertThat(server.get("/atoms/a?version=1").status()).isEqualTo(200);
            }
            assertThat(atom.pagesRead() - before).isLessThanOrEqualTo(2);

            long lines =
                    reader.lines().filter(line -> line.contains("\"version\":")).count();
            assertThat(lines).isEqualTo(2000);
        }
        assertThat(atom.pagesRead() - before).isGreaterThan(10);
    }

    @Test
    void get_linesWhileTheHubFails_breakOff() throws Exception {
        write(3000);
        atom.failAfterPages(3);
        try (Socket socket = Sockets.open(server.port())) {
            socket.getOutputStream()
                    .write(("GET /entangle/atoms/a/history HTTP/1.1\r\nHost: h\r\nAccept: " + LINES + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            String answer = Sockets.read(socket);

            assertThat(answer).startsWith("HTTP/1.1 200").contains("\"version\":1,", "\"version\":300,");
            // the last chunk, which says that all was sent
            assertThat(answer).doesNotEndWith("\r\n0\r\n\r\n").doesNotContain("problem", "secret");
        }
    }

    @Test
    void get_linesByAClientThatLeaves_areReadNoFurther() throws Exception {
        String text = "x".repeat(100_000);
        for (int i = 0; i < 2000; i++) {
            int n = i;
            atom.set("ada", doc -> doc.with("text", n + text));
        }
        try (Socket socket = Sockets.open(server.port())) {
            socket.getOutputStream()
                    .write(("GET /entangle/atoms/a/history HTTP/1.1\r\nHost: h\r\nAccept: " + LINES + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
        }

        await().until(() -> server.openConnections() == 0);
        assertThat(atom.pagesRead()).isLessThan(10);
        assertThat(server.get("/atoms/a").status()).isEqualTo(200);
    }
}
