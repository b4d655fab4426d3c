package io.entangle.pubsub.store;

import io.entangle.sql.UseLock;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log in a directory, written anew when most of it says nothing any more. */
final class LogMedium implements Medium {
    private static final Logger LOG = LoggerFactory.getLogger(LogMedium.class);

    private final UseLock directoryLock;
    private final LogDirectory logs;
    private final int leastDeadBytes;
    private final String name;

    private Log log;
    private long tidyingDueAt;

    /**
     * The log of a directory.
     *
     * @param state what is read of it, empty before
     * @param leastDeadBytes the log is not written anew for less than so many bytes that say nothing
     */
    LogMedium(String name, UseLock directoryLock, LogDirectory logs, StoredState state, int leastDeadBytes)
            throws IOException {
        this.name = name;
        this.directoryLock = directoryLock;
        this.logs = logs;
        this.leastDeadBytes = leastDeadBytes;
        this.log = logs.open(state);
        this.tidyingDueAt = log.length() + leastDeadBytes / 2;
    }

    @Override
    public int size(StoreRecord record) {
        return RecordFormat.encode(record).length;
    }

    @Override
    public int add(StoreRecord record) throws IOException, BrokenException {
        return log.append(RecordFormat.encode(record));
    }

    @Override
    public long end() {
        return log.length();
    }

    @Override
    public void force() throws IOException {
        log.force();
    }

    @Override
    public void forced(long end) {
        log.forced(end);
    }

    @Override
    public void takeBack(IOException cause) throws BrokenException {
        log.cutToDurable(cause);
    }

    @Override
    public boolean isUntidy(StoredState state) {
        if (log.length() < tidyingDueAt) {
            return false;
        }
        long live = state.liveBytes();
        boolean untidy = log.length() - live > Math.max(live, leastDeadBytes);
        if (!untidy) {
            tidyingDueAt = log.length() + leastDeadBytes / 2;
        }
        return untidy;
    }

    @Override
    public boolean tidy(StoredState state) throws BrokenException {
        try {
            return writtenAnew(state);
        } finally {
            tidyingDueAt = log.length() + leastDeadBytes / 2;
        }
    }

    /** Leaves the log as it is if a new one can't be written: there may be room for one later. */
    private boolean writtenAnew(StoredState state) throws BrokenException {
        LogDirectory.Written next;
        try {
            next = logs.written(state);
        } catch (IOException e) {
            LOG.warn("the " + name + " can't be made smaller now", e);
            return false;
        }
        try {
            log.close();
            log = logs.renamed(next.log());
            next.bytes().forEach(state::rewritten);
            return true;
        } catch (IOException e) {
            throw new BrokenException("has lost hold of its file while writing it anew", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            log.close();
        } finally {
            directoryLock.close();
        }
    }
}
