package io.entangle.pubsub.store;

import io.entangle.clock.Entropy;
import io.entangle.replica.StoreException;
import io.entangle.sql.DurableFiles;
import io.entangle.sql.UseLock;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A store in a directory of its own: one log, to which records are added, and which is written anew when most of it says
 * nothing any more.
 *
 * <p>Each record has a checksum. A record whose writing a crash broke off is cut away when the store is opened; any other
 * damage is an error and nothing is changed. Threads that wait for their writes at the same time are served by one
 * writing to the disk. All values of the store are held in memory, sharing structure with those of the replicas.
 *
 * <p>It needs no native library; {@link SqliteReplicaStore} does, and can be read with ordinary tools.
 *
 * <p>One process at a time can use a directory. On file systems that know of owners, only the owner can read the files.
 */
public final class FileReplicaStore extends RecordedStore {
    /** A log is not written anew for less than this many bytes that say nothing. */
    private static final int LEAST_DEAD_BYTES = 256 * 1024;

    private FileReplicaStore(String name, StoredState state, Medium medium) {
        super(name, state, medium);
    }

    /**
     * {@return the store of a directory, opened, or made if there is none}
     *
     * @param directory made if it is not there
     * @throws StoreException if it can't be had: another process uses the directory, or its file is damaged, or can't be
     *     read or written. The message says which and what to do
     */
    public static FileReplicaStore open(Path directory) {
        return open(directory, Entropy.SYSTEM);
    }

    /**
     * {@return the store of a directory, opened, or made if there is none}
     *
     * @param directory made if it is not there
     * @param entropy where the identity of a new store comes from
     * @throws StoreException if it can't be had
     */
    public static FileReplicaStore open(Path directory, Entropy entropy) {
        return open(directory, entropy, LocalDisk.INSTANCE, LEAST_DEAD_BYTES);
    }

    static FileReplicaStore open(Path directory, Entropy entropy, Disk disk, int leastDeadBytes) {
        String name = "store " + directory;
        try {
            DurableFiles.makeDirectory(directory);
            UseLock lock = UseLock.take(directory.toRealPath().resolve("lock"));
            try {
                StoredState state = new StoredState();
                LogDirectory logs = new LogDirectory(directory, disk, entropy);
                return new FileReplicaStore(name, state, new LogMedium(name, lock, logs, state, leastDeadBytes));
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (UseLock.InUseException e) {
            throw new StoreException(
                    "the " + name + " is in use by " + e.user() + ": each client needs a directory of its own", e);
        } catch (IOException e) {
            throw new StoreException("the " + name + " can't be opened: " + e, e);
        }
    }
}
