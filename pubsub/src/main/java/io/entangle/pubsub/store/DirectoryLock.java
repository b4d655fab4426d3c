package io.entangle.pubsub.store;

import io.entangle.replica.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Keeps all others from a directory, until it is closed or the process ends, however it does. */
final class DirectoryLock implements Closeable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock take(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                LocalDisk.ownersAlone(path, "rw-------"));
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DirectoryLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(path, "this process");
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw inUse(path, "another process");
    }

    private static StoreException inUse(Path path, String whom) {
        return new StoreException("the store " + path.getParent() + " is in use by " + whom
                + ": each client needs a directory of its own");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
