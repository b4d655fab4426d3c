package io.entangle.sql;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Room in SQLite's write-ahead log for what will be written to it. A commit that makes the log longer has to wait until the
 * file system has noted that as well, which takes as long again as forcing what it wrote; one that writes over zeros has not.
 * To SQLite a log ends with the last frame that carries on what is before it, so zeros are not part of it.
 */
public final class LogRoom implements AutoCloseable {
    private static final byte[] ZEROS = new byte[1 << 20];

    private final Path log;
    private final long most;
    // Not a channel: interrupting a thread that writes to one closes it.
    private @Nullable RandomAccessFile opened;
    /** How long the log was when there was room in it. */
    private long length = -1;

    /**
     * Room in the log of a database.
     *
     * @param database its file
     * @param most how long the log gets by that
     */
    public LogRoom(Path database, long most) {
        this.log = DurableFiles.beside(database, "-wal");
        this.most = most;
    }

    /**
     * Makes room if what there was has been used up. Called within a transaction that writes: then there is a log, and nobody
     * else writes to it.
     *
     * @throws IOException if there is no log, or no room left on the disk
     */
    public void make() throws IOException {
        RandomAccessFile file = open();
        long now = file.length();
        if (now != length && now < most) {
            file.seek(now);
            file.write(ZEROS, 0, (int) Math.min(ZEROS.length, most - now));
            now = file.length();
        }
        length = now;
    }

    private RandomAccessFile open() throws IOException {
        RandomAccessFile file = opened;
        if (file == null) {
            if (!Files.exists(log)) {
                throw new FileNotFoundException(log + " is not there");
            }
            file = new RandomAccessFile(log.toFile(), "rw");
            opened = file;
        }
        return file;
    }

    /** Ends its use, before the last connection to the database is closed: that takes the log away. */
    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }
}
