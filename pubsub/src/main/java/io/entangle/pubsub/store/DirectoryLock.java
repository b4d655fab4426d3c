package io.entangle.pubsub.store;

import io.entangle.replica.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps all others from a directory, until it is closed or the process ends, however it does. */
final class DirectoryLock implements Closeable {
    /**
     * The directories this process holds. Where locks belong to processes, as on Linux, closing any channel of a file gives
     * up the lock of another; so none is opened for a directory that is held.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * {@return the lock of a directory}
     *
     * @param directory a directory that there is
     * @throws StoreException if another has it
     */
    static DirectoryLock take(Path directory) throws IOException {
        Path real = directory.toRealPath();
        if (!HELD.add(real)) {
            throw inUse(directory, "this process");
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            Path path = directory.resolve("lock");
            channel = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    LocalDisk.ownersAlone(path, "rw-------"));
            if (channel.tryLock() == null) {
                throw inUse(directory, "another process");
            }
            taken = true;
            return new DirectoryLock(real, channel);
        } finally {
            if (!taken) {
                HELD.remove(real);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    private static StoreException inUse(Path directory, String whom) {
        return new StoreException(
                "the store " + directory + " is in use by " + whom + ": each client needs a directory of its own");
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try {
                channel.close();
            } finally {
                HELD.remove(directory);
            }
        }
    }
}
