package io.entangle.journal.sql;

import static io.entangle.journal.Chain.entries;
import static io.entangle.journal.Chain.entry;
import static io.entangle.journal.Chain.snapshot;
import static io.entangle.journal.Chain.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entangle.journal.AtomHead;
import io.entangle.journal.Chain;
import io.entangle.journal.ClientMark;
import io.entangle.journal.DamagedJournalException;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.journal.Recovery;
import io.entangle.journal.sql.JournalRepair.Loss;
import io.entangle.journal.sql.JournalRepair.Range;
import io.entangle.journal.sql.JournalRepair.Report;
import io.entangle.testing.Sqlite;
import io.entangle.value.Doc;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is damaged is cut away and told; what is not stays, to the last version. */
final class JournalRepairTest {
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

    @Test
    void repair_nothingDamaged_changesNothing() throws Exception {
        byte[] before = Files.readAllBytes(file);

        Report report = repair();

        assertThat(report.found()).isEmpty();
        assertThat(report.losses()).isEmpty();
        assertThat(report.copy()).isNull();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(head("a")).isEqualTo(new AtomHead("a", 1, 303, 0));
    }

    @Test
    void repair_oldHistoryDamaged_costsHistoryAlone() throws Exception {
        Sqlite.run(file, "UPDATE entry SET delta = '[]' WHERE atom = 1 AND version = 50");

        Report report = repair();

        assertThat(report.losses())
                .containsExactly(new Loss("a", new Range(100, 303), new Range(0, 303), false, List.of()));
        assertThat(report.copy()).isNotNull().exists();
        assertThat(head("a")).isEqualTo(new AtomHead("a", 1, 303, 100));
        assertThat(clients()).hasSize(2);
    }

    @Test
    void repair_newestDamaged_costsWhatFollowsAndBeginsAnEpoch() throws Exception {
        Sqlite.run(file, "DELETE FROM entry WHERE atom = 1 AND version = 250");

        Report report = repair();

        assertThat(report.losses())
                .containsExactly(new Loss("a", new Range(0, 249), new Range(0, 303), true, List.of()));
        AtomHead head = head("a");
        assertThat(head.version()).isEqualTo(249);
        assertThat(head.epoch()).isNotEqualTo(1);
        assertThat(head("b")).isEqualTo(new AtomHead("b", 2, 10, 0));
        assertThat(clients()).as("what was taken in is not taken in again").hasSize(2);
        assertThat(report.losses().get(0))
                .hasToString("atom \"a\": versions 0 to 303 before, versions 0 to 249 now, a new epoch");
    }

    @Test
    void repair_snapshotsDamaged_areLeftOut() throws Exception {
        Sqlite.run(file, "UPDATE snapshot SET value = '{}' WHERE atom = 1 AND version IN (100, 200)");

        Report report = repair();

        assertThat(report.losses())
                .containsExactly(new Loss("a", new Range(0, 303), new Range(0, 303), false, List.of()));
    }

    @Test
    void repair_clientsDamagedOrMissing_areMadeOfTheirVersions() throws Exception {
        Sqlite.run(file, "DELETE FROM client WHERE client = 'd'", "UPDATE client SET sequence = 7 WHERE client = 'c'");

        Report report = repair();

        assertThat(report.losses().get(0).clients()).isEmpty();
        assertThat(clients())
                .containsExactlyInAnyOrder(
                        new ClientMark("c", 2, Doc.of("told", 1L), 3030), new ClientMark("d", 1, null, 3020));
    }

    @Test
    void repair_clientDamagedAndNoVersionOfIt_isReported() throws Exception {
        try (Journal journal = Journals.sqlite(file)) {
            journal.append(List.of(List.of(written("b", 11, "gone", 5, null))));
            journal.snapshot("b", snapshot(11));
            journal.compact("b", 11);
        }
        Sqlite.run(file, "UPDATE client SET sequence = 1 WHERE client = 'gone'");

        Report report = repair();

        assertThat(report.losses())
                .containsExactly(new Loss("b", new Range(11, 11), new Range(11, 11), false, List.of("gone")));
    }

    @Test
    void repair_noSnapshotLeft_givesTheAtomUp() throws Exception {
        Sqlite.run(file, "UPDATE snapshot SET value = '1' WHERE atom = 1");

        Report report = repair();

        assertThat(report.losses()).containsExactly(new Loss("a", null, new Range(0, 303), false, List.of("c", "d")));
        try (Journal journal = Journals.sqlite(file)) {
            assertThat(journal.atoms()).containsExactly(new AtomHead("b", 2, 10, 0));
            journal.begin("a", 5, snapshot(0));
            assertThat(journal.verify(progress -> {})).isEmpty();
        }
        assertThat(head("a").epoch()).isEqualTo(5);
    }

    @Test
    void repair_atomRowMissing_isKeptUnderAnotherName() throws Exception {
        Sqlite.run(file, "DELETE FROM atom WHERE id = 2");

        Report report = repair();

        assertThat(report.losses()).containsExactly(new Loss("recovered-2", new Range(0, 10), null, true, List.of()));
        try (Journal journal = Journals.sqlite(file)) {
            assertThat(journal.recover("recovered-2", 99).entries()).hasSize(10);
        }
    }

    @Test
    void repair_atomRowOlder_goesOnWithItsVersions() throws Exception {
        Path old = directory.resolve("old.db");
        Files.copy(file, old);
        try (Journal journal = Journals.sqlite(file)) {
            journal.append(List.of(List.of(entry("b", 11))));
        }
        Sqlite.run(
                file,
                "ATTACH '" + old + "' AS old",
                "DELETE FROM atom WHERE id = 2",
                "INSERT INTO atom SELECT * FROM old.atom WHERE id = 2");

        Report report = repair();

        assertThat(report.losses())
                .containsExactly(new Loss("b", new Range(0, 11), new Range(0, 10), false, List.of()));
    }

    @Test
    void repair_metaDamaged_isMadeAgain() throws Exception {
        Sqlite.run(
                file,
                "UPDATE meta SET value = '7' WHERE key IN ('atoms', 'schema')",
                "DELETE FROM meta WHERE key = 'life'");

        Report report = repair();

        assertThat(report.found()).isNotEmpty();
        assertThat(report.losses()).isEmpty();
        assertThat(head("a").version()).isEqualTo(303);
        assertThat(head("a").epoch()).as("it may be an older copy").isNotEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("io.entangle.journal.sql.SqliteDamageTest#damages")
    void repair_anyDamage_leavesAJournalThatIsWhole(String sql, String place) throws Exception {
        Sqlite.run(file, sql.split(";"));

        Report report = repair();

        assertThat(report.found().get(0).place()).contains("table ");
        assertThat(place).startsWith("table ");
        assertThat(report.losses()).hasSize(1);
        assertThat(head("b")).isEqualTo(new AtomHead("b", 2, 10, 0));
        assertWholeAndUsable(report);
        assertThat(repair().found()).isEmpty();
    }

    @Test
    void repair_zeroedPages_leavesAJournalThatIsWhole() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        int complete = 0;
        for (int page = 1; page < whole.length / 4096; page++) {
            Files.write(file, whole);
            try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
                raw.seek(4096L * page);
                raw.write(new byte[4096]);
            }
            Report report = repair();
            assertThat(report.found()).as("page %d", page).isNotEmpty();
            assertThat(report.copy()).isNotNull();
            assertWholeAndUsable(report);
            complete += report.losses().isEmpty() ? 1 : 0;
        }
        assertThat(complete).as("pages whose loss costs nothing").isPositive();
    }

    @Test
    void repair_truncated_leavesAJournalThatIsWhole() throws Exception {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(raw.length() - 2 * 4096);
        }

        Report report = repair();

        assertThat(report.found()).isNotEmpty();
        assertWholeAndUsable(report);
    }

    @Test
    void repair_inUseOrNoJournal_isRefused() throws Exception {
        try (Journal journal = Journals.sqlite(file)) {
            assertThat(journal.atoms()).isNotEmpty();
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(this::repair)
                    .matches(e -> e.failure() == Failure.CLOSED);
        }
        Path text = Files.writeString(directory.resolve("text"), "a text");
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> JournalRepair.sqlite(text, progress -> {}))
                .withMessageContaining("is not a journal");
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> JournalRepair.sqlite(directory.resolve("absent"), progress -> {}));
        assertThat(directory.resolve("absent")).doesNotExist();
    }

    @Test
    void sqlite_emptiedFile_isRefused() throws Exception {
        Files.write(file, new byte[0]);

        assertThatExceptionOfType(DamagedJournalException.class)
                .isThrownBy(() -> Journals.sqlite(file))
                .withMessageContaining("the file is empty");
    }

    @Test
    void postgres_damaged_isRepaired() throws Exception {
        String url = Postgres.freshUrl();
        try (Journal journal = Journals.postgres(url)) {
            Chain.fill(journal);
        }
        Postgres.run(
                url,
                "UPDATE entry SET delta = '[]' WHERE atom = 1 AND version = 250",
                "DELETE FROM client WHERE client = 'c'",
                "DELETE FROM atom WHERE id = 2");

        Report report = JournalRepair.postgres(url, new Properties(), progress -> {});

        assertThat(report.losses())
                .containsExactly(
                        new Loss("a", new Range(0, 249), new Range(0, 303), true, List.of()),
                        new Loss("recovered-2", new Range(0, 10), null, true, List.of()));
        try (Journal journal = Journals.postgres(url)) {
            assertThat(journal.verify(progress -> {})).isEmpty();
            assertThat(journal.recover("a", 999).clients()).hasSize(2);
            assertThat(journal.append(List.of(entries("a", 249, 260)))).containsExactly(true);
        }
        assertThat(JournalRepair.postgres(url, new Properties(), progress -> {}).found())
                .isEmpty();
    }

    private Report repair() {
        return JournalRepair.sqlite(file, progress -> {});
    }

    private void assertWholeAndUsable(Report report) {
        try (Journal journal = Journals.sqlite(file)) {
            assertThat(journal.verify(progress -> {})).isEmpty();
            for (AtomHead head : journal.atoms()) {
                Recovery recovery = journal.recover(head.atom(), Integer.MAX_VALUE);
                assertThat(recovery).isNotNull();
                List<Loss> losses = report.losses().stream()
                        .filter(loss -> loss.atom().equals(head.atom()))
                        .toList();
                if (losses.isEmpty()) {
                    assertThat(head.version()).isEqualTo(head.atom().equals("a") ? 303 : 10);
                } else {
                    assertThat(losses.get(0).versions()).isEqualTo(new Range(head.oldest(), head.version()));
                }
                assertThat(journal.append(List.of(List.of(entry(head.atom(), head.version() + 1)))))
                        .containsExactly(true);
            }
        }
    }

    private AtomHead head(String atom) {
        try (Journal journal = Journals.sqlite(file)) {
            assertThat(journal.verify(progress -> {})).isEmpty();
            return journal.recover(atom, 0).head();
        }
    }

    private List<ClientMark> clients() {
        try (Journal journal = Journals.sqlite(file)) {
            return journal.recover("a", 0).clients();
        }
    }
}
