package io.entangle.pubsub.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entangle.pubsub.processes.JavaProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes transact in a database of a third, and each of the three is killed again and again. What has become of the
 * transactions is counted in the JSON that the hub gives over HTTP. {@code -Dconnection.count=N} transactions of each, {@code
 * -Dconnection.kills=N} in all; {@code -Dseed=N} repeats a run's choices.
 */
final class KilledConnectionsIT {
    private static final int COUNT = Integer.getInteger("connection.count", 120);
    private static final int KILLS = Integer.getInteger("connection.kills", 3);
    private static final int STEP = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<JavaProcess> processes = new ArrayList<>();
    private final List<Writer> writers = List.of(new Writer("a"), new Writer("b"));
    private JavaProcess hub;
    private int port;
    private int hubKills;

    @AfterEach
    void killAll() {
        processes.forEach(JavaProcess::close);
    }

    private JavaProcess started(Class<?> main, String... arguments) throws Exception {
        JavaProcess process = JavaProcess.start(List.of("-Xmx256m"), main, arguments);
        processes.add(process);
        return process;
    }

    private void startHub() throws Exception {
        hub = started(PeopleHub.class, directory.resolve("people.db").toString(), String.valueOf(port));
        port = Integer.parseInt(hub.expect("ready"));
    }

    /** One of the two that transact. */
    private final class Writer {
        private final String name;
        private JavaProcess process;
        private int made;
        private int kills;

        Writer(String name) {
            this.name = name;
        }

        void start() throws Exception {
            process = started(
                    PeopleWriter.class,
                    directory.resolve(name).toString(),
                    "ws://127.0.0.1:" + port + "/entangle",
                    name);
            int found = Integer.parseInt(process.expect("begins"));
            assertThat(found).as("what it had said was made").isGreaterThanOrEqualTo(made);
            made = found;
        }

        void transact() {
            process.say(String.valueOf(Math.min(COUNT, made + STEP)));
        }

        void expectMade() throws Exception {
            made = Integer.parseInt(process.expect("made"));
        }

        void kill() throws Exception {
            kills++;
            for (String line : process.kill()) {
                assertThat(line).startsWith("made ");
                made = Integer.parseInt(line.substring("made ".length()));
            }
            start();
        }
    }

    /** Kills one of the three in the middle of what the two do; each has its turn. */
    private void kill(int number) throws Exception {
        if (number % 3 == 0) {
            hubKills++;
            hub.kill();
            startHub();
        } else {
            writers.get(number % 3 - 1).kill();
        }
    }

    @Test
    void transactions_ofTwoProcesses_takeEffectOnce_howeverOftenTheThreeAreKilled() throws Exception {
        System.out.println("killed connections: seed " + seed + ", " + directory);
        long began = System.nanoTime();
        startHub();
        for (Writer writer : writers) {
            writer.start();
        }
        int killed = 0;
        while (writers.stream().anyMatch(writer -> writer.made < COUNT)) {
            int made = writers.stream().mapToInt(writer -> writer.made).sum();
            List<Writer> writing =
                    writers.stream().filter(writer -> writer.made < COUNT).toList();
            writing.forEach(Writer::transact);
            if (killed < KILLS && random.nextInt(2 * COUNT) < (killed + 1) * made / KILLS) {
                Writer victim = killed % 3 == 0 ? null : writers.get(killed % 3 - 1);
                kill(killed++);
                writing = writing.stream().filter(writer -> writer != victim).toList();
            }
            for (Writer writer : writing) {
                writer.expectMade();
            }
        }
        while (killed < KILLS) {
            kill(killed++);
        }

        for (Writer writer : writers) {
            writer.process.say("synced");
        }
        for (Writer writer : writers) {
            assertThat(writer.process.next(PATIENCE)).isEqualTo("synced");
        }
        String digest = digest(hub);
        for (Writer writer : writers) {
            await().atMost(PATIENCE).until(() -> digest(writer.process).equals(digest));
        }
        countInTheDocument();
        System.out.printf(
                "killed connections: %d transactions of each; kills: hub %d, replicas %d and %d; datoms, entities, last tx, digest: %s;"
                        + " %d s%n",
                COUNT,
                hubKills,
                writers.get(0).kills,
                writers.get(1).kills,
                digest,
                (System.nanoTime() - began) / 1_000_000_000);
    }

    private static String digest(JavaProcess process) throws Exception {
        process.say("digest");
        return process.expect("digest");
    }

    /** Each transaction has taken effect once, those of one process in the order in which they were made. */
    private void countInTheDocument() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/entangle/atoms/" + People.ID))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        JsonNode document = new ObjectMapper().readTree(answer.body());
        Map<String, Integer> times = new HashMap<>();
        Map<String, Integer> txs = new HashMap<>();
        int counted = 0;
        int items = 0;
        for (JsonNode entity : document.get("entities")) {
            JsonNode op = entity.get(":op");
            if (op != null && !op.get(0).asText().isEmpty()) {
                times.merge(op.get(0).asText(), 1, Integer::sum);
                txs.put(op.get(0).asText(), op.get(1).asInt());
            }
            counted += entity.has(":count") ? entity.get(":count").get(0).asInt() : 0;
            items += entity.has(":item") ? 1 : 0;
        }
        assertThat(times.values()).containsOnly(1);
        assertThat(times).hasSize(2 * COUNT);
        for (Writer writer : writers) {
            for (int number = 1; number <= COUNT; number++) {
                int tx = txs.get(writer.name + "-" + number);
                assertThat(number == 1 ? 0 : txs.get(writer.name + "-" + (number - 1)))
                        .isLessThan(tx);
            }
        }
        assertThat(document.get("tx").asInt()).isEqualTo(2 * COUNT);
        assertThat(counted).isEqualTo(2 * ofKind(1));
        assertThat(items).isEqualTo(2 * ofKind(0));
    }

    private static int ofKind(int kind) {
        int count = 0;
        for (int number = 1; number <= COUNT; number++) {
            count += number % People.KINDS == kind ? 1 : 0;
        }
        return count;
    }
}
