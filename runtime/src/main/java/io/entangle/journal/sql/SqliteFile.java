package io.entangle.journal.sql;

import io.entangle.journal.DamagedJournalException;
import io.entangle.journal.Durability;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.sql.DamageFound;
import io.entangle.sql.DurableFiles;
import io.entangle.sql.LogRoom;
import io.entangle.sql.Session;
import io.entangle.sql.SqliteDatabase;
import io.entangle.sql.SqliteDatabase.Synchronous;
import io.entangle.sql.UnusableDatabaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The file of a journal in SQLite, and connections to it. */
class SqliteFile {
    /** "Entg". */
    private static final SqliteDatabase.Kind KIND = new SqliteDatabase.Kind("journal", 0x456e7467);

    private final SqliteDatabase database;
    private final Durability durability;

    /**
     * A journal's file.
     *
     * @param path its real path
     * @param durability at least what its commits survive
     */
    SqliteFile(Path path, Durability durability) {
        this.database = new SqliteDatabase(path, KIND);
        this.durability = durability;
    }

    Path path() {
        return database.path();
    }

    /**
     * Makes the file if there is none, whole or not at all. Anything else that has its name is not touched.
     *
     * @throws JournalException if it is not a journal
     */
    void createIfAbsent(Schema schema) throws IOException, SQLException {
        if (Files.exists(path()) && Files.size(path()) == 0 && Files.exists(DurableFiles.beside(path(), "-life"))) {
            throw new DamagedJournalException(path().toString(), "the file is empty, and it was a journal before");
        }
        try {
            database.createIfAbsent(session -> schema.create(session, Schema.Dialect.SQLITE));
        } catch (DamageFound e) {
            throw new DamagedJournalException(e.place(), e.found());
        } catch (UnusableDatabaseException e) {
            throw new JournalException(Failure.UNAVAILABLE, e.getMessage(), e);
        }
    }

    /** {@return a connection that commits durably, which has been verified} */
    Session openWriter() throws SQLException {
        try {
            return database.openWriter(durability == Durability.DISK ? Synchronous.FULL : Synchronous.NORMAL);
        } catch (UnusableDatabaseException e) {
            throw new JournalException(
                    Failure.UNAVAILABLE,
                    "the journal " + path() + " can't be " + durability.wireName() + " durable: " + e.getMessage(),
                    e);
        }
    }

    /** {@return room in the log for commits that are forced to the disk; null if they are not} */
    @Nullable
    LogRoom logRoom() {
        return durability == Durability.DISK ? database.logRoom() : null;
    }

    /** {@return a connection that keeps no log: what it writes is whole when it is closed, or of no use} */
    Session openForCopying() throws SQLException {
        return database.openForCopying();
    }

    /** {@return a connection that can only read} */
    Session openReader() throws SQLException {
        return database.openReader();
    }
}
