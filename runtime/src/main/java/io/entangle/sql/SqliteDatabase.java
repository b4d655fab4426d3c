package io.entangle.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/** A file of SQLite, of a kind that is known by its application id, and connections to it. */
public final class SqliteDatabase {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int APPLICATION_ID_AT = 68;
    private static final int BUSY_MS = 5_000;

    /**
     * After so many pages the write-ahead log is merged into the file, 32 MB: a page that is written again and again is merged
     * once.
     */
    private static final int PAGES_UNTIL_MERGED = 8_192;

    /** What a page takes in the log. */
    private static final int LOGGED_PAGE = 24 + 4_096;

    /**
     * What is kept in files of a kind.
     *
     * @param name what one is called, for people
     * @param applicationId marks one, at the place where SQLite has a number for that
     */
    public record Kind(String name, int applicationId) {}

    /** When a connection that writes waits for the disk. */
    public enum Synchronous {
        /** When the write-ahead log is merged into the file: a commit survives the end of the process. */
        NORMAL(1),
        /** At each commit as well: it survives the end of the machine. */
        FULL(2);

        private final int number;

        Synchronous(int number) {
            this.number = number;
        }
    }

    /** What became of a statement that failed. */
    public enum Cause {
        /** The disk is full, or the file or a row at its limit: nothing was changed. */
        FULL,
        /** Another process holds the file locked: nothing was changed. */
        LOCKED,
        /** The file is not as it was written. */
        DAMAGED,
        /** The statement does not fit the tables there are. */
        MISFIT,
        /** Anything else, the disk for example. */
        OTHER
    }

    /** Makes the tables of a new file, in a transaction. */
    public interface Tables {
        /**
         * Makes the tables.
         *
         * @param session on the new file
         * @throws SQLException if that fails
         */
        void create(Session session) throws SQLException;
    }

    private final Path path;
    private final Kind kind;

    /**
     * A file of a kind.
     *
     * @param path its real path
     * @param kind what it is
     */
    public SqliteDatabase(Path path, Kind kind) {
        this.path = Objects.requireNonNull(path, "path");
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** {@return its real path} */
    public Path path() {
        return path;
    }

    /**
     * {@return the real path of a file, be it there or not} Its directory is made.
     *
     * @param file a file
     * @throws IOException if its directory can't be made, or not be read
     */
    public static Path realPath(Path file) throws IOException {
        DurableFiles.makeDirectoryOf(file);
        return Files.exists(file)
                ? file.toRealPath()
                : file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
    }

    /**
     * Makes the file if there is none, or an empty one, whole or not at all. Anything else that has its name is not touched.
     *
     * @param tables what it is to hold
     * @throws IOException if the directory can't be read or written
     * @throws SQLException if the file can't be written
     * @throws UnusableDatabaseException if there is a file, and it is not of this kind
     * @throws DamageFound if there is none, and there was one
     */
    public void createIfAbsent(Tables tables) throws IOException, SQLException {
        if (Files.exists(path) && Files.size(path) > 0) {
            checkHeader();
            return;
        }
        Path log = DurableFiles.beside(path, "-wal");
        if (Files.exists(log)) {
            throw new DamageFound(
                    "", path.toString(), "the file is missing, and what was written to it last is in " + log);
        }
        Path fresh = DurableFiles.beside(path, "-new");
        DurableFiles.create(fresh);
        try (Session session = new Session(config().createConnection(url(fresh)))) {
            session.run(
                    "PRAGMA journal_mode = DELETE",
                    "PRAGMA synchronous = EXTRA",
                    "PRAGMA auto_vacuum = INCREMENTAL",
                    "PRAGMA application_id = " + kind.applicationId,
                    "BEGIN");
            tables.create(session);
            session.run("COMMIT");
        }
        DurableFiles.rename(fresh, path);
    }

    private void checkHeader() throws IOException {
        byte[] header;
        try (InputStream in = Files.newInputStream(path)) {
            header = in.readNBytes(APPLICATION_ID_AT + Integer.BYTES);
        }
        if (header.length < APPLICATION_ID_AT + Integer.BYTES
                || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw notOfThisKind("it does not begin as a database of SQLite does");
        }
        int found = ByteBuffer.wrap(header).getInt(APPLICATION_ID_AT);
        if (found != kind.applicationId) {
            throw notOfThisKind(
                    "it is a database of SQLite with the application id " + found + ", not " + kind.applicationId);
        }
    }

    private UnusableDatabaseException notOfThisKind(String found) {
        return new UnusableDatabaseException(path + " is not a " + kind.name + ": " + found + ". It was not touched");
    }

    /**
     * {@return a connection that writes, with a write-ahead log, which has been verified}
     *
     * @param least when it waits for the disk, at least
     * @throws SQLException if the file can't be opened
     * @throws UnusableDatabaseException if it can't be as durable as that
     */
    public Session openWriter(Synchronous least) throws SQLException {
        Session session = connect(config());
        try {
            session.run(
                    "PRAGMA journal_mode = WAL",
                    "PRAGMA synchronous = " + least,
                    "PRAGMA fullfsync = ON",
                    "PRAGMA checkpoint_fullfsync = ON",
                    "PRAGMA wal_autocheckpoint = " + PAGES_UNTIL_MERGED,
                    "PRAGMA journal_size_limit = 67108864");
            verify(session, least);
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** {@return room in the log, up to the length at which it is merged into the file} */
    public LogRoom logRoom() {
        return new LogRoom(path, (long) PAGES_UNTIL_MERGED * LOGGED_PAGE);
    }

    private static void verify(Session session, Synchronous least) throws SQLException {
        String mode = session.text("PRAGMA journal_mode");
        Long synchronous = session.number("PRAGMA synchronous");
        if (!"wal".equals(mode) || synchronous == null || synchronous < least.number) {
            throw new UnusableDatabaseException("journal_mode is " + mode + " and synchronous " + synchronous
                    + ", where wal and " + least.number + " were asked for");
        }
    }

    /**
     * {@return a connection that keeps no log: what it writes is whole when it is closed, or of no use}
     *
     * @throws SQLException if the file can't be opened
     */
    public Session openForCopying() throws SQLException {
        Session session = connect(config());
        session.run("PRAGMA synchronous = EXTRA");
        return session;
    }

    /**
     * {@return a connection that can only read} If it is the last to be closed, it merges the write-ahead log into the file.
     *
     * @throws SQLException if the file can't be opened
     */
    public Session openReader() throws SQLException {
        Session session = connect(config());
        try {
            session.run("PRAGMA query_only = ON");
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * {@return a connection that leaves the file and its write-ahead log as they are, even when it is closed}
     *
     * @throws SQLException if the file can't be opened
     */
    public Session openUnchanging() throws SQLException {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        return connect(config);
    }

    private Session connect(SQLiteConfig config) throws SQLException {
        return new Session(config.createConnection(url(path)));
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(BUSY_MS);
        config.setPragma(SQLiteConfig.Pragma.TEMP_STORE, "MEMORY");
        return config;
    }

    /** A path may hold what means something in an address, so it is written as a URI. */
    private static String url(Path path) {
        return "jdbc:sqlite:file:" + path.toUri().getRawPath();
    }

    /**
     * {@return what became of a statement that failed}
     *
     * @param e how it failed
     */
    public static Cause cause(SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        if (code == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ) {
            return Cause.DAMAGED;
        }
        return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
            case SQLITE_FULL, SQLITE_TOOBIG -> Cause.FULL;
            case SQLITE_BUSY, SQLITE_LOCKED -> Cause.LOCKED;
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CONSTRAINT, SQLITE_MISMATCH -> Cause.DAMAGED;
            case SQLITE_ERROR -> Cause.MISFIT;
            default -> Cause.OTHER;
        };
    }
}
