package io.entangle.pubsub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.journal.sql.Journals;
import io.entangle.pubsub.hub.Hub;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of docs/http.md and of the README, run as they stand but for the port, say what stands below them. */
final class HttpDocumentIT {
    private static final Path DOCUMENT = Path.of("..", "docs", "http.md");
    private static final Path README = Path.of("..", "README.md");
    private static final String ADDRESS = "http://localhost:8080/";

    @Test
    void curlLines_all_answerWhatIsPrinted() throws Exception {
        assertThat(run("command -v curl"))
                .as("curl must be installed: this test runs the curl lines of docs/http.md")
                .isNotEmpty();
        String document = Files.readString(DOCUMENT);
        try (AtomServer server = new AtomServer()) {
            server.makeAtoms();
            server.atom("app-state", Doc.of("count", 0, "title", "Groceries"));

            String told = retold(document, server.port(), 10);

            Files.writeString(Path.of("target", "http.md"), told);
            assertThat(told)
                    .as("docs/http.md as it should be is in target/http.md")
                    .isEqualTo(document);
        }
    }

    @Test
    void curlLinesOfTheReadme_onAHubWithAJournal_answerWhatIsPrinted(@TempDir Path directory) throws Exception {
        String document = Files.readString(README);
        Vertx vertx = Vertx.vertx();
        try (Hub hub = Hub.builder(vertx)
                .journal(Journals.sqlite(directory.resolve("state.db")))
                .listen(0)) {
            hub.atom("app-state", Doc.of("count", 0, "title", "Groceries"));

            assertThat(retold(document, hub.port(), 3)).isEqualTo(document);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void problems_all_standInTheTable() throws IOException {
        String document = Files.readString(DOCUMENT);

        assertThat(Problem.values())
                .allSatisfy(problem -> assertThat(document.lines()
                                .filter(line -> line.startsWith("| " + problem.status() + " |"))
                                .collect(Collectors.joining()))
                        .contains("`" + problem.code() + "`"));
    }

    /** The document with what its lines really answer. */
    private static String retold(String document, int port, int atLeast) throws Exception {
        List<String> told = new ArrayList<>();
        boolean isConsole = false;
        int ran = 0;
        for (String line : document.split("\n", -1)) {
            if (line.equals("```console")) {
                isConsole = told.isEmpty() || !told.get(told.size() - 1).equals("<!-- command -->"); // another test's
            } else if (line.equals("```")) {
                isConsole = false;
            }
            if (isConsole && line.startsWith("$ ")) {
                assertThat(line).startsWith("$ curl ").contains(ADDRESS);
                told.add(line);
                String answer = run(line.substring(2).replace(ADDRESS, "http://localhost:" + port + "/"));
                told.addAll(
                        Arrays.asList(answer.replace("\r", "").stripTrailing().split("\n")));
                ran++;
            } else if (!isConsole || line.equals("```console")) {
                told.add(line);
            }
        }
        assertThat(ran).isGreaterThan(atLeast);
        return String.join("\n", told);
    }

    private static String run(String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
