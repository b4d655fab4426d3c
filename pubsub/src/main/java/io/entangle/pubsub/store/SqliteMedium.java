package io.entangle.pubsub.store;

import io.entangle.pubsub.store.SqliteDisk.WriteAheadLog;
import io.entangle.pubsub.store.StoreRecord.Changed;
import io.entangle.pubsub.store.StoreRecord.Forgotten;
import io.entangle.pubsub.store.StoreRecord.Written;
import io.entangle.replica.ReplicaStore.Entry;
import io.entangle.sql.Session;
import io.entangle.sql.SqliteDatabase;
import io.entangle.sql.SqliteDatabase.Cause;
import io.entangle.sql.UseLock;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tables in a file of SQLite. Each record is a transaction of its own, which SQLite writes to its write-ahead log and does
 * not force. The log is forced from outside: so nobody who adds a record waits for the disk.
 *
 * <p>That is as good as forcing by SQLite: what it finds in its log after the loss of power is all up to the first frame
 * that is not whole, and it forces the log itself before it merges it into the file.
 */
final class SqliteMedium implements Medium {
    /** About how many bytes a transaction adds to the log besides the text in it: a page for each table that it changes. */
    private static final int TRANSACTION_BYTES = 4 * 4096;

    /** Free pages up to this number stay in the file, where they will be used again. */
    private static final long LEAST_FREE_PAGES = 256;

    private static final long MOST_PAGES_GIVEN_BACK = 2048;

    /** Writes, from one on, that were added and are not known to be durable. */
    private record Unforced(long position, String atom, long sequence) {}

    private final Session session;
    private final WriteAheadLog log;
    private final UseLock lock;
    private final int mergeBytes;

    /** The rows of the table {@code atom}. */
    private final Map<String, AtomRow> rows;

    private final Deque<Unforced> unforced = new ArrayDeque<>();
    private long position;
    private long unmergedBytes;

    /**
     * The tables of an open file.
     *
     * @param session writes them, and is closed with this
     * @param log SQLite's log of the file, closed with this
     * @param lock keeps others from the file; its number is up to which position all was durable, at least
     * @param rows of the table {@code atom}
     * @param mergeBytes after about so many bytes the log is merged into the file
     */
    SqliteMedium(Session session, WriteAheadLog log, UseLock lock, Map<String, AtomRow> rows, int mergeBytes) {
        this.session = session;
        this.log = log;
        this.lock = lock;
        this.rows = rows;
        this.mergeBytes = mergeBytes;
        this.position = position(rows);
    }

    /** {@return the position of the last change} */
    static long position(Map<String, AtomRow> rows) {
        return rows.values().stream().mapToLong(AtomRow::position).max().orElse(0);
    }

    @Override
    public int size(StoreRecord record) {
        if (record instanceof Changed changed) {
            return StoreTables.size(changed);
        }
        throw new IllegalArgumentException("the size of changes alone is known beforehand, not that of " + record);
    }

    @Override
    public int add(StoreRecord record) throws IOException, BrokenException {
        int bytes = record instanceof Forgotten ? overwriting(record) : transaction(writer -> writer.write(record));
        if (record instanceof Written written) {
            for (Entry entry : written.writes()) {
                unforced.addLast(
                        new Unforced(position, entry.atom(), entry.write().sequence()));
            }
        }
        return bytes;
    }

    /** Adds a record whose deleting leaves no bytes in free pages of the file. */
    private int overwriting(StoreRecord record) throws IOException, BrokenException {
        try {
            session.runToTheEnd("PRAGMA secure_delete = ON");
            try {
                return transaction(writer -> writer.write(record));
            } finally {
                session.runToTheEnd("PRAGMA secure_delete = OFF");
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private int transaction(Writing writing) throws IOException, BrokenException {
        RowWriter writer = new RowWriter(session, position + 1, rows);
        try {
            session.run("BEGIN IMMEDIATE");
            int bytes;
            Map<String, AtomRow> changed;
            try {
                bytes = writing.write(writer);
                changed = writer.finish();
                session.run("COMMIT");
            } catch (SQLException | RuntimeException | Error e) {
                rollBack();
                throw e;
            }
            rows.putAll(changed);
            position++;
            unmergedBytes += bytes + TRANSACTION_BYTES;
            return bytes;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private interface Writing {
        int write(RowWriter writer) throws SQLException;
    }

    private void rollBack() {
        try {
            session.run("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has done so itself
        }
    }

    private static IOException failure(SQLException e) throws BrokenException {
        return switch (SqliteDatabase.cause(e)) {
            case FULL -> new IOException("the disk is full, or the file or a row at its limit: " + e.getMessage(), e);
            case LOCKED -> new IOException("another process holds the file locked: " + e.getMessage(), e);
            case DAMAGED -> throw new BrokenException("has found its file damaged", e);
            case MISFIT, OTHER -> throw new BrokenException("can't be written any more", e);
        };
    }

    @Override
    public long end() {
        return position;
    }

    @Override
    public void force() throws IOException {
        log.force();
    }

    @Override
    public void forced(long end) {
        while (!unforced.isEmpty() && unforced.getFirst().position <= end) {
            unforced.removeFirst();
        }
        try {
            lock.setNumber(end);
        } catch (IOException e) {
            // It says too little then, and the next time it says more.
        }
    }

    @Override
    public void takeBack(IOException cause) throws BrokenException {
        Map<String, Long> first = new LinkedHashMap<>();
        unforced.forEach(write -> first.merge(write.atom, write.sequence, Math::min));
        try {
            transaction(writer -> {
                for (Map.Entry<String, Long> each : first.entrySet()) {
                    writer.takeBack(each.getKey(), each.getValue());
                }
                return 0;
            });
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw new BrokenException("can't be written any more", cause);
        }
    }

    @Override
    public boolean isUntidy(StoredState state) {
        return unmergedBytes >= mergeBytes;
    }

    /** Where that can't be done now, as another program reads an older state of the file, it is done later. */
    @Override
    public boolean tidy(StoredState state) throws BrokenException {
        try {
            force();
        } catch (IOException e) {
            takeBack(e);
            throw new BrokenException("has failed to make writes durable", e);
        }
        forced(position);
        unmergedBytes = 0;
        try {
            session.number("PRAGMA wal_checkpoint(PASSIVE)");
            giveBackRoom();
        } catch (SQLException e) {
            Cause found = SqliteDatabase.cause(e);
            if (found != Cause.FULL && found != Cause.LOCKED) {
                throw new BrokenException("has failed to merge its log into its file", e);
            }
        }
        return true;
    }

    private void giveBackRoom() throws SQLException {
        Long free = session.number("PRAGMA freelist_count");
        if (free != null && free > LEAST_FREE_PAGES) {
            session.runToTheEnd(
                    "PRAGMA incremental_vacuum(" + Math.min(free - LEAST_FREE_PAGES, MOST_PAGES_GIVEN_BACK) + ")");
        }
    }

    @Override
    public void close() throws IOException {
        try (lock;
                log) {
            session.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
