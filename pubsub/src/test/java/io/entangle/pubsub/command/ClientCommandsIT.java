package io.entangle.pubsub.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.journal.MemoryJournal;
import io.entangle.pubsub.command.Shell.Result;
import io.entangle.pubsub.hub.Hub;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading, writing and watching the atoms of a hub. */
final class ClientCommandsIT {
    private final Vertx vertx = Vertx.vertx();
    private Hub hub;
    private Atom<Doc> atom;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        hub = Hub.builder(vertx).journal(new MemoryJournal()).createOnPut(true).listen(0);
        atom = hub.atom("app-state", Doc.of("count", 0, "list", Doc.list(1, 2)));
    }

    @AfterEach
    void stop() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private String url() {
        return "http://127.0.0.1:" + hub.port() + "/entangle";
    }

    private String[] atHub(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments[0], "--url", url()));
        all.addAll(Arrays.asList(arguments).subList(1, arguments.length));
        return all.toArray(String[]::new);
    }

    private Result run(String... arguments) {
        return Shell.run(atHub(arguments));
    }

    private static Result printed(String line) {
        return new Result(0, line, "");
    }

    // ---- get and list ----

    @Test
    void get_value_isCanonicalJsonInALine() {
        assertThat(run("get", "app-state")).isEqualTo(printed("{\"count\":0,\"list\":[1,2]}"));
        assertThat(run("get", "app-state", "--path", "/list/1")).isEqualTo(printed("2"));
        assertThat(run("get", "app-state", "--path", "")).isEqualTo(printed("{\"count\":0,\"list\":[1,2]}"));
        assertThat(run("get", "app-state", "--pretty").out()).isEqualTo("""
                {
                  "count": 0,
                  "list": [
                    1,
                    2
                  ]
                }""");
    }

    @Test
    void get_past_isWhatWasShownThen() {
        atom.swap(doc -> doc.with("count", 1));

        assertThat(run("get", "app-state", "--version", "0", "--path", "/count"))
                .isEqualTo(printed("0"));
        assertThat(run("get", "app-state", "--at", "2100-01-01T00:00:00+02:00", "--path", "/count"))
                .isEqualTo(printed("1"));
    }

    @Test
    void get_whatIsNotThere_isStatus3() {
        assertThat(run("get", "nobody")).isEqualTo(new Result(3, "", "entangle: there is no atom \"nobody\""));
        assertThat(run("get", "app-state", "--path", "/none").status()).isEqualTo(3);
        assertThat(run("get", "app-state", "--version", "9").status()).isEqualTo(3);
        assertThat(run("get", "app-state", "--at", "1999-01-01T00:00:00Z").status())
                .isEqualTo(3);
        assertThat(run("history", "nobody").status()).isEqualTo(3);
        assertThat(run("patch", "nobody", "[]").status()).isEqualTo(3);
        assertThat(run("set", "nobody", "1", "--path", "/a").status()).isEqualTo(3);
        assertThat(run("watch", "nobody").status()).isEqualTo(3);
    }

    @Test
    void list_manyAtoms_areAllThere() {
        for (int i = 0; i < 1100; i++) {
            hub.atom("atom/" + i, Doc.of());
        }

        assertThat(run("list").out().lines()).hasSize(1101).contains("app-state 0", "atom/1099 0");
        assertThat(run("list", "--json").out().lines())
                .hasSize(1101)
                .allMatch(line -> line.startsWith("{\"epoch\":\""));
    }

    @Test
    void get_noHubThere_isToldSo() {
        Result result = Shell.run("get", "app-state", "--url", "http://127.0.0.1:" + hub.port() + "/elsewhere");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("/elsewhere answers with status 404").hasLineCount(1);
    }

    // ---- set and patch ----

    @Test
    void set_value_isWrittenFromAnywhere() throws Exception {
        Path file = Files.writeString(directory.resolve("value.json"), "{ \"from\": \"a file, ä\" }");

        assertThat(run("set", "app-state", "{\"from\":1}")).isEqualTo(printed("version 1"));
        assertThat(atom.get()).isEqualTo(Doc.of("from", 1));
        assertThat(run("set", "app-state", "@" + file)).isEqualTo(printed("version 2"));
        assertThat(atom.get()).isEqualTo(Doc.of("from", "a file, ä"));
        assertThat(Shell.runWith("{\"from\":\"standard input, ä\"}\n", atHub("set", "app-state", "-")))
                .isEqualTo(printed("version 3"));
        assertThat(atom.get()).isEqualTo(Doc.of("from", "standard input, ä"));
        assertThat(run("set", "app-state", "--", "-5")).isEqualTo(printed("version 4"));
        assertThat(atom.get()).isEqualTo(Doc.from(-5));
    }

    @Test
    void set_unknownAtom_isMade() {
        assertThat(run("set", "users/ada lovelace", "1").status()).isEqualTo(1);
        assertThat(run("set", "users/ada", "{\"name\":\"Ada\"}")).isEqualTo(printed("version 0"));
        assertThat(run("get", "users/ada")).isEqualTo(printed("{\"name\":\"Ada\"}"));
    }

    @Test
    void set_part_isReplacedOrAdded() {
        assertThat(run("set", "app-state", "--path", "/count", "7")).isEqualTo(printed("version 1"));
        assertThat(run("set", "app-state", "--path", "/new", "{\"a\":null}")).isEqualTo(printed("version 2"));
        assertThat(run("set", "app-state", "--path", "/list/0", "\"first\"")).isEqualTo(printed("version 3"));
        assertThat(run("set", "app-state", "--path", "/list/-", "true")).isEqualTo(printed("version 4"));
        assertThat(run("get", "app-state").out())
                .isEqualTo("{\"count\":7,\"list\":[\"first\",2,true],\"new\":{\"a\":null}}");
        assertThat(run("set", "app-state", "--path", "/none/a", "1"))
                .matches(result -> result.status() == 1 && result.err().contains("/none"));
    }

    @Test
    void set_partWhileOthersWrite_losesNothing() {
        CompletableFuture<Void> others = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 2000; i++) {
                atom.swap(doc -> doc.update("count", n -> (long) n + 1));
            }
        });

        assertThat(run("set", "app-state", "--path", "/mine", "1").status()).isZero();

        others.join();
        assertThat(atom.get().get("count")).isEqualTo(2000L);
        assertThat(atom.get().get("mine")).isEqualTo(1L);
    }

    @Test
    void patch_bothKinds_areDone() {
        assertThat(run("patch", "app-state", "[{\"op\":\"remove\",\"path\":\"/list\"}]"))
                .isEqualTo(printed("version 1"));
        assertThat(run("patch", "app-state", "--merge", "{\"a\":1,\"count\":null}"))
                .isEqualTo(printed("version 2"));
        assertThat(atom.get()).isEqualTo(Doc.of("a", 1));
    }

    @Test
    void write_otherVersionExpected_isStatus4AndChangesNothing() {
        atom.swap(doc -> doc.with("count", 1));

        for (String[] write : new String[][] {
            {"set", "app-state", "1", "--if-version", "0"},
            {"set", "app-state", "--path", "/count", "1", "--if-version", "0"},
            {"patch", "app-state", "[]", "--if-version", "2"},
            {"set", "nobody", "1", "--if-version", "0"}
        }) {
            Result result = run(write);
            assertThat(result.status()).as(result.err()).isEqualTo(4);
            assertThat(result.err()).startsWith("entangle: ").hasLineCount(1);
        }
        assertThat(atom.version()).isEqualTo(1);
        assertThat(hub.atomIds()).containsExactly("app-state");
        assertThat(run("set", "app-state", "--path", "/count", "2", "--if-version", "1"))
                .isEqualTo(printed("version 2"));
    }

    @Test
    void write_badInput_isToldInTheHubsWords() {
        assertThat(run("set", "app-state", "{").err()).contains("line 1");
        assertThat(run("set", "app-state", "{", "--path", "/a").err()).contains("line 1");
        assertThat(run("patch", "app-state", "{}").status()).isEqualTo(1);
        assertThat(run("patch", "app-state", "[{\"op\":\"remove\",\"path\":\"/none\"}]")
                        .err())
                .isEqualTo("entangle: operation 0 (remove at \"/none\"): nothing stands at \"/none\"");
        assertThat(run("set", "app-state", "@" + directory.resolve("none")).err())
                .contains("none can't be read")
                .hasLineCount(1);
        assertThat(Shell.runWith(new byte[] {(byte) 0xff}, atHub("set", "app-state", "-"))
                        .err())
                .isEqualTo("entangle: standard input is not UTF-8");
        assertThat(atom.version()).isZero();
    }

    // ---- history and watch ----

    @Test
    void history_versions_areALineEach() {
        run("set", "app-state", "--path", "/count", "1");
        run("patch", "app-state", "--merge", "{\"list\":null,\"b\":{}}");

        List<String> lines = run("history", "app-state").out().lines().toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).matches("1 \\S+Z http /count");
        assertThat(lines.get(1)).matches("2 \\S+Z http /b -/list|2 \\S+Z http -/list /b");
        assertThat(run("history", "app-state", "--from", "2").out())
                .startsWith("2 ")
                .hasLineCount(1);
        assertThat(run("history", "app-state", "--to", "1").out())
                .startsWith("1 ")
                .hasLineCount(1);
        assertThat(run("history", "app-state", "--limit", "1").out())
                .startsWith("1 ")
                .hasLineCount(1);
        assertThat(run("history", "app-state", "--json").out().lines())
                .hasSize(2)
                .allMatch(line -> Doc.parse(line).has("patch"));
        assertThat(run("history", "app-state", "--from", "9").status()).isEqualTo(3);
    }

    /** A watch that runs beside the test. */
    private final class Watching {
        private final StringWriter out = new StringWriter();
        private final CompletableFuture<Integer> status;

        Watching(String... arguments) {
            status = CompletableFuture.supplyAsync(
                    () -> EntangleCommand.commandLine(
                                    InputStream.nullInputStream(), new PrintWriter(out), new PrintWriter(out))
                            .execute(atHub(arguments)),
                    task -> new Thread(task, "watch").start());
        }

        List<String> lines() {
            return out.toString().lines().toList();
        }
    }

    @Test
    void watch_changes_areToldOneByOneInOrder() {
        Watching watching = new Watching("watch", "app-state", "--count", "52");
        await().until(() -> watching.lines().size() == 1);

        for (int i = 1; i <= 50; i++) {
            atom.swap(doc -> doc.update("count", n -> (long) n + 1));
        }
        atom.swap(doc -> doc.without("list").with("b", 1));
        atom.reset(Doc.list(1));

        assertThat(watching.status.join()).isZero();
        List<String> lines = watching.lines();
        assertThat(lines.get(0)).isEqualTo("{\"count\":0,\"list\":[1,2]}");
        for (int i = 1; i <= 50; i++) {
            assertThat(lines.get(i)).isEqualTo(i + " /count");
        }
        assertThat(lines.get(51)).isIn("51 /b -/list", "51 -/list /b");
        assertThat(lines.get(52)).isEqualTo("52 (all)");
    }

    @Test
    void watch_part_isToldOfThatAlone() {
        Watching watching = new Watching("watch", "app-state", "--path", "/list", "--json", "--count", "2");
        await().until(() -> watching.lines().size() == 1);

        atom.swap(doc -> doc.with("count", 1));
        atom.swap(doc -> doc.with("list", Doc.list(1, 2, 3)));
        atom.swap(doc -> doc.without("list"));

        assertThat(watching.status.join()).isZero();
        assertThat(watching.lines())
                .containsExactly(
                        "{\"value\":[1,2],\"version\":0}",
                        "{\"patch\":[{\"op\":\"add\",\"path\":\"/2\",\"value\":3}],\"version\":2}",
                        "{\"patch\":[{\"op\":\"replace\",\"path\":\"\",\"value\":null}],\"version\":3}");
    }

    @Test
    void watch_hubRestarts_goesOn() {
        Watching watching = new Watching("watch", "app-state", "--count", "1");
        await().until(() -> watching.lines().size() == 1);
        int port = hub.port();

        hub.stop().toCompletionStage().toCompletableFuture().join();
        atom.swap(doc -> doc.with("count", 1));
        hub.start(port).toCompletionStage().toCompletableFuture().join();

        assertThat(watching.status.join()).isZero();
        assertThat(watching.lines().get(1)).isEqualTo("1 /count");
    }

    @Test
    void watch_noHub_isToldInOneLine() {
        Result result = Shell.run("watch", "a", "--url", "http://127.0.0.1:1/entangle");

        assertThat(result)
                .isEqualTo(new Result(1, "", "entangle: no hub can be reached at http://127.0.0.1:1/entangle"));
    }
}
