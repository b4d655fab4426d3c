package io.entangle.journal.sql;

import io.entangle.clock.Entropy;
import io.entangle.journal.Damage;
import io.entangle.journal.DamagedJournalException;
import io.entangle.journal.Durability;
import io.entangle.journal.Failpoints;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Session;
import io.entangle.sql.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A journal in a file, through SQLite: one connection that writes, and as many as there are readers. */
final class SqliteEngine implements Engine {
    /** Connections that nobody uses are kept up to this number. */
    private static final int MOST_IDLE = 4;

    /** Free pages up to this number stay in the file, where they will be used again. */
    private static final long LEAST_FREE_PAGES = 1024;

    private static final int PAGES_AT_A_TIME = 512;

    private final SqliteFile file;
    private final Durability durability;
    private final @Nullable JournalLock fileLock;

    private final ReentrantLock writing = new ReentrantLock(true);
    private @Nullable SqliteWriter writer;

    /** How many versions are kept and forgotten, of all atoms, and how many the transaction under way adds. */
    private long versions;

    private int adding;

    private final ReentrantLock pool = new ReentrantLock();
    private final Condition given = pool.newCondition();
    private final Deque<Session> idle = new ArrayDeque<>();
    private int borrowed;
    private volatile boolean closed;

    private SqliteEngine(SqliteFile file, Durability durability, @Nullable JournalLock fileLock) {
        this.file = file;
        this.durability = durability;
        this.fileLock = fileLock;
    }

    static SqliteEngine open(Path path, Durability durability, Entropy entropy, Schema schema) {
        if (durability == Durability.MEMORY) {
            throw new IllegalArgumentException("a journal in a file is durable by process or disk, not " + durability);
        }
        try {
            Path real = SqliteDatabase.realPath(path);
            JournalLock lock = JournalLock.take(real);
            SqliteEngine engine = new SqliteEngine(new SqliteFile(real, durability), durability, lock);
            try {
                engine.start(schema, entropy, lock);
                return engine;
            } catch (RuntimeException e) {
                engine.close();
                throw e;
            }
        } catch (IOException e) {
            throw new JournalException(Failure.UNAVAILABLE, "the journal " + path + " can't be opened: " + e, e);
        }
    }

    /** {@return one that nothing of is checked, for whoever has locked the file} */
    static SqliteEngine openDamaged(SqliteFile file) {
        return new SqliteEngine(file, Durability.DISK, null);
    }

    private void start(Schema schema, Entropy entropy, JournalLock lock) throws IOException {
        try {
            file.createIfAbsent(schema);
            SqliteWriter opened = new SqliteWriter(file);
            writer = opened;
            Session session = opened.session();
            opened.begin();
            schema.migrate(session, name());
            opened.commit();
            Opening.checkAtoms(session);
            Long kept = Opening.versions(session);
            versions = Math.max(kept == null ? 0 : kept, lock.versions());
            new LifeFile(file.path(), entropy).begin(session, kept == null || kept == versions);
            versions = kept == null ? versions : kept;
            lock.setVersions(versions);
        } catch (SQLException e) {
            throw failure("open it", e, false);
        } catch (DamageFound e) {
            throw new DamagedJournalException(name() + ", " + e.place(), e.found());
        }
    }

    @Override
    public String name() {
        return file.path().toString();
    }

    @Override
    public Durability durability() {
        return durability;
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public <T> T read(String doing, Session.Work<T> work) {
        Session session = borrow(doing);
        boolean usable = false;
        try {
            session.run("BEGIN");
            try {
                return work.run(session);
            } finally {
                session.run("ROLLBACK");
                usable = true;
            }
        } catch (SQLException e) {
            usable = false;
            throw failure(doing, e, false);
        } finally {
            giveBack(session, usable);
        }
    }

    @Override
    public <T> T write(String doing, Session.Work<T> work) {
        writing.lock();
        try {
            checkOpen();
            SqliteWriter used = writer();
            adding = 0;
            begin(used, doing);
            T result;
            try {
                result = work.run(used.session());
            } catch (SQLException e) {
                discard(used);
                throw failure(doing, e, false);
            } catch (RuntimeException | Error e) {
                rollBack(used);
                throw e;
            }
            commit(used, doing);
            count();
            return result;
        } catch (SQLException e) {
            throw failure(doing, e, false);
        } finally {
            writing.unlock();
        }
    }

    private SqliteWriter writer() throws SQLException {
        SqliteWriter open = writer;
        if (open == null) {
            open = new SqliteWriter(file);
            writer = open;
        }
        return open;
    }

    private void begin(SqliteWriter used, String doing) {
        try {
            used.begin();
        } catch (SQLException e) {
            discard(used);
            throw failure(doing, e, false);
        }
    }

    private void commit(SqliteWriter used, String doing) {
        Failpoints.pass("before-commit");
        try {
            used.commit();
        } catch (SQLException e) {
            discard(used);
            throw failure(doing, e, true);
        }
        Failpoints.pass("after-commit");
    }

    /** That is said at least: what can't be said now is said next time. */
    private void count() {
        if (adding > 0 && fileLock != null) {
            versions += adding;
            try {
                fileLock.setVersions(versions);
            } catch (IOException e) {
                // see above
            }
        }
    }

    private void rollBack(SqliteWriter used) {
        try {
            used.rollBack();
        } catch (SQLException e) {
            discard(used);
        }
    }

    /** After a failure the next writer gets another connection: what state this one is in is not worth knowing. */
    private void discard(SqliteWriter used) {
        writer = null;
        try {
            used.close();
        } catch (SQLException e) {
            // the file is as the last commit left it
        }
    }

    private Session borrow(String doing) {
        pool.lock();
        try {
            checkOpen();
            Session session = idle.isEmpty() ? file.openReader() : idle.pop();
            borrowed++;
            return session;
        } catch (SQLException e) {
            throw failure(doing, e, false);
        } finally {
            pool.unlock();
        }
    }

    private void giveBack(Session session, boolean usable) {
        pool.lock();
        try {
            borrowed--;
            if (usable && !closed && idle.size() < MOST_IDLE) {
                idle.push(session);
            } else {
                close(session);
            }
            given.signalAll();
        } finally {
            pool.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new JournalException(Failure.CLOSED, "the journal " + name() + " has been closed", null);
        }
    }

    @Override
    public boolean isDamage(SQLException e) {
        return SqliteDatabase.cause(e) == SqliteDatabase.Cause.DAMAGED;
    }

    private JournalException failure(String doing, SQLException e, boolean committing) {
        String message = "the journal " + name() + " could not " + doing + ": ";
        return switch (SqliteDatabase.cause(e)) {
            case DAMAGED ->
                new DamagedJournalException(name() + ", found when it was to " + doing, String.valueOf(e.getMessage()));
            case FULL ->
                new JournalException(
                        Failure.UNAVAILABLE, message + "the disk is full, or the file or a row at its limit", e);
            case LOCKED ->
                new JournalException(Failure.UNAVAILABLE, message + "another process holds the file locked", e);
            case MISFIT, OTHER ->
                new JournalException(committing ? Failure.IN_DOUBT : Failure.UNAVAILABLE, message + e.getMessage(), e);
        };
    }

    @Override
    public Duration patience() {
        return Duration.ZERO;
    }

    @Override
    public boolean pause() {
        return false;
    }

    @Override
    public String forUpdate() {
        return "";
    }

    @Override
    public List<AtomRow> lockAtoms(Session session, Collection<String> names) throws SQLException {
        return writer().atoms(names);
    }

    @Override
    public List<ClientRow> clients(Session session, Collection<ClientRow.Key> keys, Map<Long, String> atoms)
            throws SQLException {
        List<ClientRow> rows = new ArrayList<>();
        for (ClientRow.Key key : keys) {
            ClientRow row =
                    session.first(ClientRow.BY_KEY, result -> ClientRow.read(result, atoms), key.atom(), key.client());
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    @Override
    public void announce(Session session, Collection<String> atoms, int added) {
        adding = added;
    }

    @Override
    public void appended(Collection<AtomRow> rows) throws SQLException {
        writer().appended(rows);
    }

    @Override
    public void onAppended(Consumer<String> listener) {}

    @Override
    public void giveBackRoom() {
        boolean more = true;
        while (more) {
            more = write("give room back", session -> {
                Long free = session.number("PRAGMA freelist_count");
                if (free == null || free <= LEAST_FREE_PAGES) {
                    return false;
                }
                session.runToTheEnd("PRAGMA incremental_vacuum(" + PAGES_AT_A_TIME + ")");
                return true;
            });
        }
    }

    @Override
    public List<Damage> check() {
        return read(
                        "check the file",
                        session -> session.list("PRAGMA integrity_check", row -> String.valueOf(row.getString(1))))
                .stream()
                .filter(line -> !line.equals("ok"))
                .map(line -> new Damage("", "the file, as SQLite finds it", line))
                .toList();
    }

    @Override
    public void close() {
        pool.lock();
        try {
            closed = true;
            while (borrowed > 0) {
                given.awaitUninterruptibly();
            }
            idle.forEach(SqliteEngine::close);
            idle.clear();
        } finally {
            pool.unlock();
        }
        writing.lock();
        try {
            if (writer != null) {
                discard(writer);
            }
            if (fileLock != null) {
                fileLock.close();
            }
        } catch (IOException e) {
            throw new JournalException(
                    Failure.UNAVAILABLE, "the lock of the journal " + name() + " can't be given up: " + e, e);
        } finally {
            writing.unlock();
        }
    }

    /** A connection that can't be closed is of no use to anybody; the file is as the last commit left it. */
    private static void close(Session session) {
        try {
            session.close();
        } catch (SQLException e) {
            // see above
        }
    }
}
