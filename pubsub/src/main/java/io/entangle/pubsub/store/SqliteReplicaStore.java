package io.entangle.pubsub.store;

import io.entangle.clock.Entropy;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.store.SqliteDisk.WriteAheadLog;
import io.entangle.replica.StoreException;
import io.entangle.sql.DamageFound;
import io.entangle.sql.DurableFiles;
import io.entangle.sql.Migrations;
import io.entangle.sql.Session;
import io.entangle.sql.SqliteDatabase;
import io.entangle.sql.UnusableDatabaseException;
import io.entangle.sql.UseLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/**
 * A store in a database of SQLite: tables of identity, atoms, values, changes and pending writes, as JSON text, which can be
 * read with {@code sqlite3} while the store is used.
 *
 * <p>Each row has a checksum. All of the file is read when the store is opened; damage is an error then, which says where,
 * and nothing is changed. Threads that wait for their writes at the same time are served by one writing to the disk. All
 * values of the store are held in memory, sharing structure with those of the replicas.
 *
 * <p>One process at a time can use a file. Beside it are {@code -wal} and {@code -shm}, which belong to it, and
 * {@code -lock}. On file systems that know of owners, only the owner can read them. {@link FileReplicaStore} does without
 * SQLite's native library.
 */
public final class SqliteReplicaStore extends RecordedStore {
    private static final int MERGE_BYTES = 4 * 1024 * 1024;

    private SqliteReplicaStore(String name, StoredState state, Medium medium) {
        super(name, state, medium);
    }

    /**
     * {@return the store of a file, opened, or made if there is none}
     *
     * @param file made if it is not there, like its directory
     * @throws StoreException if it can't be had: another process uses the file, or it is damaged, no store, written by a newer
     *     version of this library, or can't be read or written. The message says which and what to do
     */
    public static SqliteReplicaStore open(Path file) {
        return open(file, Entropy.SYSTEM);
    }

    /**
     * {@return the store of a file, opened, or made if there is none}
     *
     * @param file made if it is not there, like its directory
     * @param entropy where the identity of a new store comes from
     * @throws StoreException if it can't be had
     */
    public static SqliteReplicaStore open(Path file, Entropy entropy) {
        return open(file, entropy, SqliteDisk.LOCAL, MERGE_BYTES, StoreTables.CURRENT);
    }

    static SqliteReplicaStore open(Path file, Entropy entropy, SqliteDisk disk, int mergeBytes, Migrations migrations) {
        String name = "store " + file;
        try {
            Path real = SqliteDatabase.realPath(file);
            UseLock lock = UseLock.take(DurableFiles.beside(real, "-lock"));
            try {
                SqliteDatabase database = new SqliteDatabase(real, StoreTables.KIND);
                makeIfAbsent(database, lock, entropy, migrations);
                StoredState state = new StoredState();
                Medium medium = new Opening(name, database, lock, disk, migrations, state).medium(mergeBytes);
                return new SqliteReplicaStore(name, state, medium);
            } catch (IOException | SQLException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (UseLock.InUseException e) {
            throw new StoreException(
                    "the " + name + " is in use by " + e.user() + ": each client needs a file of its own", e);
        } catch (DamageFound e) {
            throw damaged(name, e.place(), e.found(), e);
        } catch (UnusableDatabaseException e) {
            throw new StoreException("the " + name + " can't be used: " + e.getMessage(), e);
        } catch (SQLException e) {
            throw switch (SqliteDatabase.cause(e)) {
                case DAMAGED, MISFIT -> damaged(name, "the file, as SQLite finds it", e.getMessage(), e);
                default -> new StoreException("the " + name + " can't be opened: " + e, e);
            };
        } catch (IOException e) {
            throw new StoreException("the " + name + " can't be opened: " + e, e);
        }
    }

    private static StoreException damaged(String name, String place, String found, Exception cause) {
        return new StoreException(
                "the " + name + " is damaged: " + place + ": " + found
                        + ". Nothing was changed. Moving the file and those beside it away begins anew, without the writes in it"
                        + " that were not sent",
                cause);
    }

    private static void makeIfAbsent(SqliteDatabase database, UseLock lock, Entropy entropy, Migrations migrations)
            throws IOException, SQLException {
        Path file = database.path();
        if (!Files.exists(file)) {
            lock.setNumber(0);
        } else if (Files.size(file) == 0 && lock.number() > 0) {
            throw new DamageFound("", file.toString(), "the file is empty, and it was a store before");
        }
        SiteId site = SiteId.random(entropy);
        database.createIfAbsent(session -> StoreTables.create(session, migrations, new Identity("jvm-" + site, site)));
    }

    /** Opens a file that there is. */
    private record Opening(
            String name,
            SqliteDatabase database,
            UseLock lock,
            SqliteDisk disk,
            Migrations migrations,
            StoredState state) {
        /** Looks at everything first, through a connection that can change nothing. */
        Medium medium(int mergeBytes) throws IOException, SQLException {
            try (Session looking = database.openUnchanging()) {
                boolean isCurrent = migrations.found(looking, "it") == migrations.version();
                Map<String, AtomRow> rows = isCurrent ? contents(looking) : Map.of();
                Session writer = disk.openWriter(database);
                try {
                    writer.run("BEGIN IMMEDIATE");
                    migrations.run(writer, "it");
                    writer.run("COMMIT");
                    return medium(writer, isCurrent ? rows : contents(writer), mergeBytes);
                } catch (IOException | SQLException | RuntimeException e) {
                    writer.close();
                    throw e;
                }
            }
        }

        private Map<String, AtomRow> contents(Session session) throws IOException, SQLException {
            Map<String, AtomRow> rows = StoreContents.read(session, state);
            checkEnd(SqliteMedium.position(rows));
            return rows;
        }

        private void checkEnd(long position) throws IOException {
            long durable = lock.number();
            if (position < durable) {
                Path log = DurableFiles.beside(database.path(), "-wal");
                throw new DamageFound(
                        "",
                        database.path() + " or " + log,
                        "they end with change " + position + ", and all up to " + durable
                                + " were durable: the end of the log is damaged or missing, or an older copy was put here");
            }
        }

        /** What a process that was killed has left in the log may not be durable yet. */
        private Medium medium(Session writer, Map<String, AtomRow> rows, int mergeBytes) throws IOException {
            WriteAheadLog log = disk.openLog(DurableFiles.beside(database.path(), "-wal"));
            try {
                DurableFiles.forceDirectoryOf(database.path());
                log.force();
                SqliteMedium medium = new SqliteMedium(writer, log, lock, rows, mergeBytes);
                medium.forced(medium.end());
                return medium;
            } catch (IOException e) {
                log.close();
                throw e;
            }
        }
    }
}
