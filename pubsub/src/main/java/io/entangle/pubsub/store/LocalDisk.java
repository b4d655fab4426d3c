package io.entangle.pubsub.store;

import io.entangle.sql.DurableFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's files. */
final class LocalDisk implements Disk {
    static final LocalDisk INSTANCE = new LocalDisk();

    private LocalDisk() {}

    @Override
    public LogFile create(Path path) throws IOException {
        DurableFiles.create(path);
        return open(path, 0);
    }

    @Override
    public LogFile open(Path path, long length) throws IOException {
        // Not a channel: interrupting a thread that uses one closes it for all others.
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            LogFile opened = new Opened(file);
            opened.truncate(length);
            return opened;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        DurableFiles.rename(from, to);
    }

    @Override
    public void remove(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    private record Opened(RandomAccessFile file) implements LogFile {
        @Override
        public void write(byte[] bytes) throws IOException {
            file.write(bytes);
        }

        @Override
        public void force() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void truncate(long length) throws IOException {
            file.setLength(length);
            file.seek(length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
