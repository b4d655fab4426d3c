package io.entangle.journal.sql;

import io.entangle.journal.DamagedJournalException;
import io.entangle.journal.Durability;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.sqlite.SQLiteConfig;

/** The file of a journal in SQLite, and connections to it. */
class SqliteFile {
    /** Marks a journal's file, at the place where SQLite has one for that: "Entg". */
    static final int APPLICATION_ID = 0x456e7467;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int APPLICATION_ID_AT = 68;
    private static final int BUSY_MS = 5_000;

    private final Path path;
    private final Durability durability;

    /**
     * A journal's file.
     *
     * @param path its real path
     * @param durability at least what its commits survive
     */
    SqliteFile(Path path, Durability durability) {
        this.path = path;
        this.durability = durability;
    }

    Path path() {
        return path;
    }

    /**
     * Makes the file if there is none, whole or not at all. Anything else that has its name is not touched.
     *
     * @throws JournalException if it is not a journal
     */
    void createIfAbsent(Schema schema) throws IOException, SQLException {
        if (Files.exists(path) && Files.size(path) > 0) {
            checkHeader();
            return;
        }
        Path log = JournalFiles.beside(path, "-wal");
        if (Files.exists(log)) {
            throw new DamagedJournalException(
                    path.toString(), "the file is missing, and what was written to it last is in " + log);
        }
        if (Files.exists(path) && Files.exists(JournalFiles.beside(path, "-life"))) {
            throw new DamagedJournalException(path.toString(), "the file is empty, and it was a journal before");
        }
        Path fresh = JournalFiles.beside(path, "-new");
        JournalFiles.create(fresh);
        try (Session session = new Session(config().createConnection(url(fresh)))) {
            session.run(
                    "PRAGMA journal_mode = DELETE",
                    "PRAGMA synchronous = EXTRA",
                    "PRAGMA auto_vacuum = INCREMENTAL",
                    "PRAGMA application_id = " + APPLICATION_ID,
                    "BEGIN");
            schema.create(session, Schema.Dialect.SQLITE);
            session.run("COMMIT");
        }
        JournalFiles.rename(fresh, path);
    }

    private void checkHeader() throws IOException {
        byte[] header;
        try (InputStream in = Files.newInputStream(path)) {
            header = in.readNBytes(APPLICATION_ID_AT + Integer.BYTES);
        }
        if (header.length < APPLICATION_ID_AT + Integer.BYTES
                || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw notAJournal("it does not begin as a database of SQLite does");
        }
        int found = ByteBuffer.wrap(header).getInt(APPLICATION_ID_AT);
        if (found != APPLICATION_ID) {
            throw notAJournal(
                    "it is a database of SQLite with the application id " + found + ", not " + APPLICATION_ID);
        }
    }

    private JournalException notAJournal(String found) {
        return new JournalException(
                Failure.UNAVAILABLE, path + " is not a journal: " + found + ". It was not touched", null);
    }

    /** {@return a connection that commits durably, which has been verified} */
    Session openWriter() throws SQLException {
        Session session = connect();
        try {
            session.run(
                    "PRAGMA journal_mode = WAL",
                    "PRAGMA synchronous = " + (durability == Durability.DISK ? "FULL" : "NORMAL"),
                    "PRAGMA fullfsync = ON",
                    "PRAGMA checkpoint_fullfsync = ON",
                    "PRAGMA journal_size_limit = 67108864");
            verify(session);
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private void verify(Session session) throws SQLException {
        String mode = session.text("PRAGMA journal_mode");
        Long synchronous = session.number("PRAGMA synchronous");
        int least = durability == Durability.DISK ? 2 : 1;
        if (!"wal".equals(mode) || synchronous == null || synchronous < least) {
            throw new JournalException(
                    Failure.UNAVAILABLE,
                    "the journal " + path + " can't be " + durability.wireName() + " durable: journal_mode is " + mode
                            + " and synchronous " + synchronous + ", where wal and " + least + " were asked for",
                    null);
        }
    }

    /** {@return a connection that keeps no log: what it writes is whole when it is closed, or of no use} */
    Session openForCopying() throws SQLException {
        Session session = connect();
        session.run("PRAGMA synchronous = EXTRA");
        return session;
    }

    /** {@return a connection that can only read} */
    Session openReader() throws SQLException {
        Session session = connect();
        try {
            session.run("PRAGMA query_only = ON");
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private Session connect() throws SQLException {
        Connection connection = config().createConnection(url(path));
        return new Session(connection);
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(org.sqlite.SQLiteOpenMode.CREATE);
        config.setBusyTimeout(BUSY_MS);
        config.setPragma(SQLiteConfig.Pragma.TEMP_STORE, "MEMORY");
        return config;
    }

    /** A path may hold what means something in an address, so it is written as a URI. */
    private static String url(Path path) {
        return "jdbc:sqlite:file:" + path.toUri().getRawPath();
    }
}
