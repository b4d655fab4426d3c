package io.entangle.journal.sql;

import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all others from a journal's file, until it is closed or the process ends, however it does. The file that is locked
 * for that also says how many versions have been appended at least, so that a journal that holds fewer is known to be an
 * older copy. That is not forced to the disk, so it costs nothing, and after a loss of power it may say too little.
 */
final class JournalLock implements AutoCloseable {
    /**
     * The files this process holds. Where locks belong to processes, as on Linux, closing any channel of a file gives up the
     * lock of another; so none is opened for a file that is held.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final RandomAccessFile locked;

    private JournalLock(Path file, RandomAccessFile locked) {
        this.file = file;
        this.locked = locked;
    }

    /**
     * {@return the lock of a file}
     *
     * @param file its real path
     * @throws JournalException if another has it
     */
    static JournalLock take(Path file) throws IOException {
        if (!HELD.add(file)) {
            throw inUse(file, "this process");
        }
        // Not a channel: interrupting a thread that writes to one closes it, and gives up the lock.
        RandomAccessFile opened = null;
        boolean taken = false;
        try {
            opened = JournalFiles.open(JournalFiles.beside(file, "-lock"));
            if (lock(opened) == null) {
                throw inUse(file, "another process");
            }
            taken = true;
            return new JournalLock(file, opened);
        } finally {
            if (!taken) {
                HELD.remove(file);
                if (opened != null) {
                    opened.close();
                }
            }
        }
    }

    /** A lock may also be held through another copy of this class, which only the JVM knows of. */
    private static @Nullable FileLock lock(RandomAccessFile opened) throws IOException {
        try {
            return opened.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static JournalException inUse(Path file, String whom) {
        return new JournalException(
                Failure.CLOSED,
                "the journal " + file + " is in use by " + whom + ": one hub at a time can use a file",
                null);
    }

    /** {@return how many versions had been appended when it was last said, or 0 if it never was} */
    long versions() throws IOException {
        locked.seek(0);
        return locked.length() < Long.BYTES ? 0 : locked.readLong();
    }

    /** Says how many versions have been appended. */
    void setVersions(long versions) throws IOException {
        locked.seek(0);
        locked.write(ByteBuffer.allocate(Long.BYTES).putLong(versions).array());
    }

    @Override
    public void close() throws IOException {
        if (locked.getChannel().isOpen()) {
            try {
                locked.close();
            } finally {
                HELD.remove(file);
            }
        }
    }
}
