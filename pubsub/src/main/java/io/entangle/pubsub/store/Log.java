package io.entangle.pubsub.store;

import io.entangle.clock.Entropy;
import io.entangle.pubsub.store.Medium.BrokenException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The end of a log, where records are added. Not thread-safe, but for {@link #force}. */
final class Log implements Closeable {
    private final LogFile file;
    private final long salt;
    private long length;
    private long durable;

    private Log(LogFile file, long salt, long length, long durable) {
        this.file = file;
        this.salt = salt;
        this.length = length;
        this.durable = durable;
    }

    /** {@return a new, empty log in place of whatever has that name} */
    static Log create(Disk disk, Path path, Entropy entropy) throws IOException {
        long salt = entropy.nextLong();
        LogFile file = disk.create(path);
        try {
            byte[] header = LogFormat.header(salt);
            file.write(header);
            return new Log(file, salt, header.length, 0);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** {@return a log that goes on behind its last good record} All before is made durable. */
    static Log open(Disk disk, Path path, LogReader.Found found) throws IOException {
        LogFile file = disk.open(path, found.length());
        try {
            file.force();
            return new Log(file, found.salt(), found.length(), found.length());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** {@return this log, after it was closed, perhaps under another name} */
    Log reopened(Disk disk, Path path) throws IOException {
        return new Log(disk.open(path, length), salt, length, durable);
    }

    long length() {
        return length;
    }

    /**
     * Adds a record, or nothing.
     *
     * @return its size in the file
     * @throws IOException if it could not be added
     * @throws BrokenException if, besides, what was written of it could not be taken back
     */
    int append(byte[] content) throws IOException, BrokenException {
        byte[] record = LogFormat.record(salt, length, durable, content);
        try {
            file.write(record);
        } catch (IOException e) {
            cut(length, e);
            throw e;
        }
        length += record.length;
        return record.length;
    }

    /** Makes what the file has durable. May be called while another thread appends. */
    void force() throws IOException {
        file.force();
    }

    /** Notes what a call of {@link #force} has achieved. */
    void forced(long lengthBefore) {
        durable = Math.max(durable, lengthBefore);
    }

    /** Takes back what is not durable. */
    void cutToDurable(IOException cause) throws BrokenException {
        cut(durable, cause);
    }

    private void cut(long to, IOException cause) throws BrokenException {
        try {
            file.truncate(to);
            length = to;
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw new BrokenException("can't be written any more", cause);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
