package io.entangle.sql;

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
 * Keeps all others from using something, until it is closed or the process ends, however it does. The file that is locked
 * for that also holds a number. That is not forced to the disk, so it costs nothing, and after a loss of power it may be an
 * older one.
 */
public final class UseLock implements AutoCloseable {
    /**
     * The files this process holds. Where locks belong to processes, as on Linux, closing any channel of a file gives up the
     * lock of another; so none is opened for a file that is held.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final RandomAccessFile locked;

    private UseLock(Path file, RandomAccessFile locked) {
        this.file = file;
        this.locked = locked;
    }

    /** Somebody else has the lock. */
    public static final class InUseException extends Exception {
        private static final long serialVersionUID = 1;

        private final String user;

        private InUseException(String user) {
            super("in use by " + user);
            this.user = user;
        }

        /** {@return who has it, for people: "this process" or "another process"} */
        public String user() {
            return user;
        }
    }

    /**
     * {@return the lock of a file}
     *
     * @param file the real path of the file to be locked; it is made if it is not there
     * @throws InUseException if another has it
     * @throws IOException if the file can't be made or opened
     */
    public static UseLock take(Path file) throws IOException, InUseException {
        if (!HELD.add(file)) {
            throw new InUseException("this process");
        }
        // Not a channel: interrupting a thread that writes to one closes it, and gives up the lock.
        RandomAccessFile opened = null;
        boolean taken = false;
        try {
            opened = DurableFiles.open(file);
            if (lock(opened) == null) {
                throw new InUseException("another process");
            }
            taken = true;
            return new UseLock(file, opened);
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

    /**
     * {@return the number, or 0 if none was ever set}
     *
     * @throws IOException if the file can't be read
     */
    public long number() throws IOException {
        locked.seek(0);
        return locked.length() < Long.BYTES ? 0 : locked.readLong();
    }

    /**
     * Sets the number.
     *
     * @param number the number
     * @throws IOException if the file can't be written
     */
    public void setNumber(long number) throws IOException {
        locked.seek(0);
        locked.write(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
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
