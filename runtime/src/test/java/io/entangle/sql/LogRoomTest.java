package io.entangle.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.sql.SqliteDatabase.Kind;
import io.entangle.sql.SqliteDatabase.Synchronous;
import io.entangle.testing.Sqlite;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogRoomTest {
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private Path directory;

    private Path file;
    private Path log;
    private Session session;

    @BeforeEach
    void open() throws Exception {
        file = directory.resolve("rows.db");
        log = DurableFiles.beside(file, "-wal");
        SqliteDatabase database = new SqliteDatabase(file, new Kind("test", 1));
        database.createIfAbsent(
                tables -> tables.run("CREATE TABLE row (number INTEGER PRIMARY KEY, text TEXT NOT NULL)"));
        session = database.openWriter(Synchronous.FULL);
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
    }

    private void insert(LogRoom room, int from, int to, int length) throws Exception {
        for (int i = from; i < to; i++) {
            session.run("BEGIN IMMEDIATE");
            room.make();
            session.update("INSERT INTO row VALUES (?, ?)", (long) i, "x".repeat(length));
            session.run("COMMIT");
        }
    }

    @Test
    void make_roomLeft_leavesTheLengthOfTheLog() throws Exception {
        try (LogRoom room = new LogRoom(file, 8 * MEGABYTE)) {
            insert(room, 0, 1, 10);
            long length = Files.size(log);

            insert(room, 1, 100, 10);

            assertThat(Files.size(log)).isEqualTo(length).isGreaterThanOrEqualTo(MEGABYTE);
        }
    }

    @Test
    void make_noneLeft_makesMoreUpToTheMost() throws Exception {
        try (LogRoom room = new LogRoom(file, 3 * MEGABYTE)) {
            insert(room, 0, 14, 100_000);
            long more = Files.size(log);
            assertThat(more).isGreaterThan(MEGABYTE + MEGABYTE / 2).isLessThanOrEqualTo(3 * MEGABYTE);

            insert(room, 14, 27, 100_000);
            assertThat(Files.size(log)).isEqualTo(3 * MEGABYTE);

            insert(room, 27, 40, 100_000);
            assertThat(Files.size(log)).isBetween(3 * MEGABYTE + 1, 4 * MEGABYTE + MEGABYTE / 2);
        }
    }

    @Test
    void log_withRoomAfterACrash_holdsWhatWasCommitted() throws Exception {
        try (LogRoom room = new LogRoom(file, 8 * MEGABYTE)) {
            insert(room, 0, 50, 1_000);
            Path copy = copied("copy.db");

            assertThat(Sqlite.text(copy, "SELECT count(*) || ' ' || max(number) FROM row"))
                    .isEqualTo("50 49");
            assertThat(Sqlite.text(copy, "PRAGMA integrity_check")).isEqualTo("ok");
        }
    }

    @Test
    void log_withRoomBeforeAnyCommit_isEmpty() throws Exception {
        try (LogRoom room = new LogRoom(file, 8 * MEGABYTE)) {
            session.run("BEGIN IMMEDIATE");
            room.make();

            assertThat(Sqlite.text(copied("copy.db"), "SELECT count(*) FROM row"))
                    .isEqualTo("0");
            session.run("ROLLBACK");
            insert(room, 0, 3, 10);
            assertThat(Sqlite.text(copied("second.db"), "SELECT count(*) FROM row"))
                    .isEqualTo("3");
        }
    }

    /** What a crash leaves of a commit: frames without their end, with what was there before behind them. */
    @Test
    void log_tornWithinTheRoom_holdsTheCommitsBefore() throws Exception {
        try (LogRoom room = new LogRoom(file, 8 * MEGABYTE)) {
            insert(room, 0, 20, 10);
            long before = used();
            insert(room, 20, 21, 20_000);
            long after = used();
            for (long end = before; end < after; end += 1_000) {
                Path copy = copied("torn" + end + ".db");
                try (RandomAccessFile raw =
                        new RandomAccessFile(DurableFiles.beside(copy, "-wal").toFile(), "rw")) {
                    raw.seek(end);
                    raw.write(new byte[(int) (after - end)]);
                }

                assertThat(Sqlite.text(copy, "SELECT count(*) FROM row")).isEqualTo("20");
            }
        }
    }

    /** How far frames reach. */
    private long used() throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private Path copied(String name) throws IOException {
        Path copy = directory.resolve(name);
        Files.copy(file, copy);
        Files.copy(log, DurableFiles.beside(copy, "-wal"));
        return copy;
    }

    @Test
    void make_merged_leavesWhatThereIs() throws Exception {
        try (LogRoom room = new LogRoom(file, 8 * MEGABYTE)) {
            insert(room, 0, 30, 100_000);
            insert(room, 30, 31, 10);
            long length = Files.size(log);

            session.first("PRAGMA wal_checkpoint(RESTART)", result -> result.getInt(1));
            insert(room, 31, 35, 10);

            assertThat(Files.size(log)).isEqualTo(length);
            assertThat(Sqlite.text(copied("copy.db"), "SELECT count(*) FROM row"))
                    .isEqualTo("35");
        }
    }

    @Test
    void make_noLog_isRefusedAndMakesNone() throws Exception {
        try (LogRoom room = new LogRoom(directory.resolve("other.db"), MEGABYTE)) {
            assertThatThrownBy(room::make).isInstanceOf(IOException.class);
        }
        assertThat(directory.resolve("other.db-wal")).doesNotExist();
    }
}
