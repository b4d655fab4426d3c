package io.entangle.pubsub.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.command.EntangleJar.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive as it is built, in JVMs of its own. */
final class EntangleJarIT {
    private static final Pattern READY =
            Pattern.compile("entangle hub on (http://127\\.0\\.0\\.1:(\\d+)/entangle), journal sqlite:state\\.db"
                    + " \\(disk\\), \\d+ atoms?");

    @TempDir
    private Path directory;

    private Map<String, String> environment = Map.of();
    private String port = "";

    private Result run(String... arguments) throws Exception {
        return EntangleJar.run(directory, environment, "", arguments);
    }

    private String output(String... arguments) throws Exception {
        Result result = run(arguments);
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        return result.out();
    }

    /** A hub that is ready, which the commands then ask. */
    private EntangleJar hub() throws InterruptedException {
        EntangleJar hub = EntangleJar.start(directory, Map.of(), "hub", "--port", "0", "--journal", "sqlite:state.db");
        String line = hub.next();
        Matcher ready = READY.matcher(line);
        assertThat(ready.matches()).as(line).isTrue();
        environment = Map.of("ENTANGLE_URL", ready.group(1));
        port = ready.group(2);
        return hub;
    }

    @Test
    void help_isPrintedWithoutWarnings() throws Exception {
        assertThat(output("--help")).startsWith("Usage: entangle ");
        assertThat(output("--version")).matches("entangle \\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void hub_killed_hasLostNothing() throws Exception {
        try (EntangleJar hub = hub()) {
            assertThat(output("set", "app-state", "{\"count\":0,\"text\":\"ä\"}"))
                    .isEqualTo("version 0");
            try (EntangleJar watch = EntangleJar.start(directory, environment, "watch", "app-state", "--count", "1")) {
                assertThat(watch.next()).isEqualTo("{\"count\":0,\"text\":\"ä\"}");
                assertThat(output("patch", "--merge", "app-state", "{\"count\":1}"))
                        .isEqualTo("version 1");
                assertThat(watch.end()).isEqualTo(new Result(0, "1 /count", ""));
            }
            hub.kill();
        }

        assertThat(output("journal", "verify", "sqlite:state.db"))
                .isEqualTo("sqlite:state.db: 1 atom, 1 version, nothing damaged");
        try (EntangleJar hub = hub()) {
            assertThat(output("get", "app-state")).isEqualTo("{\"count\":1,\"text\":\"ä\"}");
            assertThat(output("history", "app-state")).matches("1 \\S+Z http /count");
            assertThat(run("journal", "verify", "sqlite:state.db").err()).contains("in use by another process");
            assertThat(run("get", "nobody").status()).isEqualTo(3);
            assertThat(run("set", "app-state", "1", "--if-version", "7").status())
                    .isEqualTo(4);

            hub.terminate();
            assertThat(hub.end()).isEqualTo(new Result(0, "", ""));
        }
        String exported = output("journal", "export", "sqlite:state.db");
        assertThat(EntangleJar.run(directory, environment, exported, "journal", "import", "sqlite:copy.db")
                        .status())
                .isZero();
        assertThat(output("journal", "verify", "sqlite:copy.db"))
                .isEqualTo("sqlite:copy.db: 1 atom, 1 version, nothing damaged");
    }

    @Test
    void hubAndWatch_interrupted_endCleanly() throws Exception {
        try (EntangleJar hub = hub()) {
            output("set", "a", "1");
            Result second = run("hub", "--port", port);
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.err()).contains("Address already in use").hasLineCount(1);
            try (EntangleJar watch = EntangleJar.start(directory, environment, "watch", "a")) {
                assertThat(watch.next()).isEqualTo("1");
                watch.interrupt();
                assertThat(watch.end()).isEqualTo(new Result(0, "", ""));
            }
            hub.interrupt();
            assertThat(hub.end()).isEqualTo(new Result(0, "", ""));
        }
        assertThat(Files.list(directory).map(file -> file.getFileName().toString()))
                .as("SQLite has tidied up")
                .doesNotContain("state.db-wal");
    }
}
