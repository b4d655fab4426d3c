package io.entangle.pubsub.store;

import io.entangle.clock.Entropy;
import io.entangle.replica.ReplicaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The machine's files, that fail when they are told to and know what of them is durable. */
final class FaultyDisk extends TestDisk implements Disk {
    /** What goes wrong from now on. */
    volatile boolean writeFails;

    volatile boolean truncateFails;
    volatile boolean createFails;
    volatile boolean renameFails;

    private final Map<Path, Long> durable = new HashMap<>();

    @Override
    StoreKind kind() {
        return StoreKind.FILE;
    }

    @Override
    ReplicaStore open(Path place, Entropy entropy, int tidyBytes) {
        return FileReplicaStore.open(place, entropy, this, tidyBytes);
    }

    @Override
    void full(boolean full) {
        writeFails = full;
    }

    @Override
    synchronized Path withoutPower(Path place, Path to, double share) throws IOException {
        Path log = killed(place, to).resolve("log");
        long sure = durable.getOrDefault(place.resolve("log"), 0L);
        LocalDisk.INSTANCE
                .open(log, sure + (long) ((Files.size(log) - sure + 1) * share))
                .close();
        return to;
    }

    private synchronized void durable(Path path, long length) {
        durable.put(path, length);
    }

    @Override
    public LogFile create(Path path) throws IOException {
        failIf(createFails, "No space left on device");
        durable(path, 0);
        return new Faulty(path, LocalDisk.INSTANCE.create(path), 0);
    }

    @Override
    public LogFile open(Path path, long length) throws IOException {
        return new Faulty(path, LocalDisk.INSTANCE.open(path, length), length);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        failIf(renameFails, "Input/output error");
        LocalDisk.INSTANCE.rename(from, to);
        Long length = durable.remove(from);
        durable.put(to, length == null ? 0 : length);
    }

    @Override
    public void remove(Path path) throws IOException {
        LocalDisk.INSTANCE.remove(path);
    }

    private final class Faulty implements LogFile {
        private final Path path;
        private final LogFile file;
        private volatile long length;

        Faulty(Path path, LogFile file, long length) {
            this.path = path;
            this.file = file;
            this.length = length;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            if (writeFails) {
                file.write(Arrays.copyOf(bytes, bytes.length / 2));
                throw new IOException("No space left on device");
            }
            file.write(bytes);
            length += bytes.length;
        }

        @Override
        public void force() throws IOException {
            long reached = length;
            beforeForcing();
            file.force();
            durable(path, reached);
        }

        @Override
        public void truncate(long to) throws IOException {
            failIf(truncateFails, "Input/output error");
            file.truncate(to);
            length = to;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
