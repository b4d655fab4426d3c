package io.entangle.journal.sql;

import static io.entangle.journal.Chain.entry;
import static io.entangle.journal.Chain.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entangle.journal.Chain;
import io.entangle.journal.Damage;
import io.entangle.journal.DamagedJournalException;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException.Failure;
import io.entangle.testing.Sqlite;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What else wrote to a journal, or was lost of it, is found, named and not built upon. */
final class SqliteDamageTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void begin() {
        file = directory.resolve("state.db");
        try (Journal journal = Journals.sqlite(file)) {
            Chain.fill(journal);
        }
    }

    /** SQL that damages the atom "a", number 1, and what the place of the damage says. */
    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of(
                        "UPDATE entry SET delta = '[]' WHERE atom = 1 AND version = 250",
                        "table entry, atom \"a\", version 250"),
                Arguments.of(
                        "UPDATE entry SET at_ms = at_ms + 1 WHERE atom = 1 AND version = 250",
                        "table entry, atom \"a\", version 250"),
                Arguments.of(
                        "UPDATE entry SET client = 'x', sequence = 1 WHERE atom = 1 AND version = 250",
                        "table entry, atom \"a\", version 250"),
                Arguments.of(
                        "UPDATE entry SET notes = 'null' WHERE atom = 1 AND version = 250",
                        "table entry, atom \"a\", version 250"),
                Arguments.of(
                        "DELETE FROM entry WHERE atom = 1 AND version = 250", "table entry, atom \"a\", version 250"),
                Arguments.of(
                        "DELETE FROM entry WHERE atom = 1 AND version = 303", "table entry, atom \"a\", version 303"),
                Arguments.of(
                        "DELETE FROM entry WHERE atom = 1 AND version > 200", "table entry, atom \"a\", version 201"),
                Arguments.of(
                        "UPDATE entry SET version = 304 WHERE atom = 1 AND version = 303",
                        "table entry, atom \"a\", version 304"),
                Arguments.of(
                        "INSERT INTO entry SELECT atom, 304, at_ms, made_ms, made_counter, made_site, client, sequence, checksum,"
                                + " outcomes, delta, notes FROM entry WHERE atom = 1 AND version = 303",
                        "table entry, atom \"a\", version 304"),
                Arguments.of(
                        "UPDATE entry SET version = CASE version WHEN 250 THEN -1 ELSE 250 END WHERE atom = 1 AND version IN (250, 251);"
                                + " UPDATE entry SET version = 251 WHERE version = -1",
                        "table entry, atom \"a\", version 250"),
                Arguments.of(
                        "UPDATE snapshot SET value = '{}' WHERE atom = 1 AND version = 200",
                        "table snapshot, atom \"a\", version 200"),
                Arguments.of(
                        "UPDATE snapshot SET made_counter = 9 WHERE atom = 1 AND version = 200",
                        "table snapshot, atom \"a\", version 200"),
                Arguments.of("DELETE FROM snapshot WHERE atom = 1 AND version = 200", "table snapshot, atom \"a\""),
                Arguments.of("DELETE FROM snapshot WHERE atom = 1 AND version = 0", "table snapshot, atom \"a\""),
                Arguments.of("DELETE FROM snapshot WHERE atom = 1", "table snapshot, atom \"a\""),
                Arguments.of(
                        "UPDATE client SET sequence = 1 WHERE client = 'c'", "table client, atom \"a\", client \"c\""),
                Arguments.of(
                        "UPDATE client SET outcomes = NULL WHERE client = 'c'",
                        "table client, atom \"a\", client \"c\""),
                Arguments.of(
                        "UPDATE client SET client = 'e' WHERE client = 'd'", "table client, atom \"a\", client \"e\""),
                Arguments.of("DELETE FROM client WHERE client = 'd'", "table client, atom \"a\""),
                Arguments.of("UPDATE atom SET version = 302 WHERE id = 1", "table atom, atom \"a\""),
                Arguments.of("UPDATE atom SET epoch = 3 WHERE id = 1", "table atom, atom \"a\""),
                Arguments.of("UPDATE atom SET name = 'x' WHERE id = 1", "table atom, atom \"x\""));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void recover_damaged_isRefusedWithThePlaceAndChangesNothing(String sql, String place) throws Exception {
        Sqlite.run(file, sql.split(";"));
        String before = dump();

        List<Damage> found;
        try (Journal journal = Journals.sqlite(file)) {
            String atom = sql.contains("'x' WHERE id") ? "x" : "a";
            assertThatExceptionOfType(DamagedJournalException.class)
                    .isThrownBy(() -> journal.recover(atom, 50))
                    .matches(e -> e.failure() == Failure.DAMAGED)
                    .matches(e -> e.place().startsWith(journal.name() + ", " + place), place);
            assertThat(journal.recover("b", 50).entries()).hasSize(10);
            found = journal.verify(progress -> {});
        }

        assertThat(found).isNotEmpty();
        assertThat(found.get(0).place()).startsWith(place.replaceFirst(" 304$", " "));
        assertThat(found).allSatisfy(damage -> assertThat(damage.found()).isNotEmpty());
        assertThat(dump()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("damages")
    void append_damaged_touchesNothingDamaged(String sql, String place) throws Exception {
        Sqlite.run(file, sql.split(";"));

        try (Journal journal = Journals.sqlite(file)) {
            assertThat(journal.append(List.of(List.of(entry("b", 11))))).containsExactly(true);
            assertThat(journal.recover("b", 50).entries()).hasSize(11);
            int damages = journal.verify(progress -> {}).size();
            try {
                journal.append(List.of(List.of(written("a", 304, "c", 3, null))));
            } catch (DamagedJournalException e) {
                assertThat(e.place()).startsWith(journal.name());
            } catch (io.entangle.journal.JournalException e) {
                assertThat(e.failure()).isEqualTo(Failure.NOT_KEPT);
            }
            assertThat(journal.verify(progress -> {})).hasSizeGreaterThanOrEqualTo(Math.min(1, damages));
        }
    }

    @Test
    void append_rowOfTheAtomGoneSinceTheLast_isRefusedAndKeepsNothing() throws Exception {
        try (Journal journal = Journals.sqlite(file)) {
            journal.append(List.of(List.of(entry("b", 11))));
            Sqlite.run(file, "DELETE FROM atom WHERE id = 2");

            assertThatExceptionOfType(DamagedJournalException.class)
                    .isThrownBy(() -> journal.append(List.of(List.of(entry("a", 304), entry("b", 12)))))
                    .matches(e -> e.place().equals(journal.name() + ", table atom, atom \"b\""));
            assertThat(journal.recover("a", 1).head().version()).isEqualTo(303);
            assertThat(Sqlite.text(file, "SELECT max(version) FROM entry WHERE atom = 2"))
                    .isEqualTo("11");
        }
    }

    @Test
    void recover_oldHistoryDamaged_goesOnAndVerifyFindsIt() throws Exception {
        Sqlite.run(file, "DELETE FROM entry WHERE atom = 1 AND version BETWEEN 20 AND 29");

        try (Journal journal = Journals.sqlite(file)) {
            assertThat(journal.recover("a", 50).entries()).hasSize(103);
            assertThatExceptionOfType(DamagedJournalException.class)
                    .isThrownBy(() -> journal.read("a", 0, 50, entry -> true))
                    .withMessageContaining("version 20");
            assertThat(journal.verify(progress -> {}))
                    .extracting(Damage::toString)
                    .containsExactly("table entry, atom \"a\", version 20: the rows up to version 29 are missing");
        }
    }

    @Test
    void open_atomMissing_isRefused() throws Exception {
        Sqlite.run(file, "DELETE FROM atom WHERE id = 2");
        String before = dump();

        assertThatExceptionOfType(DamagedJournalException.class)
                .isThrownBy(() -> Journals.sqlite(file))
                .withMessageContainingAll(file.getFileName().toString(), "table atom", "1 rows", "2 atoms");
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    void open_metaDamaged_isRefused() throws Exception {
        Sqlite.run(file, "UPDATE meta SET value = '1' WHERE key = 'atoms'");

        assertThatExceptionOfType(DamagedJournalException.class)
                .isThrownBy(() -> Journals.sqlite(file))
                .withMessageContainingAll("table meta", "\"atoms\"");
    }

    @Test
    void open_tableMissing_isRefused() throws Exception {
        Sqlite.run(file, "DROP TABLE meta");

        assertThatExceptionOfType(io.entangle.journal.JournalException.class)
                .isThrownBy(() -> Journals.sqlite(file))
                .withMessageContaining("no such table: meta");
    }

    @Test
    void verify_rowsOfNoAtom_areFound() throws Exception {
        Sqlite.run(
                file,
                "INSERT INTO client VALUES (9, 'x', 1, NULL, 0, 0)",
                "INSERT INTO snapshot SELECT 9, version, at_ms, made_ms, made_counter, made_site, checksum, value, notes"
                        + " FROM snapshot WHERE atom = 2");

        try (Journal journal = Journals.sqlite(file)) {
            assertThat(journal.verify(progress -> {}))
                    .extracting(Damage::place)
                    .containsExactly("table snapshot, atom number 9", "table client, atom number 9");
        }
    }

    @Test
    void file_zeroedPages_areFoundWhereTheyAreRead() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        int pages = whole.length / 4096;
        assertThat(pages).isGreaterThan(10);
        for (int page = 1; page < pages; page++) {
            Files.write(file, whole);
            try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
                raw.seek(4096L * page);
                raw.write(new byte[4096]);
            }
            assertDamaged("page " + page);
        }
    }

    @Test
    void file_truncated_isRefused() throws Exception {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(raw.length() / 2);
        }

        assertDamaged("truncated");
    }

    /** Either it can't be opened, or not recovered, or what is damaged is not needed for that and verifying finds it. */
    private void assertDamaged(String how) throws IOException {
        Files.deleteIfExists(directory.resolve("state.db-wal"));
        try (Journal journal = Journals.sqlite(file)) {
            List<Damage> damages = journal.verify(progress -> {});
            assertThat(damages).as(how).isNotEmpty();
            assertThat(damages).allSatisfy(damage -> assertThat(damage.place()).isNotEmpty());
            for (String atom : List.of("a", "b")) {
                try {
                    assertThat(journal.recover(atom, 1000).entries()).hasSize(atom.equals("a") ? 303 : 10);
                } catch (DamagedJournalException e) {
                    assertThat(e.place()).as(how).contains("state.db");
                }
            }
        } catch (DamagedJournalException e) {
            assertThat(e.place()).as(how).contains("state.db");
        }
    }

    /** All rows of the tables that matter, as text. */
    private String dump() throws Exception {
        StringBuilder dump = new StringBuilder();
        for (String table : List.of("atom", "entry", "snapshot", "client")) {
            dump.append(Sqlite.text(
                    file,
                    "SELECT group_concat(line, char(10)) FROM (SELECT " + columns(table) + " AS line FROM " + table
                            + " ORDER BY 1)"));
        }
        return dump.toString();
    }

    private String columns(String table) throws Exception {
        return Sqlite.text(
                file,
                "SELECT group_concat('coalesce(\"' || name || '\", ''null'')', ' || ''|'' || ') FROM pragma_table_info('"
                        + table + "')");
    }
}
