package io.entangle.pubsub.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.journal.AtomHead;
import io.entangle.journal.ClientMark;
import io.entangle.journal.Journal;
import io.entangle.journal.Recovery;
import io.entangle.journal.sql.Journals;
import io.entangle.pubsub.command.Shell.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Looking after a journal in a file. */
final class JournalCommandsTest {
    @TempDir
    private Path directory;

    private Path file;
    private String address;

    @BeforeEach
    void fill() {
        file = directory.resolve("state.db");
        address = "sqlite:" + file;
        try (Journal journal = Journals.sqlite(file)) {
            Journaled.fill(journal, "a", 0, 30, 10, 20);
            Journaled.fill(journal, "cut off/ä", 0, 5, 3);
            journal.compact("cut off/ä", 3);
            Journaled.fill(journal, "new", 0, 0);
        }
    }

    private void damage(String... sqls) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : sqls) {
                statement.execute(sql);
            }
        }
    }

    // ---- verify and repair ----

    @Test
    void verify_whole_countsWhatThereIs() {
        Result result = Shell.run("journal", "verify", address);

        assertThat(result).isEqualTo(new Result(0, address + ": 3 atoms, 32 versions, nothing damaged", ""));
        assertThat(Shell.run("journal", "verify", address, "--verbose").err()).contains("reading atom \"a\"");
    }

    @Test
    void verify_damaged_tellsThePlaces() throws SQLException {
        damage("UPDATE entry SET delta = '[]' WHERE version IN (7, 9) AND atom = 1");

        Result result = Shell.run("journal", "verify", address);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out().lines())
                .anyMatch(line -> line.startsWith("table entry, atom \"a\", version 7: "))
                .anyMatch(line -> line.startsWith("table entry, atom \"a\", version 9: "));
        assertThat(result.err())
                .isEqualTo("entangle: " + address + ": " + result.out().lines().count() + " damages");
    }

    @Test
    void verify_damagedSoThatItCantBeOpened_tellsThePlace() throws SQLException {
        damage("DELETE FROM atom WHERE id = 3");

        Result result = Shell.run("journal", "verify", address);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("table atom").hasLineCount(1);
    }

    @Test
    void repair_damaged_tellsWhatItCost() throws SQLException {
        damage("UPDATE entry SET delta = '[]' WHERE version = 25 AND atom = 1");

        Result result = Shell.run("journal", "repair", address);

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out().lines())
                .anyMatch(line -> line.startsWith("damaged: table entry, atom \"a\", version 25"))
                .anyMatch(line -> line.startsWith("lost: atom \"a\": versions 0 to 30 before, versions 0 to 24 now"))
                .anyMatch(line -> line.startsWith("as it was: ") && Files.exists(Path.of(line.substring(11))))
                .contains(address + ": repaired");
        assertThat(Shell.run("journal", "verify", address).status()).isZero();
        assertThat(Shell.run("journal", "repair", address).out()).isEqualTo(address + ": nothing damaged");
    }

    @ParameterizedTest
    @CsvSource({"verify,''", "repair,''", "compact,--keep-versions=1", "export,''"})
    void anyOf_absentFile_isRefusedAndMakesNone(String command, String option) {
        Path absent = directory.resolve("absent.db");

        Result result = option.isEmpty()
                ? Shell.run("journal", command, "sqlite:" + absent)
                : Shell.run("journal", command, "sqlite:" + absent, option);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("entangle: there is no file " + absent);
        assertThat(absent).doesNotExist();
    }

    @Test
    void anyOf_fileInUse_isRefused() {
        try (Journal inUse = Journals.sqlite(file)) {
            for (String command : List.of("verify", "repair", "export")) {
                Result result = Shell.run("journal", command, address);

                assertThat(result.status()).isEqualTo(1);
                assertThat(result.err()).contains("in use", inUse.name()).hasLineCount(1);
            }
        }
    }

    @Test
    void anyOf_noJournal_isRefusedAndLeftAlone() throws Exception {
        Path other = Files.writeString(directory.resolve("other.txt"), "not a journal");

        Result result = Shell.run("journal", "verify", "sqlite:" + other);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("other.txt").hasLineCount(1);
        assertThat(Files.readString(other)).isEqualTo("not a journal");
    }

    // ---- compact ----

    @Test
    void compact_newestVersions_beginsWithASnapshot() {
        Result result = Shell.run("journal", "compact", address, "--keep-versions", "5");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out().lines())
                .containsExactly(
                        "a: versions 20 to 30, before versions 0 to 30",
                        "cut off/ä: versions 3 to 5, as before",
                        "new: versions 0 to 0, as before");
        assertThat(Shell.run("journal", "verify", address).out()).contains("3 atoms, 12 versions");
    }

    @Test
    void compact_oneAtom_leavesTheOthers() {
        Result result = Shell.run("journal", "compact", address, "--keep-versions", "15", "--atom", "a");

        assertThat(result.out()).isEqualTo("a: versions 10 to 30, before versions 0 to 30");
    }

    @Test
    void compact_age_forgetsWhatIsOlder() {
        assertThat(Shell.run("journal", "compact", address, "--keep", "forever").out())
                .contains("a: versions 0 to 30, as before");
        assertThat(Shell.run("journal", "compact", address, "--keep", "1d").out())
                .contains("a: versions 20 to 30, before versions 0 to 30");
    }

    @Test
    void compact_unknownAtom_changesNothing() {
        Result result = Shell.run("journal", "compact", address, "--keep-versions", "0", "-a", "a", "-a", "nobody");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("\"nobody\"");
        assertThat(Shell.run("journal", "verify", address).out()).contains("32 versions");
    }

    // ---- export and import ----

    private static String withoutEpochs(String lines) {
        return lines.replaceAll("\"epoch\":\"[0-9a-f]{16}\"", "\"epoch\":\"…\"");
    }

    @Test
    void import_whatWasExported_isTheSameButForTheEpochs() {
        Result exported = Shell.run("journal", "export", address);
        String copy = "sqlite:" + directory.resolve("copy.db");

        Result imported = Shell.runWith(exported.out() + "\n", "journal", "import", copy);

        assertThat(imported)
                .isEqualTo(new Result(0, "imported 3 atoms, 32 versions; each atom has begun another epoch", ""));
        Result again = Shell.run("journal", "export", copy);
        assertThat(withoutEpochs(again.out())).isEqualTo(withoutEpochs(exported.out()));
        assertThat(again.out()).doesNotContain("\"epoch\":\"0000000000000007\"");
        assertThat(Shell.run("journal", "verify", copy).out()).contains("3 atoms, 32 versions, nothing damaged");
        try (Journal journal = Journals.sqlite(directory.resolve("copy.db"))) {
            Recovery recovery = journal.recover("a", 0);
            assertThat(recovery).isNotNull();
            assertThat(recovery.clients()).containsExactly(new ClientMark("c", 30, null, 30_000));
        }
    }

    @Test
    void export_someAtoms_canBeImportedBesideOthers() {
        Result exported = Shell.run("journal", "export", address, "-a", "new", "-a", "cut off/ä");
        Path other = directory.resolve("other.db");
        try (Journal journal = Journals.sqlite(other)) {
            Journaled.fill(journal, "other", 0, 2);
        }

        assertThat(Shell.runWith(exported.out(), "journal", "import", "sqlite:" + other)
                        .out())
                .startsWith("imported 2 atoms, 2 versions");

        try (Journal journal = Journals.sqlite(other)) {
            assertThat(journal.atoms()).extracting(AtomHead::atom).containsExactly("cut off/ä", "new", "other");
        }
    }

    @Test
    void export_unknownAtom_printsNothing() {
        Result result = Shell.run("journal", "export", address, "--atom", "nobody");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void import_presentAtom_importsNothing() {
        Path other = directory.resolve("other.db");
        try (Journal journal = Journals.sqlite(other)) {
            Journaled.fill(journal, "new", 0, 0);
        }
        String exported = Shell.run("journal", "export", address).out();

        Result result = Shell.runWith(exported, "journal", "import", "sqlite:" + other);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("has an atom \"new\" already").hasLineCount(1);
        try (Journal journal = Journals.sqlite(other)) {
            assertThat(journal.atoms()).hasSize(1);
        }
    }

    @Test
    void import_anyLineMissingTwiceOrCut_importsNothingAndTellsTheLine() {
        List<String> lines = Shell.run("journal", "export", address, "-a", "cut off/ä", "-a", "new")
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSizeGreaterThan(6);
        for (int i = 0; i < lines.size(); i++) {
            checkRefused(without(lines, i), i);
            checkRefused(with(lines, i, lines.get(i)), i);
            checkRefused(
                    with(
                            without(lines, i),
                            i,
                            lines.get(i).substring(0, lines.get(i).length() / 2)),
                    i);
        }
        checkRefused(List.of(), 0);
    }

    private static List<String> without(List<String> lines, int index) {
        List<String> fewer = new ArrayList<>(lines);
        fewer.remove(index);
        return fewer;
    }

    private static List<String> with(List<String> lines, int index, String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(index, line);
        return more;
    }

    private void checkRefused(List<String> lines, int index) {
        Path target = directory.resolve("target.db");

        Result result = Shell.runWith(String.join("\n", lines), "journal", "import", "sqlite:" + target);

        assertThat(result.status())
                .as("line " + (index + 1) + ": " + result.out())
                .isEqualTo(1);
        assertThat(result.err())
                .matches("entangle: line \\d+: .*; nothing was imported")
                .hasLineCount(1);
        assertThat(target).doesNotExist();
    }

    @Test
    void import_noUtf8_isRefused() {
        byte[] bytes = {'{', '"', (byte) 0xff, '"', '}'};

        Result result = Shell.runWith(bytes, "journal", "import", "sqlite:" + directory.resolve("target.db"));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("UTF-8").hasLineCount(1);
    }
}
