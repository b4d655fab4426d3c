package io.entangle.pubsub.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entangle.pubsub.kill.Violations.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the checker of the killed hub finds, in journals and logs that are made up. */
final class CheckerTest {
    private static final String FIRST = "{\"n\":{},\"last\":{},\"shared\":{},\"total\":0,\"bank\":0}";
    private static final String SITE = "0000000000000001";

    @TempDir
    private Path directory;

    private final Checker checker = new Checker();
    private Connection journal;

    @BeforeEach
    void begin() throws SQLException {
        journal = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state.db"));
        try (Statement statement = journal.createStatement()) {
            statement.execute(
                    "CREATE TABLE atom (id INTEGER, name TEXT, epoch INTEGER, version INTEGER, oldest INTEGER,"
                            + " at_ms INTEGER, clients INTEGER, snapshots INTEGER, checksum INTEGER)");
            statement.execute("CREATE TABLE entry (atom INTEGER, version INTEGER, at_ms INTEGER, made_ms INTEGER,"
                    + " made_counter INTEGER, made_site TEXT, client TEXT, sequence INTEGER, outcomes TEXT, delta TEXT,"
                    + " notes TEXT, checksum INTEGER)");
            statement.execute("CREATE TABLE snapshot (atom INTEGER, version INTEGER, at_ms INTEGER, made_ms INTEGER,"
                    + " made_counter INTEGER, made_site TEXT, value TEXT, notes TEXT, checksum INTEGER)");
            statement.execute("CREATE TABLE client (atom INTEGER, client TEXT, sequence INTEGER, outcomes TEXT,"
                    + " at_ms INTEGER, checksum INTEGER)");
        }
        snapshot(1, 0, FIRST);
        snapshot(2, 0, FIRST);
        Stream.of("client w1 id1", "sent w1 a 1 count", "sent w1 a 2 edit", "sent w1 a 3 total")
                .forEach(checker::line);
    }

    @AfterEach
    void end() throws SQLException {
        journal.close();
    }

    private void insert(String table, Object... values) throws SQLException {
        List<Object> row = new ArrayList<>(Arrays.asList(values));
        row.add(JournalReader.checksum(table, Arrays.asList(values)));
        String places = String.join(", ", Collections.nCopies(row.size(), "?"));
        try (PreparedStatement statement =
                journal.prepareStatement("INSERT INTO " + table + " VALUES (" + places + ")")) {
            for (int i = 0; i < row.size(); i++) {
                statement.setObject(i + 1, row.get(i));
            }
            statement.execute();
        }
    }

    private void snapshot(long atom, long version, String value) throws SQLException {
        insert("snapshot", atom, version, 0L, 0L, 0L, SITE, value, null);
    }

    private void entry(long atom, long version, long sequence, String delta) throws SQLException {
        insert("entry", atom, version, 0L, 0L, 0L, SITE, "id1", sequence, null, delta, null);
    }

    private void count(long version, long sequence, long to) throws SQLException {
        entry(1, version, sequence, "[2,\"n\",[2,\"w1\",[0," + to + "]]]");
    }

    private void edit(long version, long sequence) throws SQLException {
        entry(1, version, sequence, "[2,\"last\",[2,\"w1\",[0," + sequence + "]]]");
    }

    private void total(long version, long sequence) throws SQLException {
        entry(1, version, sequence, "[2,\"total\",[0,1]]");
    }

    /** Reads the journal, whose atoms have some versions. */
    private void check(long versionOfA, long versionOfB, long lastSequence) throws SQLException {
        insert("atom", 1L, "a", 7L, versionOfA, 0L, 0L, 0L, 0L);
        insert("atom", 2L, "b", 7L, versionOfB, 0L, 0L, 0L, 0L);
        if (lastSequence > 0) {
            insert("client", 1L, "id1", lastSequence, null, 0L);
        }
        try (JournalReader reader = JournalReader.open("jdbc:sqlite:" + directory.resolve("state.db"))) {
            checker.journal(reader);
        }
    }

    private void assertFound(Kind... kinds) {
        List<Kind> found = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (long i = 0; i < checker.violations().count(kind); i++) {
                found.add(kind);
            }
        }
        assertThat(found).as(checker.violations().told().toString()).containsExactly(kinds);
    }

    private void threeWrites() throws SQLException {
        count(1, 1, 1);
        edit(2, 2);
        total(3, 3);
    }

    @Test
    void journal_asTheLogsSay_isFoundInOrder() throws SQLException {
        threeWrites();
        snapshot(1, 2, "{\"bank\":0,\"n\":{\"w1\":1},\"total\":0,\"last\":{\"w1\":2},\"shared\":{}}");
        Stream.of("acked w1 a 1 1", "taken w1 a 2", "acked w1 a 3 3", "seen every a 7 3 0 1")
                .forEach(checker::line);

        check(3, 0, 3);
        checker.finish();

        assertFound();
        assertThat(checker.acknowledged()).isEqualTo(3);
    }

    @Test
    void acknowledged_notThereOrElsewhere_isLost() throws SQLException {
        count(1, 1, 1);
        Stream.of("acked w1 a 1 2", "taken w1 a 2").forEach(checker::line);

        check(1, 0, 1);

        assertFound(Kind.LOST, Kind.LOST);
    }

    @Test
    void versions_fewerThanBefore_areLost() throws SQLException {
        threeWrites();
        check(3, 0, 3);
        try (Statement statement = journal.createStatement()) {
            statement.execute("DELETE FROM atom");
        }

        check(2, 0, 0);

        assertThat(checker.violations().count(Kind.LOST)).isEqualTo(1);
    }

    @Test
    void seen_beyondTheJournal_isLost() throws SQLException {
        threeWrites();
        checker.line("seen newest a 7 4 0 1");

        check(3, 0, 3);

        assertFound(Kind.LOST);
    }

    @Test
    void seen_anotherValueOrEpoch_isFound() throws SQLException {
        threeWrites();
        Stream.of("seen newest a 7 3 0 2", "seen newest a 8 3 0 1").forEach(checker::line);

        check(3, 0, 3);

        assertFound(Kind.OTHER, Kind.OTHER);
    }

    @Test
    void write_inTwoVersions_isDoubled() throws SQLException {
        threeWrites();
        entry(1, 4, 3, "[2,\"total\",[0,2]]");

        check(4, 0, 3);

        assertFound(Kind.DOUBLED);
    }

    @Test
    void increment_byTwo_isDoubled() throws SQLException {
        count(1, 1, 2);

        check(1, 0, 1);

        assertFound(Kind.DOUBLED);
    }

    @Test
    void writes_inAnotherOrder_areDisordered() throws SQLException {
        edit(1, 2);
        count(2, 1, 1);

        check(2, 0, 2);

        assertFound(Kind.DISORDERED);
    }

    @Test
    void write_refusedAndThereOrNeverSentOrNeverAnswered_isFound() throws SQLException {
        threeWrites();
        entry(1, 4, 9, "[2,\"total\",[0,2]]");
        Stream.of("refused w1 a 1 unavailable", "acked w1 a 2 2").forEach(checker::line);

        check(4, 0, 3);
        assertFound(Kind.OTHER);
        checker.finish();

        assertThat(checker.violations().told())
                .anyMatch(told -> told.contains("was refused and took effect"))
                .anyMatch(told -> told.contains("was never answered"));
    }

    @Test
    void write_refusedInAVersionOfItsOwn_isInOrderAndNotFound() throws SQLException {
        threeWrites();
        checker.line("sent w1 a 4 edit 0");
        entry(1, 4, 4, "[]");
        Stream.of("acked w1 a 1 1", "acked w1 a 2 2", "acked w1 a 3 3", "refused w1 a 4 invalid")
                .forEach(checker::line);

        check(4, 0, 4);
        checker.finish();

        assertThat(checker.violations().told()).isEmpty();
    }

    @Test
    void write_acknowledgedAndRefusedInItsVersion_isLost() throws SQLException {
        threeWrites();
        checker.line("sent w1 a 4 edit 0");
        entry(1, 4, 4, "[]");
        checker.line("acked w1 a 4 4");

        check(4, 0, 4);

        assertFound(Kind.LOST);
    }

    @Test
    void group_inOneAtom_isFound() throws SQLException {
        checker.line("sent w1 a 4 group 17");
        entry(1, 1, 4, "[2,\"last\",[2,\"w1\",[0,4]],\"bank\",[0,17]]");

        check(1, 0, 4);

        assertFound(Kind.OTHER);
    }

    @Test
    void snapshotOrClient_unlikeTheEntries_isFound() throws SQLException {
        threeWrites();
        snapshot(1, 3, FIRST);

        check(3, 0, 2);

        assertFound(Kind.OTHER, Kind.OTHER);
    }

    @Test
    void log_ofWhatMustNotBe_isFound() {
        Stream.of("torn w1 a part of a group", "wrong every went back").forEach(checker::line);

        assertFound(Kind.OTHER, Kind.OTHER);
    }

    @Test
    void row_altered_failsTheCheck() throws SQLException {
        threeWrites();
        try (Statement statement = journal.createStatement()) {
            statement.execute("UPDATE entry SET sequence = 7 WHERE version = 2");
        }

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> check(3, 0, 3))
                .withMessageContaining("checksum");
    }
}
