package io.entangle.journal.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.entangle.clock.Entropy;
import io.entangle.journal.Damage;
import io.entangle.journal.DamagedJournalException;
import io.entangle.journal.Durability;
import io.entangle.journal.Failpoints;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Session;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** A journal in PostgreSQL: one connection that writes, a pool of those that read, and one that is told of others' writes. */
final class PostgresEngine implements Engine {
    private static final int READERS = 8;

    /** For so long a server may be silent while it writes, or while it reads, before it is taken for lost. */
    private static final int WRITE_SECONDS = 30;

    private static final int READ_SECONDS = 600;

    private final PostgresServer server;
    private final Durability durability;
    private final Duration patience;
    private final Entropy entropy;
    private final HikariDataSource readers;
    private final Announcements announcements;

    private final ReentrantLock writing = new ReentrantLock(true);
    private final Condition pausing = writing.newCondition();
    private @Nullable Session writer;
    private volatile boolean closed;

    private PostgresEngine(PostgresServer server, Durability durability, Duration patience, Entropy entropy) {
        this.server = server;
        this.durability = durability;
        this.patience = patience;
        this.entropy = entropy;
        this.readers = new HikariDataSource(pool(server));
        this.announcements = new Announcements(server, this);
    }

    static PostgresEngine open(
            PostgresServer server, Durability durability, Entropy entropy, Schema schema, Duration patience) {
        if (durability == Durability.MEMORY) {
            throw new IllegalArgumentException("a journal in a database is durable by process or disk, not MEMORY");
        }
        PostgresEngine engine = new PostgresEngine(server, durability, patience, entropy);
        try {
            engine.start(schema);
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /** {@return one that nothing of is checked} */
    static PostgresEngine openDamaged(PostgresServer server, Duration patience) {
        return new PostgresEngine(server, Durability.DISK, patience, Entropy.SYSTEM);
    }

    private static HikariConfig pool(PostgresServer server) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("entangle journal");
        config.setJdbcUrl(server.url());
        config.setDataSourceProperties(server.properties(READ_SECONDS));
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(10_000);
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(false);
        config.setReadOnly(true);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        return config;
    }

    private void start(Schema schema) {
        try {
            Session session = server.openWriter(WRITE_SECONDS);
            writer = session;
            PostgresLife.prepare(session, server, schema);
            Opening.checkAtoms(session, forUpdate());
            PostgresLife.check(session, entropy);
            session.connection().commit();
        } catch (SQLException e) {
            throw failure("open it", e, false);
        } catch (DamageFound e) {
            throw new DamagedJournalException(name() + ", " + e.place(), e.found());
        }
    }

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public Durability durability() {
        return durability;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public <T> T read(String doing, Session.Work<T> work) {
        checkOpen();
        try (Session session = new Session(readers.getConnection())) {
            try {
                return work.run(session);
            } finally {
                session.connection().rollback();
            }
        } catch (SQLException e) {
            checkOpen();
            throw failure(doing, e, false);
        }
    }

    @Override
    public <T> T write(String doing, Session.Work<T> work) {
        writing.lock();
        try {
            checkOpen();
            Session session = writer;
            if (session == null) {
                return write(connect(doing), doing, work);
            }
            try {
                return write(session, doing, work);
            } catch (LostBeforeCommit lost) {
                // it was lost while nobody used it
                return write(connect(doing), doing, work);
            }
        } catch (LostBeforeCommit lost) {
            throw failure(doing, lost.cause, false);
        } finally {
            writing.unlock();
        }
    }

    private Session connect(String doing) {
        Session session = null;
        try {
            session = server.openWriter(WRITE_SECONDS);
            PostgresLife.check(session, entropy);
            session.connection().commit();
            writer = session;
            return session;
        } catch (SQLException e) {
            if (session != null) {
                close(session);
            }
            throw failure(doing, e, false);
        } catch (RuntimeException e) {
            if (session != null) {
                close(session);
            }
            throw e;
        }
    }

    private <T> T write(Session session, String doing, Session.Work<T> work) {
        T result;
        try {
            result = work.run(session);
        } catch (SQLException e) {
            discardWriter(session);
            if (isLost(e)) {
                throw new LostBeforeCommit(e);
            }
            throw failure(doing, e, false);
        } catch (RuntimeException | Error e) {
            rollBack(session);
            throw e;
        }
        Failpoints.pass("before-commit");
        try {
            session.connection().commit();
        } catch (SQLException e) {
            discardWriter(session);
            throw failure(doing, e, true);
        }
        Failpoints.pass("after-commit");
        return result;
    }

    private void rollBack(Session session) {
        try {
            session.connection().rollback();
        } catch (SQLException e) {
            discardWriter(session);
        }
    }

    /** After a failure the next writer gets another connection: what state this one is in is not worth knowing. */
    private void discardWriter(Session session) {
        writer = null;
        close(session);
    }

    private static boolean isLost(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("57P");
    }

    private void checkOpen() {
        if (closed) {
            throw new JournalException(Failure.CLOSED, "the journal " + name() + " has been closed", null);
        }
    }

    private JournalException failure(String doing, SQLException e, boolean committing) {
        if (isDamage(e)) {
            return new DamagedJournalException(
                    name() + ", found when it was to " + doing, String.valueOf(e.getMessage()));
        }
        return new JournalException(
                committing ? Failure.IN_DOUBT : Failure.UNAVAILABLE,
                "the journal " + name() + " could not " + doing + ": " + e.getMessage(),
                e);
    }

    @Override
    public boolean isDamage(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("XX00") && !state.equals("XX000") || state.startsWith("23") || state.equals("42P01");
    }

    @Override
    public Duration patience() {
        return patience;
    }

    @Override
    public boolean pause() {
        return pause(100);
    }

    boolean pause(long ms) {
        writing.lock();
        try {
            for (long left = TimeUnit.MILLISECONDS.toNanos(ms); left > 0 && !closed; ) {
                left = pausing.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            writing.unlock();
        }
    }

    @Override
    public String forUpdate() {
        return " FOR UPDATE";
    }

    @Override
    public List<AtomRow> lockAtoms(Session session, Collection<String> names) throws SQLException {
        Array array = session.connection().createArrayOf("text", names.toArray());
        return session.list(AtomRow.LOCK_ALL, AtomRow::read, array);
    }

    @Override
    public List<ClientRow> clients(Session session, Collection<ClientRow.Key> keys, Map<Long, String> atoms)
            throws SQLException {
        Object[] ids = keys.stream().map(ClientRow.Key::atom).toArray();
        Object[] clients = keys.stream().map(ClientRow.Key::client).toArray();
        return session.list(
                ClientRow.BY_KEYS,
                result -> ClientRow.read(result, atoms),
                session.connection().createArrayOf("int8", ids),
                session.connection().createArrayOf("text", clients));
    }

    @Override
    public void announce(Session session, Collection<String> atoms, int versions) throws SQLException {
        announcements.made(session.connection().unwrap(PGConnection.class).getBackendPID());
        session.list(
                "SELECT pg_notify(?, atom) FROM unnest(?) AS atom",
                result -> true,
                server.schema(),
                session.connection().createArrayOf("text", atoms.toArray()));
    }

    @Override
    public void appended(Collection<AtomRow> rows) {
        // others may write to them before the next append
    }

    @Override
    public void onAppended(Consumer<String> listener) {
        checkOpen();
        announcements.tell(listener);
    }

    @Override
    public void giveBackRoom() {
        // the server's own vacuum does
    }

    @Override
    public List<Damage> check() {
        return List.of();
    }

    @Override
    public void close() {
        closed = true;
        writing.lock();
        try {
            pausing.signalAll();
        } finally {
            writing.unlock();
        }
        announcements.close();
        readers.close();
        writing.lock();
        try {
            if (writer != null) {
                discardWriter(writer);
            }
        } finally {
            writing.unlock();
        }
    }

    /** A connection that can't be closed is of no use to anybody; what it had not committed is undone by the server. */
    private static void close(Session session) {
        try {
            session.close();
        } catch (SQLException e) {
            // see above
        }
    }

    /** The connection was lost before the commit was sent, so that nothing is kept. */
    private static final class LostBeforeCommit extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient SQLException cause;

        LostBeforeCommit(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
