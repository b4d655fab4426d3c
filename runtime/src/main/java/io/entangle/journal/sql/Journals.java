package io.entangle.journal.sql;

import io.entangle.clock.Entropy;
import io.entangle.journal.Durability;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.journal.MemoryJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/** Opens journals. What each can do, and its tables, stand in {@code docs/journal.md}. */
public final class Journals {
    /** For so long a journal tries to find out what became of a commit whose answer it has lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Journals() {}

    /** {@return a new journal that nothing survives} */
    public static Journal memory() {
        return new MemoryJournal();
    }

    /**
     * {@return the journal of a file, made if there is none} What is appended survives a loss of power.
     *
     * @param file a database of SQLite; it stands beside a few others whose names begin with its own
     * @throws JournalException if it can't be had: another process uses it, it is not a journal, it is damaged, it was written
     *     by a newer version of this library, or it would not be as durable as that. It has then not been changed
     */
    public static Journal sqlite(Path file) {
        return sqlite(file, Durability.DISK);
    }

    /**
     * {@return the journal of a file, made if there is none}
     *
     * @param file a database of SQLite
     * @param durability what is appended survives: {@code PROCESS} is faster, and after a loss of power the newest versions
     *     may be gone
     * @throws JournalException if it can't be had
     */
    public static Journal sqlite(Path file, Durability durability) {
        return sqlite(file, durability, Entropy.SYSTEM);
    }

    /**
     * {@return the journal of a file, made if there is none}
     *
     * @param file a database of SQLite
     * @param durability what is appended survives: {@code PROCESS} or {@code DISK}
     * @param entropy where the names of its lives and epochs come from
     * @throws JournalException if it can't be had
     */
    public static Journal sqlite(Path file, Durability durability, Entropy entropy) {
        return new SqlJournal(SqliteEngine.open(file, durability, entropy, Schema.CURRENT));
    }

    /**
     * {@return the journal of a database, its tables made if there are none} What is appended survives a loss of power.
     * Several processes can use it at a time. It needs {@code org.postgresql:postgresql} and {@code com.zaxxer:HikariCP}.
     *
     * @param url {@code jdbc:postgresql://host:port/database}, with what else the driver knows; the tables are in the schema
     *     that {@code currentSchema} says, or else in {@code entangle}
     * @throws JournalException if it can't be had: the server can't be reached, the tables are not a journal's, are damaged,
     *     or were written by a newer version of this library, or it would not be as durable as that. It has then not been
     *     changed
     */
    public static Journal postgres(String url) {
        return postgres(url, new Properties());
    }

    /**
     * {@return the journal of a database, its tables made if there are none}
     *
     * @param url as {@link #postgres(String)} takes it
     * @param user who connects
     * @param password of the user
     * @throws JournalException if it can't be had
     */
    public static Journal postgres(String url, String user, String password) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return postgres(url, properties);
    }

    /**
     * {@return the journal of a database, its tables made if there are none}
     *
     * @param url as {@link #postgres(String)} takes it
     * @param properties what the driver is to be told: user, password, certificates
     * @throws JournalException if it can't be had
     */
    public static Journal postgres(String url, Properties properties) {
        return postgres(url, properties, Durability.DISK, Entropy.SYSTEM);
    }

    /**
     * {@return the journal of a database, its tables made if there are none}
     *
     * @param url as {@link #postgres(String)} takes it
     * @param properties what the driver is to be told
     * @param durability what is appended survives: {@code PROCESS} is faster, and after a crash of the server the newest
     *     versions may be gone
     * @param entropy where the names of new epochs come from
     * @throws JournalException if it can't be had
     */
    public static Journal postgres(String url, Properties properties, Durability durability, Entropy entropy) {
        for (String library : List.of("org.postgresql.Driver", "com.zaxxer.hikari.HikariDataSource")) {
            require(library);
        }
        PostgresServer server = new PostgresServer(url, properties, durability);
        return new SqlJournal(PostgresEngine.open(server, durability, entropy, Schema.CURRENT, PATIENCE));
    }

    private static void require(String library) {
        try {
            Class.forName(library, false, Journals.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new JournalException(
                    Failure.UNAVAILABLE,
                    "journals in PostgreSQL need the artifacts org.postgresql:postgresql and com.zaxxer:HikariCP, and "
                            + library + " is not there",
                    e);
        }
    }
}
