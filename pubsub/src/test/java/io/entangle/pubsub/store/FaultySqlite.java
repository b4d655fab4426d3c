package io.entangle.pubsub.store;

import io.entangle.clock.Entropy;
import io.entangle.replica.ReplicaStore;
import io.entangle.sql.DurableFiles;
import io.entangle.sql.Session;
import io.entangle.sql.SqliteDatabase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The machine's files, under a store in SQLite. */
final class FaultySqlite extends TestDisk implements SqliteDisk {
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;
    private static final int SALTS_AT = 16;
    private static final int NO_LIMIT = 1_000_000;

    /** What of SQLite's log is durable: its salts, which differ each time it is begun anew, and how many bytes. */
    private record Durable(long salts, int bytes) {}

    private volatile @Nullable Session writer;
    private volatile Durable durable = new Durable(0, 0);

    @Override
    StoreKind kind() {
        return StoreKind.SQLITE;
    }

    @Override
    ReplicaStore open(Path place, Entropy entropy, int tidyBytes) {
        return SqliteReplicaStore.open(place, entropy, this, tidyBytes, StoreTables.CURRENT);
    }

    @Override
    public Session openWriter(SqliteDatabase database) throws SQLException {
        Session session = LOCAL.openWriter(database);
        writer = session;
        return session;
    }

    /** {@return the connection that writes} */
    Session writer() {
        Session session = writer;
        if (session == null) {
            throw new AssertionError("no store was opened");
        }
        return session;
    }

    /** SQLite finds the disk full at its limit of pages, which is not less than those there are. */
    @Override
    void full(boolean full) {
        try {
            writer().number("PRAGMA max_page_count = " + (full ? 1 : NO_LIMIT));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public WriteAheadLog openLog(Path log) throws IOException {
        WriteAheadLog opened = LOCAL.openLog(log);
        return new WriteAheadLog() {
            @Override
            public void force() throws IOException {
                Durable reached = written(log);
                beforeForcing();
                opened.force();
                durable = reached;
            }

            @Override
            public void close() throws IOException {
                opened.close();
            }
        };
    }

    private static Durable written(Path log) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        return bytes.length < HEADER_BYTES
                ? new Durable(0, 0)
                : new Durable(ByteBuffer.wrap(bytes).getLong(SALTS_AT), framesEnd(bytes));
    }

    /** {@return where the frames end that were written since a log was last begun anew} */
    static int framesEnd(byte[] log) {
        ByteBuffer bytes = ByteBuffer.wrap(log);
        long salts = bytes.getLong(SALTS_AT);
        int frame = FRAME_HEADER_BYTES + bytes.getInt(8);
        int end = HEADER_BYTES;
        while (end + frame <= log.length && bytes.getLong(end + 8) == salts) {
            end += frame;
        }
        return end;
    }

    /** Behind what is left, the log ends, or has what was there before. */
    @Override
    Path withoutPower(Path place, Path to, double share) throws IOException {
        killed(place, to);
        Path log = DurableFiles.beside(to, "-wal");
        Durable now = written(log);
        int sure = now.salts == durable.salts ? durable.bytes : 0;
        int left = sure + (int) ((now.bytes - sure) * share);
        byte[] bytes = Files.readAllBytes(log);
        if (left % 2 == 0) {
            bytes = Arrays.copyOf(bytes, left);
        } else {
            Arrays.fill(bytes, left, bytes.length, (byte) 0);
        }
        Files.write(log, bytes);
        return to;
    }
}
