package io.entangle.pubsub.store;

import io.entangle.clock.Entropy;
import io.entangle.clock.HybridTimestamp;
import io.entangle.pubsub.store.Log.BrokenLogException;
import io.entangle.pubsub.store.StoreRecord.Changed;
import io.entangle.pubsub.store.StoreRecord.Together;
import io.entangle.pubsub.store.StoreRecord.Whole;
import io.entangle.pubsub.store.StoreRecord.Written;
import io.entangle.replica.ReplicaStore;
import io.entangle.replica.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store in a directory of its own: one log, to which records are added, and which is written anew when most of it says
 * nothing any more.
 *
 * <p>Each record has a checksum. A record whose writing a crash broke off is cut away when the store is opened; any other
 * damage is an error and nothing is changed. Threads that wait for their writes at the same time are served by one
 * writing to the disk. All values of the store are held in memory, sharing structure with those of the replicas.
 *
 * <p>One process at a time can use a directory. On file systems that know of owners, only the owner can read the files.
 */
public final class FileReplicaStore implements ReplicaStore {
    /** A log is not written anew for less than this many bytes that say nothing. */
    private static final int LEAST_DEAD_BYTES = 256 * 1024;

    private final Path directory;
    private final DirectoryLock directoryLock;
    private final LogDirectory logs;
    private final int leastDeadBytes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition forcedMore = lock.newCondition();
    private final StoredState state = new StoredState();
    private Log log;
    private @Nullable String failure;

    /** How many records were added, how many of them are known to be durable, and whether that is being worked on. */
    private long appended;

    private long forced;
    private boolean forcing;

    private long compactionDueAt;

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
        try {
            LocalDisk.makeDirectory(directory);
            DirectoryLock directoryLock = DirectoryLock.take(directory);
            try {
                LogDirectory logs = new LogDirectory(directory, disk, entropy);
                return new FileReplicaStore(directory, directoryLock, logs, leastDeadBytes);
            } catch (IOException | RuntimeException e) {
                directoryLock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException("the store " + directory + " can't be opened: " + e, e);
        }
    }

    private FileReplicaStore(Path directory, DirectoryLock directoryLock, LogDirectory logs, int leastDeadBytes)
            throws IOException {
        this.directory = directory;
        this.directoryLock = directoryLock;
        this.logs = logs;
        this.leastDeadBytes = leastDeadBytes;
        this.log = logs.open(state);
        this.compactionDueAt = log.length() + leastDeadBytes / 2;
    }

    @Override
    public Identity identity() {
        return state.identity();
    }

    @Override
    public @Nullable HybridTimestamp latest() {
        lock.lock();
        try {
            return state.latest();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<String> unsent() {
        lock.lock();
        try {
            return state.unsent();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Stored load(String atom) {
        lock.lock();
        try {
            StoredAtom found = state.find(atom);
            return found == null ? null : found.stored();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long append(List<Entry> writes) {
        Written record = new Written(List.copyOf(writes));
        lock.lock();
        try {
            state.check(record.writes());
            add(record, RecordFormat.encode(record));
            long position = appended;
            compactIfDue();
            return position;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void save(Map<String, Stored> states) {
        lock.lock();
        try {
            states.forEach((atom, next) -> checkPending(atom, state.find(atom), next));
            List<StoreRecord> parts = new ArrayList<>();
            states.forEach((atom, next) -> {
                StoreRecord part = part(atom, next);
                if (part != null) {
                    parts.add(part);
                }
            });
            if (!parts.isEmpty()) {
                StoreRecord record = parts.size() == 1 ? parts.get(0) : new Together(List.copyOf(parts));
                add(record, RecordFormat.encode(record));
                states.forEach(state::share);
                compactIfDue();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What a state adds to what there is of an atom; null if nothing. */
    private @Nullable StoreRecord part(String atom, Stored next) {
        StoredAtom known = state.find(atom);
        Changed change = known == null ? null : known.changeTo(atom, next);
        if (known == null || change == null) {
            return new Whole(atom, next);
        }
        if (known.isSame(change, next)) {
            return null;
        }
        return known.outweighs(RecordFormat.encode(change).length) ? new Whole(atom, next) : change;
    }

    private static void checkPending(String atom, @Nullable StoredAtom known, Stored next) {
        if (known != null && next.nextSequence() != known.nextSequence()) {
            throw new IllegalArgumentException("the next write of \"" + atom + "\" has sequence " + known.nextSequence()
                    + ", but found " + next.nextSequence());
        }
    }

    private void add(StoreRecord record, byte[] content) {
        checkUsable();
        try {
            int bytes = log.append(content);
            state.apply(record, bytes);
            appended++;
        } catch (BrokenLogException e) {
            throw broken("can't be written any more", e.getCause());
        } catch (IOException e) {
            throw new StoreException("the store " + directory + " can't keep this, and has not: " + e, e);
        }
    }

    private void checkUsable() {
        if (failure != null) {
            throw new StoreException(failure);
        }
    }

    private StoreException broken(String what, IOException cause) {
        failure =
                "the store " + directory + " " + what + "; what was kept can be read when it is opened again: " + cause;
        forcedMore.signalAll();
        return new StoreException(failure, cause);
    }

    @Override
    public void force(long position) {
        lock.lock();
        try {
            while (forced < position) {
                checkUsable();
                if (forcing) {
                    forcedMore.awaitUninterruptibly();
                } else {
                    forceAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes durable what there is. Meanwhile others may append, and wait for the next time. */
    private void forceAll() {
        long target = appended;
        long length = log.length();
        IOException error = null;
        forcing = true;
        lock.unlock();
        try {
            log.force();
        } catch (IOException e) {
            error = e;
        } finally {
            lock.lock();
            forcing = false;
            forcedMore.signalAll();
        }
        if (error != null) {
            throw notForced(error);
        }
        log.forced(length);
        forced = Math.max(forced, target);
    }

    /** After the operating system has failed to write once, it may say that all is well without having written. */
    private StoreException notForced(IOException cause) {
        try {
            log.cutToDurable(cause);
        } catch (BrokenLogException e) {
            return broken("has failed to make writes durable, and can't take them back", cause);
        }
        return broken("has failed to make writes durable", cause);
    }

    // ---- writing the log anew ----

    private void compactIfDue() {
        if (log.length() < compactionDueAt) {
            return;
        }
        long live = state.liveBytes();
        if (log.length() - live > Math.max(live, leastDeadBytes)) {
            while (forcing) {
                forcedMore.awaitUninterruptibly();
            }
            if (failure == null) {
                compact();
            }
        }
        compactionDueAt = log.length() + leastDeadBytes / 2;
    }

    /** Leaves the log as it is if a new one can't be written: there may be room for one later. */
    private void compact() {
        LogDirectory.Written next;
        try {
            next = logs.written(state);
        } catch (IOException e) {
            System.getLogger("io.entangle")
                    .log(System.Logger.Level.WARNING, "the store " + directory + " can't be made smaller now", e);
            return;
        }
        try {
            log.close();
            log = logs.renamed(next.log());
            next.bytes().forEach(state::rewritten);
            forced = appended;
            forcedMore.signalAll();
        } catch (IOException e) {
            broken("has lost hold of its file while writing it anew", e);
        }
    }

    // ---- the end ----

    @Override
    public @Nullable String failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            while (forcing) {
                forcedMore.awaitUninterruptibly();
            }
            if (failure == null) {
                failure = "the store " + directory + " is closed";
                forcedMore.signalAll();
                log.force();
                forced = appended;
            }
        } catch (IOException e) {
            System.getLogger("io.entangle")
                    .log(System.Logger.Level.WARNING, "the last writes to the store " + directory + " may be lost", e);
        } finally {
            try {
                log.close();
                directoryLock.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the store " + directory + " can't be closed", e);
            } finally {
                lock.unlock();
            }
        }
    }

    /** {@return the directory, for people} */
    @Override
    public String toString() {
        return "store " + directory;
    }
}
