package io.entangle.journal.sql;

import static io.entangle.journal.Chain.entries;
import static io.entangle.journal.Chain.snapshot;
import static io.entangle.journal.Chain.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entangle.journal.ClientMark;
import io.entangle.journal.Durability;
import io.entangle.journal.Entry;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.journal.Recovery;
import io.entangle.sql.Session;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A disk that fails while SQLite commits, or that seems to. */
final class SqliteCommitTest {
    private static final SQLiteErrorCode FAILED = SQLiteErrorCode.SQLITE_IOERR_FSYNC;

    @TempDir
    private Path directory;

    private Path file;

    /** What becomes of the next commits: they work, fail, or work and seem to fail. */
    private enum Commits {
        WORK,
        FAIL,
        SEEM_TO_FAIL
    }

    private volatile Commits commits = Commits.WORK;

    @BeforeEach
    void begin() {
        file = directory.resolve("state.db");
        try (Journal journal = Journals.sqlite(file)) {
            journal.begin("a", 1, snapshot(0));
            journal.append(List.of(entries("a", 0, 2)));
        }
    }

    @Test
    void append_commitFails_isInDoubtAndAppendedAgain() {
        assertInDoubtAndThenKeptOnce(Commits.FAIL);
    }

    @Test
    void append_commitSeemsToFail_isInDoubtAndFoundThere() {
        assertInDoubtAndThenKeptOnce(Commits.SEEM_TO_FAIL);
    }

    private void assertInDoubtAndThenKeptOnce(Commits how) {
        List<List<Entry>> groups = List.of(List.of(written("a", 3, "c", 1, null)));
        try (Journal journal = new SqlJournal(SqliteEngine.openDamaged(new FailingFile()))) {
            commits = how;
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(JournalException.class)
                        .isThrownBy(() -> journal.append(groups))
                        .matches(e -> e.failure() == Failure.IN_DOUBT)
                        .withMessageContaining("SQLITE_IOERR_FSYNC");
                commits = Commits.FAIL;
            }
            commits = Commits.WORK;

            assertThat(journal.append(groups)).containsExactly(true);

            Recovery recovery = journal.recover("a", 99);
            assertThat(recovery.entries()).hasSize(3);
            assertThat(recovery.clients()).containsExactly(new ClientMark("c", 1, null, 30));
            assertThat(journal.verify(progress -> {})).isEmpty();
        }
    }

    private final class FailingFile extends SqliteFile {
        FailingFile() {
            super(file, Durability.DISK);
        }

        @Override
        Session openWriter() throws SQLException {
            Connection connection = super.openWriter().connection();
            return new Session(proxy(Connection.class, connection));
        }
    }

    private <T> T proxy(Class<T> type, Object real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            boolean commit = type == PreparedStatement.class && method.getName().equals("executeUpdate");
            if (commit && commits == Commits.FAIL) {
                throw new SQLiteException("SQLITE_IOERR_FSYNC", FAILED);
            }
            try {
                Object result = method.invoke(real, given);
                if (commit && commits == Commits.SEEM_TO_FAIL) {
                    throw new SQLiteException("SQLITE_IOERR_FSYNC", FAILED);
                }
                boolean isCommit = method.getName().equals("prepareStatement") && given[0].equals("COMMIT");
                return isCommit ? proxy(PreparedStatement.class, result) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
