package io.entangle.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.entangle.atom.Atom;
import io.entangle.pubsub.hub.Hub;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client in another language, written from {@code docs/protocol.md} alone, beside a hub of this one. */
final class NodeClientIT {
    private static final int WRITES = 40;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    /** What may be written to it is a number. */
    record Reading(long level) {}

    private final Vertx vertx = Vertx.vertx();
    private final Hub hub = Hub.builder(vertx).listen(0);

    @BeforeAll
    static void nodeIsThere() {
        boolean isThere = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> new File(directory, "node").canExecute());
        assumeTrue(
                isThere,
                "no node on the PATH, which runs examples/node: install Node.js 18 or later,"
                        + " on Debian by apt-get install -y --no-install-recommends nodejs");
    }

    @AfterEach
    void stop() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private String address(int port) {
        return "http://127.0.0.1:" + port + Hub.DEFAULT_MOUNT_POINT;
    }

    @Test
    void hubAndNodeWrite_connectionCut_bothEndWithTheSameValue() throws IOException {
        Atom<Doc> state = hub.atom("app-state", first());
        Map<Long, Doc> versions = new ConcurrentHashMap<>(Map.of(0L, first()));
        state.watch("log", (before, after) -> versions.put((long) versions.size(), after));
        Relay relay = new Relay(vertx, hub.port());
        try (RunningNode node = new RunningNode(address(relay.port()), "app-state")) {
            await().atMost(LONG_ENOUGH).until(() -> node.said("value 0 "));

            for (int i = 1; i <= WRITES; i++) {
                int step = i;
                node.say("set /node/seen " + step);
                state.swap(doc -> changed(doc, step));
                if (step == WRITES / 2) {
                    await().atMost(LONG_ENOUGH).until(() -> node.said("accepted 1"));
                    assertThat(relay.cut()).as("connections cut").isPositive();
                }
            }

            await().atMost(LONG_ENOUGH)
                    .untilAsserted(() -> assertThat(node.accepted())
                            .as("sequences accepted, in order")
                            .isEqualTo(IntStream.rangeClosed(1, WRITES)
                                    .mapToObj(Integer::toString)
                                    .toList()));
            await().atMost(LONG_ENOUGH)
                    .untilAsserted(() ->
                            assertThat(node.newest()).isEqualTo(new RunningNode.Value(state.version(), state.get())));
            assertThat(state.get().get(Path.parse("/node/seen"))).isEqualTo((long) WRITES);
            assertThat(state.get().get("count")).isEqualTo((long) WRITES);
            await().atMost(LONG_ENOUGH)
                    .untilAsserted(() -> assertThat(node.values())
                            .allSatisfy(value -> assertThat(value.doc())
                                    .as("version %s", value.version())
                                    .isEqualTo(versions.get(value.version()))));
            assertThat(node.values()).extracting(RunningNode.Value::version).isSorted();
        }
    }

    private static Doc first() {
        return Doc.of("count", 0, "log", Doc.list(), "users", Doc.list(Doc.of("name", "Ada", "age", 36)));
    }

    /** Changes of all kinds that deltas have names for. */
    private static Doc changed(Doc doc, int step) {
        Doc log = ((Doc) doc.get("log")).append("step " + step);
        Doc counted = doc.with("count", step)
                .with("log", log.size() > 5 ? log.splice(1, 2, List.of("…")) : log)
                .with(Path.parse("/users/0/age"), step);
        return step % 2 == 0 ? counted.without("odd") : counted.with("odd", Doc.of("step", step));
    }

    @Test
    void hubBeginsAgain_historyLost_whatNodeHadNotSentIsWritten() throws IOException {
        hub.atom("app-state", Doc.of("count", 1));
        int port = hub.port();
        try (RunningNode node = new RunningNode(address(port), "app-state")) {
            node.say("set /before true");
            await().atMost(LONG_ENOUGH).until(() -> node.said("accepted 1"));

            hub.close();
            node.say("set /after true");
            try (Hub other = Hub.builder(vertx).listen(port)) {
                Atom<Doc> state = other.atom("app-state", Doc.of("count", 2));

                await().atMost(LONG_ENOUGH).until(() -> node.said("accepted 2"));
                assertThat(state.get()).isEqualTo(Doc.of("count", 2, "after", true));
                await().atMost(LONG_ENOUGH)
                        .untilAsserted(() -> assertThat(node.newest())
                                .isEqualTo(new RunningNode.Value(state.version(), state.get())));
            }
        }
    }

    @Test
    void nodeWrites_whatTheHubDoesNotTake_isToldWhy() throws IOException {
        Atom<Reading> reading = hub.atom("reading", AtomType.of(Reading.class), new Reading(1));
        try (RunningNode node = new RunningNode(address(hub.port()), "reading")) {
            await().atMost(LONG_ENOUGH).until(() -> node.said("value 0 "));

            node.say("set /level \"high\"");
            node.say("set /level 2");

            await().atMost(LONG_ENOUGH).until(() -> node.said("accepted 2"));
            assertThat(node.said("refused ")).isTrue();
            assertThat(node.said("accepted 1")).isFalse();
            assertThat(reading.get()).isEqualTo(new Reading(2));
        }
    }
}
