package io.entangle.journal.sql;

import static io.entangle.journal.Chain.entries;
import static io.entangle.journal.Chain.snapshot;
import static io.entangle.journal.Chain.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.entangle.clock.Entropy;
import io.entangle.journal.DamagedJournalException;
import io.entangle.journal.Durability;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.journal.Recovery;
import io.entangle.sql.Migrations;
import io.entangle.sql.Session;
import io.entangle.testing.Sqlite;
import io.entangle.value.Doc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular about a journal in a file. */
final class SqliteJournalTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("state.db");
    }

    @Test
    void sqlite_openedAgain_isAsItWas() {
        Recovery before;
        try (Journal journal = begun(20)) {
            journal.append(List.of(List.of(written("a", 21, "c", 1, Doc.of("told", true)))));
            journal.snapshot("a", snapshot(7));
            before = journal.recover("a", 10);
        }

        try (Journal journal = Journals.sqlite(file)) {
            assertThat(journal.recover("a", 10)).isEqualTo(before);
            assertThat(before.head().version()).isEqualTo(21);
            assertThat(journal.verify(progress -> {})).isEmpty();
        }
    }

    @Test
    void sqlite_directoryMissingAndOddNames_areMade() throws Exception {
        Path odd = directory.resolve("new dir/ä %41?mode=ro&x=1#y'\";.db");

        begun(odd, 3).close();

        try (Journal journal = Journals.sqlite(odd)) {
            assertThat(journal.name()).isEqualTo(odd.toRealPath().toString());
            assertThat(journal.recover("a", 9).entries()).hasSize(3);
        }
    }

    @Test
    void sqlite_symbolicLink_isTheFileItPointsTo() throws Exception {
        begun(3).close();
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), file);

        try (Journal journal = Journals.sqlite(link)) {
            assertThat(journal.atoms()).hasSize(1);
            assertThat(failure(() -> Journals.sqlite(file))).isEqualTo(Failure.CLOSED);
        }
    }

    @Test
    void sqlite_files_areTheirOwnersAlone() throws Exception {
        try (Journal journal = begun(3)) {
            assertThat(journal.atoms()).hasSize(1);
            try (var files = Files.list(directory)) {
                assertThat(files)
                        .hasSizeGreaterThanOrEqualTo(5)
                        .allSatisfy(
                                path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                                        .as("%s", path)
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void sqlite_lessDurableOnPurpose_isToldSo() {
        try (Journal journal = Journals.sqlite(file, Durability.PROCESS)) {
            assertThat(journal.durability()).isEqualTo(Durability.PROCESS);
        }
        try (Journal journal = Journals.sqlite(file)) {
            assertThat(journal.durability()).isEqualTo(Durability.DISK);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Journals.sqlite(file, Durability.MEMORY));
    }

    @Test
    void sqlite_connections_commitAsAskedFor() throws Exception {
        begun(1).close();

        try (Session session = new SqliteFile(file, Durability.DISK).openWriter()) {
            assertThat(session.number("PRAGMA synchronous")).isEqualTo(2);
            assertThat(session.text("PRAGMA journal_mode")).isEqualTo("wal");
            assertThat(session.number("PRAGMA auto_vacuum")).isEqualTo(2);
        }
        try (Session session = new SqliteFile(file, Durability.PROCESS).openWriter()) {
            assertThat(session.number("PRAGMA synchronous")).isEqualTo(1);
        }
    }

    @Test
    void sqlite_whatIsNoJournal_isRefusedAndNotTouched() throws Exception {
        Path text = directory.resolve("text.db");
        Files.writeString(
                text, "a text that somebody wants to keep, longer than the header of a database of SQLite is");
        Path shorter = directory.resolve("short.db");
        Files.writeString(shorter, "x");
        Path foreign = directory.resolve("foreign.db");
        Sqlite.run(foreign, "CREATE TABLE entry (mine TEXT)", "INSERT INTO entry VALUES ('precious')");

        for (Path path : List.of(text, shorter, foreign)) {
            byte[] before = Files.readAllBytes(path);
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> Journals.sqlite(path))
                    .withMessageContainingAll(path.toString(), "is not a journal", "not touched");
            assertThat(Files.readAllBytes(path)).isEqualTo(before);
        }
    }

    @Test
    void sqlite_emptyFile_becomesAJournal() throws Exception {
        Files.createFile(file);

        begun(2).close();

        assertThat(Sqlite.text(file, "SELECT count(*) FROM entry")).isEqualTo("2");
    }

    @Test
    void sqlite_creationBrokenOff_beginsAgain() throws Exception {
        Files.writeString(directory.resolve("state.db-new"), "half a database");

        begun(2).close();

        assertThat(Sqlite.text(file, "SELECT count(*) FROM entry")).isEqualTo("2");
    }

    @Test
    void sqlite_fileGoneButNotItsLog_isRefused() throws Exception {
        begun(2).close();
        Files.delete(file);
        Files.writeString(directory.resolve("state.db-wal"), "what was written last");

        assertThatExceptionOfType(DamagedJournalException.class)
                .isThrownBy(() -> Journals.sqlite(file))
                .withMessageContaining("state.db-wal");
        assertThat(file).doesNotExist();
    }

    @Test
    void sqlite_usedByThisProcess_isRefused() {
        try (Journal journal = begun(2)) {
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> Journals.sqlite(file))
                    .matches(e -> e.failure() == Failure.CLOSED)
                    .withMessageContainingAll(journal.name(), "in use by this process");
            assertThat(journal.atoms()).hasSize(1);
        }
        Journals.sqlite(file).close();
    }

    @Test
    void sqlite_usedByAnotherProcess_isRefusedUntilThatIsGone() throws Exception {
        Process other = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
            assertThat(said.readLine()).isEqualTo("open");
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> Journals.sqlite(file))
                    .matches(e -> e.failure() == Failure.CLOSED)
                    .withMessageContaining("in use by another process");
        } finally {
            other.destroyForcibly().waitFor();
        }

        try (Journal journal = Journals.sqlite(file)) {
            assertThat(journal.recover("a", 9).entries()).isEqualTo(entries("a", 0, 5));
        }
    }

    /** Holds a journal until it is killed. */
    static final class Holder {
        public static void main(String[] arguments) throws IOException {
            Journal journal = Journals.sqlite(Path.of(arguments[0]));
            journal.begin("a", 1, snapshot(0));
            journal.append(List.of(entries("a", 0, 5)));
            System.out.println("open");
            System.in.read();
        }
    }

    @Test
    void append_fileLockedByAnother_isUnavailableAndThenWorks() throws Exception {
        try (Journal journal = begun(2);
                Connection other = Sqlite.connect(file)) {
            onWriter(journal, "PRAGMA busy_timeout = 50");
            other.createStatement().execute("BEGIN IMMEDIATE");

            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> journal.append(List.of(entries("a", 2, 3))))
                    .matches(e -> e.failure() == Failure.UNAVAILABLE)
                    .withMessageContaining("another process holds the file locked");
            other.createStatement().execute("ROLLBACK");

            assertThat(journal.append(List.of(entries("a", 2, 3)))).containsExactly(true);
        }
    }

    @Test
    void append_diskFull_isUnavailableChangesNothingAndThenWorks() throws Exception {
        try (Journal journal = begun(2)) {
            onWriter(journal, "PRAGMA max_page_count = 20");

            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> journal.append(List.of(entries("a", 2, 5000))))
                    .matches(e -> e.failure() == Failure.UNAVAILABLE)
                    .withMessageContaining("the disk is full");

            assertThat(journal.recover("a", 9).head().version()).isEqualTo(2);
            assertThat(journal.append(List.of(entries("a", 2, 5000)))).containsExactly(true);
            assertThat(journal.verify(progress -> {})).isEmpty();
        }
    }

    @Test
    void compact_manyVersions_givesRoomBack() throws Exception {
        try (Journal journal = begun(100_000)) {
            journal.snapshot("a", snapshot(99_999));
            long before = pages(journal);

            journal.compact("a", 99_999);

            assertThat(before).isGreaterThan(1500);
            assertThat(pages(journal)).isLessThan(1100);
            assertThat(journal.verify(progress -> {})).isEmpty();
        }
    }

    @Test
    void sqlite_olderTables_areMigratedOnceAndWhole() throws Exception {
        begun(3).close();
        Migrations.Step addColumn = session -> session.run("ALTER TABLE atom ADD COLUMN added INTEGER");
        Migrations.Step failing = session -> session.run("ALTER TABLE entry ADD COLUMN more INTEGER", "no SQL");

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> open(new Schema(List.of(addColumn, failing))));
        assertThat(Sqlite.text(file, "SELECT value FROM meta WHERE key = 'schema'"))
                .isEqualTo("1");
        assertThat(Sqlite.text(file, "SELECT count(*) FROM pragma_table_info('atom') WHERE name = 'added'"))
                .isEqualTo("0");

        Schema second = new Schema(List.of(addColumn));
        open(second).close();
        open(second).close();
        assertThat(Sqlite.text(file, "SELECT value FROM meta WHERE key = 'schema'"))
                .isEqualTo("2");
        assertThat(Sqlite.text(file, "SELECT count(*) FROM pragma_table_info('atom') WHERE name = 'added'"))
                .isEqualTo("1");

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journals.sqlite(file))
                .matches(e -> e.failure() == Failure.UNAVAILABLE)
                .withMessageContainingAll("newer version of this library", "version 2", "up to 1");
        try (Journal journal = open(second)) {
            assertThat(journal.recover("a", 9).entries()).hasSize(3);
        }
    }

    private SqlJournal open(Schema schema) {
        return new SqlJournal(SqliteEngine.open(file, Durability.DISK, Entropy.SYSTEM, schema));
    }

    private Journal begun(int versions) {
        return begun(file, versions);
    }

    private static Journal begun(Path file, int versions) {
        Journal journal = Journals.sqlite(file);
        journal.begin("a", 1, snapshot(0));
        assertThat(journal.append(List.of(entries("a", 0, versions)))).containsExactly(true);
        return journal;
    }

    /** Runs SQL on the connection that writes, outside of a transaction where SQLite wants that. */
    private static void onWriter(Journal journal, String sql) {
        ((SqlJournal) journal).engine().write("set", session -> {
            session.run(sql);
            return null;
        });
    }

    private static long pages(Journal journal) {
        return ((SqlJournal) journal).engine().read("count", session -> session.number("PRAGMA page_count"));
    }

    private static Failure failure(Runnable opening) {
        try {
            opening.run();
        } catch (JournalException e) {
            return e.failure();
        }
        throw new AssertionError("nothing was refused");
    }
}
