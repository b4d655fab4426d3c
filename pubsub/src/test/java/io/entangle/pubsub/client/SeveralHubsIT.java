package io.entangle.pubsub.client;

import static io.entangle.pubsub.client.HubAndClients.done;
import static io.entangle.pubsub.client.HubAndClients.until;
import static io.entangle.pubsub.client.HubAndClients.untilEqual;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.atom.Version;
import io.entangle.datalog.Database;
import io.entangle.datalog.Schema;
import io.entangle.datalog.live.Connection;
import io.entangle.datalog.live.DatabaseType;
import io.entangle.datalog.live.Settled;
import io.entangle.datalog.live.Submission;
import io.entangle.journal.AtomHead;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.sql.Journals;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.HubEvent;
import io.entangle.pubsub.hub.HubOptions;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.testing.ForwardingJournal;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Two hubs on one journal in PostgreSQL, and their clients. */
final class SeveralHubsIT {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Path N = Path.of("n");

    private static EmbeddedPostgres server;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<AutoCloseable> open = new ArrayList<>();
    private String schema = "";

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        done(vertx.close());
    }

    /** Clients are closed before hubs. */
    private <R extends AutoCloseable> R closing(R opened) {
        open.add(opened);
        return opened;
    }

    private Journal journal(TestInfo test) {
        schema = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        return Journals.postgres(
                server.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + schema, "postgres", "postgres");
    }

    /** A hub that hears what the others append. */
    private Hub hearing(TestInfo test) {
        return closing(Hub.builder(vertx)
                .journal(journal(test))
                .lookEvery(NEVER)
                .createOnPut(true)
                .listen(0));
    }

    /** A way to the journal on which nothing is ever announced, and which can be cut. */
    private static final class DeafJournal extends ForwardingJournal {
        private final Journal kept;
        private volatile boolean isCut;

        DeafJournal(Journal kept) {
            this.kept = kept;
        }

        @Override
        protected Journal kept() {
            return kept;
        }

        @Override
        public List<AtomHead> atoms() {
            if (isCut) {
                throw new JournalException(JournalException.Failure.UNAVAILABLE, "the connection is cut", null);
            }
            return super.atoms();
        }

        @Override
        public void onAppended(Consumer<String> listener) {
            // lost
        }

        @Override
        public void close() {
            kept.close();
        }
    }

    /** A hub that looks only when it has to. */
    private Hub deaf(TestInfo test, Duration lookEvery) {
        return closing(Hub.builder(vertx)
                .journal(new DeafJournal(journal(test)))
                .lookEvery(lookEvery)
                .createOnPut(true)
                .listen(0));
    }

    private HubClient client(int port) {
        return closing(HubClient.builder(vertx, "ws://127.0.0.1:" + port + "/entangle")
                .options(HubAndClients.QUICK)
                .connect());
    }

    private HttpResponse<String> ask(Hub hub, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + "/entangle/atoms/" + path));
        return sent(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> put(Hub hub, String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + hub.port() + "/entangle/atoms/" + path))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json));
        return sent(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> sent(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static String version(HttpResponse<String> answer) {
        return tag(answer).replace("\"", "");
    }

    private static void allSynced(Replica<?>... replicas) {
        done(Future.all(Stream.of(replicas).map(Replica::synced).toList()));
    }

    @Test
    void writes_atBoth_areOneHistory(TestInfo test) {
        Hub first = hearing(test);
        Hub second = hearing(test);
        Atom<Doc> here = first.atom("shared", Doc.of("n", 0, "m", 0));
        Atom<Doc> there = second.atom("shared", Doc.of("n", 0, "m", 0));
        Replica<Doc> atFirst = client(first.port()).replica("shared");
        Replica<Doc> atSecond = client(second.port()).replica("shared");

        for (int i = 0; i < 20; i++) {
            String field = "f" + i;
            atFirst.increment(N, 1);
            atSecond.increment(N, 1);
            atFirst.swap(doc -> doc.with(field, "first"));
            atSecond.swap(doc -> doc.with(field, "second"));
            if (i % 5 == 0) {
                here.swap(doc -> doc.update("m", m -> (long) m + 1));
                there.swap(doc -> doc.update("m", m -> (long) m + 1));
            }
        }

        allSynced(atFirst, atSecond);
        untilEqual(atFirst, atSecond, here, there);
        assertThat(atFirst.get().get("n")).isEqualTo(40L);
        assertThat(atFirst.get().get("m")).isEqualTo(8L);
        assertThat(atFirst.get().map().size()).isEqualTo(22);
        assertThat(here.version()).isEqualTo(there.version()).isEqualTo(88);
        assertThat(atFirst.status().divergences() + atSecond.status().divergences())
                .isZero();
    }

    @Test
    void watches_ofAtomsThatAnotherHubWrites_areToldOfEachVersion(TestInfo test) {
        Hub first = hearing(test);
        Atom<Doc> written = first.atom("shared", Doc.of("n", 0));
        Atom<Doc> watched = hearing(test).atom("shared", Doc.of("n", 0));
        List<Object> told = new CopyOnWriteArrayList<>();
        watched.watch("told", (before, after) -> told.add(after.get("n")));

        for (int i = 0; i < 10; i++) {
            written.swap(doc -> doc.update("n", n -> (long) n + 1));
        }

        until(() -> told.size() == 10);
        assertThat(told).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void client_thatWanders_losesNothingAndRepeatsNothing(TestInfo test) {
        Hub first = hearing(test);
        Hub second = deaf(test, NEVER);
        first.atom("shared", Doc.of("n", 0));
        second.atom("shared", Doc.of("n", 0));
        Relay relay = new Relay(vertx, first.port());
        HubClient wanderer = client(relay.port());
        Replica<Doc> wandering = wanderer.replica("shared");
        Replica<Doc> staying = client(first.port()).replica("shared");
        List<Version> seen = new CopyOnWriteArrayList<>();
        wandering.watch("versions", (before, after) -> seen.add(wandering.version()));

        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 10; i++) {
                wandering.increment(N, 1);
            }
            staying.increment(N, 100);
            if (round % 2 == 0) {
                allSynced(wandering); // else it takes what is pending along
            }
            relay.leadTo(round % 2 == 0 ? second.port() : first.port());
        }
        relay.leadTo(first.port());

        allSynced(wandering, staying);
        untilEqual(wandering, staying);
        assertThat(wandering.get()).isEqualTo(Doc.of("n", 880));
        assertThat(seen)
                .extracting(Version::epoch)
                .containsOnly(wandering.version().epoch());
        assertThat(seen).extracting(Version::number).isSorted();
        assertThat(wandering.status().divergences()).isZero();
    }

    @Test
    void transactions_ofAWanderingClient_areAllAnswered(TestInfo test) {
        DatabaseType type = DatabaseType.of(Schema.parse("{:name {:db/unique :db.unique/identity}}"));
        Hub first = hearing(test);
        Hub second = hearing(test);
        Connection here = first.connection("shared", type);
        Connection there = second.connection("shared", type);
        Relay relay = new Relay(vertx, first.port());
        Connection wandering = client(relay.port()).connection("shared", type);
        Connection staying = client(second.port()).connection("shared", type);
        List<Submission> submissions = new ArrayList<>();

        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 5; i++) {
                String name = round + "-" + i;
                submissions.add(wandering.submit("[{:db/id \"w\" :name \"w" + name + "\"}]"));
                submissions.add(staying.submit("[{:db/id \"s\" :name \"s" + name + "\"}]"));
            }
            relay.leadTo(round % 2 == 0 ? second.port() : first.port());
        }

        Set<Long> txs = new HashSet<>();
        for (Submission submission : submissions) {
            Settled settled =
                    submission.settled().orTimeout(30, TimeUnit.SECONDS).join();
            txs.add(settled.tx().orElseThrow());
            settled.tempids()
                    .values()
                    .forEach(id -> assertThat(settled.db().entity(id)).isNotNull());
        }
        assertThat(txs).hasSize(60);
        untilEqual(here.cell(), there.cell(), wandering.cell(), staying.cell());
        assertThat(here.db().size()).isEqualTo(60);
        assertThat(here.db().maxTx()).isEqualTo(Database.FIRST_TX + 60);
    }

    @Test
    void hints_lost_areMadeUpForByLookingFromTimeToTime(TestInfo test) {
        Hub first = hearing(test);
        Hub second = deaf(test, Duration.ofMillis(50));
        first.atom("shared", Doc.of("n", 0));
        second.atom("shared", Doc.of("n", 0));
        Replica<Doc> writing = client(first.port()).replica("shared");
        Replica<Doc> reading = client(second.port()).replica("shared");

        writing.increment(N, 7);

        untilEqual(writing, reading);
        assertThat(reading.get()).isEqualTo(Doc.of("n", 7));
    }

    @Test
    void http_namesAVersionOfAnotherHub_isAnsweredWithIt(TestInfo test) {
        Hub first = hearing(test);
        Hub second = deaf(test, NEVER);

        HttpResponse<String> made = put(first, "page", "{\"title\":\"one\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(ask(second, "page").body()).isEqualTo("{\"title\":\"one\"}");

        String two = version(put(first, "page", "{\"title\":\"two\"}"));
        assertThat(ask(second, "page").body()).isEqualTo("{\"title\":\"one\"}");
        HttpResponse<String> read = ask(second, "page?version=" + two);
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body()).isEqualTo("{\"title\":\"two\"}");

        HttpResponse<String> three = put(first, "page", "{\"title\":\"three\"}");
        assertThat(ask(second, "page", "If-None-Match", tag(three)).statusCode())
                .isEqualTo(304);

        HttpResponse<String> four = put(first, "page", "{\"title\":\"four\"}");
        HttpResponse<String> five = put(second, "page", "{\"title\":\"five\"}", "If-Match", tag(four));
        assertThat(five.statusCode()).isEqualTo(204);
        assertThat(version(five)).startsWith("4-");
        assertThat(ask(first, "page?version=" + version(five)).body()).isEqualTo("{\"title\":\"five\"}");

        assertThat(ask(second, "page?version=99").statusCode()).isEqualTo(404);
        assertThat(ask(second, "absent").statusCode()).isEqualTo(404);
        assertThat(put(second, "page", "{}", "If-Match", tag(four)).statusCode())
                .isEqualTo(412);
    }

    @Test
    void subscription_toAnAtomMadeAtAnotherHub_isAnswered(TestInfo test) {
        Hub first = hearing(test);
        Hub second = deaf(test, NEVER);
        put(first, "page", "{\"title\":\"one\"}");

        Replica<Doc> replica = client(second.port()).replica("page");
        assertThat(replica.get()).isEqualTo(Doc.of("title", "one"));
        replica.swap(doc -> doc.with("title", "two"));
        allSynced(replica);

        assertThat(ask(first, "page?version=" + replica.version().number()).body())
                .isEqualTo("{\"title\":\"two\"}");
    }

    @Test
    void journal_cantBeReached_whatIsKnownElsewhereIsPutOff(TestInfo test) {
        DeafJournal way = new DeafJournal(journal(test));
        Hub first = hearing(test);
        Hub second = closing(Hub.builder(vertx)
                .journal(way)
                .options(HubOptions.DEFAULT.withHeartbeat(Duration.ofSeconds(10), Duration.ofSeconds(1)))
                .lookEvery(NEVER)
                .createOnPut(true)
                .listen(0));
        put(first, "page", "{\"n\":1}");
        assertThat(ask(second, "page").statusCode()).isEqualTo(200);
        String newest = version(put(first, "page", "{\"n\":2}"));
        Relay relay = new Relay(vertx, first.port());
        Replica<Doc> wandering = client(relay.port()).replica("page");
        Set<ErrorCode> failures = ConcurrentHashMap.newKeySet();
        second.watch("failures", event -> {
            if (event instanceof HubEvent.Failed failed) {
                failures.add(failed.code());
            }
        });
        way.isCut = true;

        HttpResponse<String> refused = ask(second, "page?version=" + newest);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        relay.leadTo(second.port());
        until(() -> failures.contains(ErrorCode.INTERNAL)); // and it is to come back later
        assertThat(wandering.get()).isEqualTo(Doc.of("n", 2));

        way.isCut = false;
        wandering.increment(N, 1);
        allSynced(wandering);
        assertThat(wandering.get()).isEqualTo(Doc.of("n", 3));
        until(() -> ask(second, "page?version=" + newest).statusCode() == 200);
    }

    @Test
    void epoch_begunUnderBothHubs_isGoneOnWith(TestInfo test) {
        Hub first = hearing(test);
        Hub second = hearing(test);
        Atom<Doc> here = first.atom("shared", Doc.of("n", 0));
        second.atom("shared", Doc.of("n", 0));
        Replica<Doc> atFirst = client(first.port()).replica("shared");
        Replica<Doc> atSecond = client(second.port()).replica("shared");
        atFirst.increment(N, 1);
        atSecond.increment(N, 1);
        allSynced(atFirst, atSecond);

        try (Journal another = journal(test)) {
            another.beginEpoch("shared", 99);
        }
        atFirst.increment(N, 1);
        atSecond.increment(N, 1);

        allSynced(atFirst, atSecond);
        until(() -> atFirst.version().epoch() == 99 && atSecond.version().epoch() == 99);
        untilEqual(atFirst, atSecond, here);
        assertThat(here.get()).isEqualTo(Doc.of("n", 4));
    }
}
