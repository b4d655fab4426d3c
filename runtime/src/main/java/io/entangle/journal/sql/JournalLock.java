package io.entangle.journal.sql;

import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.sql.DurableFiles;
import io.entangle.sql.UseLock;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Keeps all others from a journal's file. What is locked for that also says how many versions have been appended at least,
 * so that a journal that holds fewer is known to be an older copy; after a loss of power it may say too little.
 */
final class JournalLock implements AutoCloseable {
    private final UseLock lock;

    private JournalLock(UseLock lock) {
        this.lock = lock;
    }

    /**
     * {@return the lock of a file}
     *
     * @param file its real path
     * @throws JournalException if another has it
     */
    static JournalLock take(Path file) throws IOException {
        try {
            return new JournalLock(UseLock.take(DurableFiles.beside(file, "-lock")));
        } catch (UseLock.InUseException e) {
            throw new JournalException(
                    Failure.CLOSED,
                    "the journal " + file + " is in use by " + e.user() + ": one hub at a time can use a file",
                    e);
        }
    }

    /** {@return how many versions had been appended when it was last said, or 0 if it never was} */
    long versions() throws IOException {
        return lock.number();
    }

    /** Says how many versions have been appended. */
    void setVersions(long versions) throws IOException {
        lock.setNumber(versions);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
