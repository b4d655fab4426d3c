package io.entangle.pubsub.store;

import io.entangle.clock.Entropy;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.store.Medium.BrokenException;
import io.entangle.pubsub.store.StoreRecord.Owner;
import io.entangle.pubsub.store.StoreRecord.Whole;
import io.entangle.replica.ReplicaStore.Identity;
import io.entangle.replica.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The directory of a store: its log, and for moments the one that is to take its place. */
final class LogDirectory {
    private final Path log;
    private final Path next;
    private final Disk disk;
    private final Entropy entropy;

    LogDirectory(Path directory, Disk disk, Entropy entropy) {
        this.log = directory.resolve("log");
        this.next = directory.resolve("log.new");
        this.disk = disk;
        this.entropy = entropy;
    }

    /** {@return the log of a store, after it was read, or a new one of an owner made up for it} */
    Log open(StoredState state) throws IOException {
        // What a crash left of a log that was to take the place of this one.
        disk.remove(next);
        if (Files.exists(log)) {
            return Log.open(disk, log, read(state));
        }
        SiteId site = SiteId.random(entropy);
        state.apply(new Owner(new Identity("jvm-" + site, site)), 0);
        return renamed(written(state).log);
    }

    private LogReader.Found read(StoredState state) throws IOException {
        try {
            LogReader.Found found = LogReader.read(log, state::read);
            if (state.isEmpty()) {
                throw new DamagedLogException(found.length(), "it does not say whose it is");
            }
            return found;
        } catch (DamagedLogException e) {
            throw new StoreException(
                    "the store's file " + log + " is damaged at byte " + e.offset() + ": " + e.getMessage()
                            + ". Nothing was changed. Moving the directory away begins anew, without the writes in it that"
                            + " were not sent; cutting the file to " + e.offset()
                            + " bytes keeps those before the damage",
                    e);
        }
    }

    /**
     * A log that says all there is, under a name of its own.
     *
     * @param log the log, durable
     * @param bytes the size in it of what there is of each atom
     */
    record Written(Log log, Map<String, Integer> bytes) {}

    /** {@return all there is in a new log} */
    Written written(StoredState state) throws IOException {
        Log fresh = Log.create(disk, next, entropy);
        Map<String, Integer> bytes = new LinkedHashMap<>();
        try {
            for (StoreRecord record : state.records()) {
                int size = fresh.append(RecordFormat.encode(record));
                if (record instanceof Whole whole) {
                    bytes.put(whole.atom(), size);
                }
            }
            long length = fresh.length();
            fresh.force();
            fresh.forced(length);
            return new Written(fresh, bytes);
        } catch (IOException e) {
            abandon(fresh);
            throw e;
        } catch (BrokenException e) {
            abandon(fresh);
            throw new IOException("a new log " + e.getMessage() + ": " + e.getCause(), e);
        }
    }

    private void abandon(Log fresh) throws IOException {
        fresh.close();
        disk.remove(next);
    }

    /** {@return a log under the name of the one whose place it takes, which is closed} */
    Log renamed(Log written) throws IOException {
        written.close();
        disk.rename(next, log);
        return written.reopened(disk, log);
    }
}
