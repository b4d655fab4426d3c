package io.entangle.pubsub.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.journal.Journal;
import io.entangle.journal.sql.Journals;
import io.entangle.pubsub.command.Shell.Result;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking after journals in PostgreSQL, and moving them to files and back. */
final class JournalInPostgresIT {
    private static EmbeddedPostgres server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String address(String schema) {
        return "postgres://postgres:postgres@localhost:" + server.getPort() + "/postgres?currentSchema=" + schema;
    }

    private static String withoutEpochs(String lines) {
        return lines.replaceAll("\"epoch\":\"[0-9a-f]{16}\"", "\"epoch\":\"…\"");
    }

    @Test
    void import_intoPostgresAndBack_isTheSameButForTheEpochs() {
        Path file = directory.resolve("state.db");
        try (Journal journal = Journals.sqlite(file)) {
            Journaled.fill(journal, "a", 0, 1200, 700);
            Journaled.fill(journal, "users/ä", 5, 9, 8);
        }
        String exported = Shell.run("journal", "export", "sqlite:" + file).out();

        Result there = Shell.runWith(exported, "journal", "import", address("there"));
        String between = Shell.run("journal", "export", address("there")).out();
        Result back = Shell.runWith(between, "journal", "import", "sqlite:" + directory.resolve("back.db"));

        assertThat(there.out()).as(there.err()).startsWith("imported 2 atoms, 1204 versions");
        assertThat(back.out()).as(back.err()).startsWith("imported 2 atoms, 1204 versions");
        assertThat(withoutEpochs(between)).isEqualTo(withoutEpochs(exported));
        assertThat(withoutEpochs(Shell.run("journal", "export", "sqlite:" + directory.resolve("back.db"))
                        .out()))
                .isEqualTo(withoutEpochs(exported));
        assertThat(Shell.runWith(exported, "journal", "import", address("there"))
                        .err())
                .contains("has an atom \"a\" already")
                .doesNotContain("postgres:postgres");
    }

    @Test
    void anyOf_postgres_isLookedAfter() {
        try (Journal journal = Journals.postgres(
                server.getJdbcUrl("postgres", "postgres") + "&currentSchema=kept", "postgres", "postgres")) {
            Journaled.fill(journal, "a", 0, 30, 20);
        }

        Result verified = Shell.run("journal", "verify", address("kept"));
        assertThat(verified.out())
                .as(verified.err())
                .isEqualTo(
                        "postgres://localhost:" + server.getPort() + "/postgres: 1 atom, 30 versions, nothing damaged");
        assertThat(Shell.run("journal", "repair", address("kept")).out()).endsWith("nothing damaged");
        assertThat(Shell.run("journal", "compact", address("kept"), "--keep-versions", "2")
                        .out())
                .isEqualTo("a: versions 20 to 30, before versions 0 to 30");
    }

    @Test
    void address_driverCantRead_isAWrongArgument() {
        Result result = Shell.run("journal", "verify", address("A.B"));

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("currentSchema").hasLineCount(1);
    }
}
