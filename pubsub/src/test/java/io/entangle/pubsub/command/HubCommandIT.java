package io.entangle.pubsub.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.journal.Entry;
import io.entangle.journal.Journal;
import io.entangle.journal.sql.Journals;
import io.entangle.pubsub.client.SelfSigned;
import io.entangle.pubsub.command.Shell.Result;
import io.entangle.value.Doc;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub of the command, within this JVM. */
final class HubCommandIT {
    private static final Pattern READY =
            Pattern.compile("entangle hub on (https?://127\\.0\\.0\\.1:\\d+/entangle), (.*)");

    @TempDir
    private Path directory;

    /** A hub that runs beside the test. */
    private static final class Running implements AutoCloseable {
        private final StringWriter out = new StringWriter();
        private final StringWriter err = new StringWriter();
        private final Thread thread;
        private volatile int status = -1;

        Running(String... arguments) {
            thread = new Thread(
                    () -> status = EntangleCommand.commandLine(
                                    InputStream.nullInputStream(),
                                    new PrintWriter(out, true),
                                    new PrintWriter(err, true))
                            .execute(arguments),
                    "hub");
            thread.start();
            await().until(() -> out.toString().endsWith("\n") || !thread.isAlive());
        }

        Matcher ready() {
            Matcher ready = READY.matcher(out.toString().strip());
            assertThat(ready.matches()).as(out.toString() + err).isTrue();
            return ready;
        }

        String url() {
            return ready().group(1);
        }

        String state() {
            return ready().group(2);
        }

        int end() {
            thread.interrupt();
            await().until(() -> !thread.isAlive());
            return status;
        }

        @Override
        public void close() {
            end();
        }
    }

    @Test
    void hub_inMemory_makesTheAtomsAskedFor() throws Exception {
        try (Running hub = new Running("hub", "--port", "0", "-a", "a={\"x\": 1}", "--atom", "users/b")) {
            assertThat(hub.state()).isEqualTo("journal memory, 2 atoms");
            assertThat(Shell.run("get", "a", "--url", hub.url()).out()).isEqualTo("{\"x\":1}");
            assertThat(Shell.run("get", "users/b", "--url", hub.url()).out()).isEqualTo("{}");
            assertThat(hub.end()).isZero();
            assertThat(hub.err.toString()).isEmpty();
        }
    }

    @Test
    void hub_withACertificate_speaksTls() throws Exception {
        SelfSigned own = new SelfSigned(directory);
        String certificate = own.certificate().toString();
        try (Running hub = new Running(
                "hub",
                "--port",
                "0",
                "-a",
                "a=1",
                "--tls-cert",
                certificate,
                "--tls-key",
                own.key().toString())) {
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .sslContext(own.believing())
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create(hub.url() + "/atoms/a"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(hub.url()).startsWith("https://");
            assertThat(answer.body()).isEqualTo("1");
        }
    }

    @Test
    void hub_withAFileThatIsNoCertificate_saysSo() throws Exception {
        String file = Files.writeString(directory.resolve("no.pem"), "not PEM").toString();

        Result result = Shell.run("hub", "--port", "0", "--tls-cert", file, "--tls-key", file);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).startsWith("entangle: ").hasLineCount(1);
    }

    @Test
    void hub_onAFile_opensAllItHas() throws Exception {
        String journal = "sqlite:" + directory.resolve("state.db");
        try (Running hub = new Running("hub", "--port", "0", "--journal", journal, "--atom", "a=1")) {
            assertThat(hub.state()).isEqualTo("journal " + journal + " (disk), 1 atom");
            assertThat(Shell.run("set", "b", "2", "--url", hub.url()).status()).isZero();
            assertThat(Shell.run("set", "b", "3", "--url", hub.url()).out()).isEqualTo("version 1");
            assertThat(hub.end()).isZero();
        }

        try (Running hub = new Running("hub", "--port", "0", "--journal", journal, "--atom", "a=9")) {
            assertThat(hub.state()).endsWith(", 2 atoms");
            assertThat(Shell.run("get", "a", "--url", hub.url()).out()).isEqualTo("1");
            assertThat(Shell.run("get", "b", "--url", hub.url()).out()).isEqualTo("3");
            assertThat(Shell.run("get", "b", "--version", "0", "--url", hub.url())
                            .out())
                    .isEqualTo("2");
        }
    }

    @Test
    void hub_atomOfAnotherProgram_isLeftOut() throws Exception {
        Path file = directory.resolve("state.db");
        try (Journal journal = Journals.sqlite(file)) {
            Journaled.fill(journal, "not for a hub", 0, 1);
            Journaled.fill(journal, "a", 0, 1);
        }

        try (Running hub = new Running("hub", "--port", "0", "--journal", "sqlite:" + file)) {
            assertThat(hub.state()).endsWith(", 1 atom");
            assertThat(hub.err.toString())
                    .startsWith("entangle: left out: ")
                    .contains("not for a hub")
                    .hasLineCount(1);
        }
    }

    @Test
    void hub_atomItCantOpen_isNotLeftOut() {
        Path file = directory.resolve("state.db");
        try (Journal journal = Journals.sqlite(file)) {
            Journaled.fill(journal, "a", 0, 1);
            HybridTimestamp made = new HybridTimestamp(9_000, 0, new SiteId(1));
            Entry.Origin odd = new Entry.Origin("c", 2, Doc.of("not", "what a hub writes"));
            journal.append(List.of(List.of(new Entry("a", 2, 9_000, made, odd, Delta.NONE, null))));
        }

        Result result = Shell.run("hub", "--port", "0", "--journal", "sqlite:" + file);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("entangle: the atom \"a\" can't be opened: ")
                .hasLineCount(1);
    }

    @Test
    void hub_portInUse_isToldInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Result result = Shell.run("hub", "--port", Integer.toString(taken.getLocalPort()));

            assertThat(result)
                    .isEqualTo(new Result(
                            1,
                            "",
                            "entangle: the hub can't listen on 127.0.0.1:" + taken.getLocalPort()
                                    + ": Address already in use"));
        }
    }

    @Test
    void hub_journalInUse_isToldInOneLine() {
        Path file = directory.resolve("state.db");
        try (Journal journal = Journals.sqlite(file)) {
            Result result = Shell.run("hub", "--port", "0", "--journal", "sqlite:" + file);

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err()).contains("in use", journal.name()).hasLineCount(1);
        }
    }

    @Test
    void hub_journalDamaged_tellsThePlace() throws Exception {
        Path file = directory.resolve("state.db");
        try (Journal journal = Journals.sqlite(file)) {
            Journaled.fill(journal, "a", 0, 9);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE entry SET delta = '[]' WHERE version = 7");
        }

        Result result = Shell.run("hub", "--port", "0", "--journal", "sqlite:" + file);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("damaged", file.getFileName().toString(), "table entry, atom \"a\", version 7")
                .hasLineCount(1);
    }

    @Test
    void hub_serverUnreachable_isToldInOneLine() {
        Result result = Shell.run("hub", "--port", "0", "--journal", "postgres://ada:secret@127.0.0.1:1/app");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("127.0.0.1:1")
                .doesNotContain("secret")
                .hasLineCount(1);
    }

    @Test
    void hub_otherAddressMeant_listensThere() throws Exception {
        Running hub = new Running("hub", "--port", "0", "--host", "0.0.0.0", "--insecure");

        assertThat(hub.out.toString()).startsWith("entangle hub on http://0.0.0.0:");
        assertThat(hub.end()).isZero();
    }
}
