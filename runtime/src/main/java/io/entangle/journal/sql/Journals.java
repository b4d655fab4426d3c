package io.entangle.journal.sql;

import io.entangle.clock.Entropy;
import io.entangle.journal.Durability;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.MemoryJournal;
import java.nio.file.Path;

/** Opens journals. What each can do, and its tables, stand in {@code docs/journal.md}. */
public final class Journals {
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
}
