package io.entangle.pubsub.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The machine's files, that fail when they are told to and know what of them is durable. */
final class FaultyDisk implements Disk {
    /** What goes wrong from now on. */
    volatile boolean writeFails;

    volatile boolean forceFails;
    volatile boolean truncateFails;
    volatile boolean createFails;
    volatile boolean renameFails;

    /** Run by whoever forces, before that is done. */
    volatile Runnable beforeForce = () -> {};

    final AtomicInteger forces = new AtomicInteger();
    private final Map<Path, Long> durable = new HashMap<>();

    /** {@return how many bytes of a file would be left if the machine lost its power now} */
    synchronized long durableBytes(Path path) {
        return durable.getOrDefault(path, 0L);
    }

    private synchronized void durable(Path path, long length) {
        durable.put(path, length);
    }

    private static void failIf(boolean fails, String what) throws IOException {
        if (fails) {
            throw new IOException(what);
        }
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
            forces.incrementAndGet();
            beforeForce.run();
            failIf(forceFails, "Input/output error");
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
