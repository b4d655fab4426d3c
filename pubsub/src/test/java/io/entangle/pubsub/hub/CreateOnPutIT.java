package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.journal.Journal;
import io.entangle.journal.MemoryJournal;
import io.entangle.journal.Snapshot;
import io.entangle.journal.sql.Journals;
import io.entangle.pubsub.client.HubClient;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Atoms of a hub made over HTTP. */
final class CreateOnPutIT {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private CompletableFuture<HttpResponse<String>> put(Hub hub, String id, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + hub.port() + "/entangle/atoms/" + id))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }

    @Test
    void put_unlessAsked_makesNothing() {
        try (Hub hub = Hubs.builder(vertx).listen(0)) {
            assertThat(put(hub, "new", "1").join().statusCode()).isEqualTo(404);
            assertThat(hub.atomIds()).isEmpty();
        }
    }

    @Test
    void put_unknownAtom_isOneOfTheHubs() {
        for (HubBuilder builder : List.of(Hub.builder(vertx), Hub.builder(vertx).journal(new MemoryJournal()))) {
            try (Hub hub = builder.createOnPut(true).listen(0);
                    HubClient client = HubClient.connect(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle")) {
                HttpResponse<String> made = put(hub, "new", "{\"count\":0}").join();

                assertThat(made.statusCode()).isEqualTo(201);
                assertThat(hub.atomIds()).containsExactly("new");
                assertThat(client.replica("new").get()).isEqualTo(Doc.of("count", 0));
                assertThat(put(hub, "new", "{\"count\":1}").join().statusCode()).isEqualTo(204);
                assertThat(put(hub, "odd%20id", "1").join().statusCode()).isEqualTo(400);
                assertThat(hub.atomIds()).containsExactly("new");
            }
        }
    }

    @Test
    void put_manyAtOnce_oneMakesIt() {
        for (HubBuilder builder : List.of(Hub.builder(vertx), Hub.builder(vertx).journal(new MemoryJournal()))) {
            try (Hub hub = builder.createOnPut(true).listen(0)) {
                List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    answers.add(put(hub, "new", "{\"by\":" + i + "}", "If-None-Match", "*"));
                }

                assertThat(answers.stream().map(answer -> answer.join().statusCode()))
                        .containsOnlyOnce(201)
                        .containsOnly(201, 412);
            }
        }
    }

    @Test
    void put_atomOfTheJournal_isOpenedAndWritten() {
        MemoryJournal journal = new MemoryJournal();
        Snapshot first = new Snapshot(3, 0, new HybridTimestamp(0, 0, new SiteId(1)), Doc.of("old", 1), null);
        journal.begin("there", 7, first);
        try (Hub hub = Hub.builder(vertx).journal(journal).createOnPut(true).listen(0)) {
            assertThat(put(hub, "there", "{\"old\":1}", "If-None-Match", "*")
                            .join()
                            .statusCode())
                    .isEqualTo(412);

            HttpResponse<String> written = put(hub, "there", "{\"new\":1}").join();

            assertThat(written.statusCode()).isEqualTo(204);
            assertThat(written.headers().firstValue("ETag")).hasValue("\"4-0000000000000007\"");
        }
    }

    @Test
    void put_journalOnDisk_survivesTheHub() {
        Path file = directory.resolve("state.db");
        try (Hub hub = Hub.builder(vertx)
                .journal(Journals.sqlite(file))
                .createOnPut(true)
                .listen(0)) {
            assertThat(put(hub, "new", "{\"count\":7}").join().statusCode()).isEqualTo(201);
        }

        try (Hub hub = Hub.builder(vertx).journal(Journals.sqlite(file)).build()) {
            Atom<Doc> atom = hub.atom("new", Doc.of());
            assertThat(atom.get()).isEqualTo(Doc.of("count", 7));
            assertThat(atom.version()).isZero();
        }
    }

    @Test
    void put_journalClosed_isRefusedForNow() {
        Journal journal = new MemoryJournal();
        try (Hub hub = Hub.builder(vertx).journal(journal).createOnPut(true).listen(0)) {
            journal.close();

            HttpResponse<String> refused = put(hub, "new", "1").join();

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(hub.atomIds()).isEmpty();
        }
    }
}
