package io.entangle.pubsub.store;

import io.entangle.clock.Entropy;
import io.entangle.replica.ReplicaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What a store of some kind lies on: it fails when it is told to, and knows what of it is durable. */
abstract class TestDisk {
    /** Whether forcing fails from now on. */
    volatile boolean forceFails;

    /** Run by whoever forces, before that is done. */
    volatile Runnable beforeForce = () -> {};

    final AtomicInteger forces = new AtomicInteger();

    /** {@return which kind} */
    abstract StoreKind kind();

    /** {@return the store of a place, which puts itself in order at every so many bytes} */
    abstract ReplicaStore open(Path place, Entropy entropy, int tidyBytes);

    /** Lets writing fail for lack of room, or not any more. What is written meanwhile must not be small. */
    abstract void full(boolean full);

    /**
     * Copies a store as it would be if the machine lost its power now.
     *
     * @param share how much is left of what was written and not forced, from 0 to 1
     * @return where it is
     */
    abstract Path withoutPower(Path place, Path to, double share) throws IOException;

    /** {@return how many bytes a store takes} */
    static long bytes(Path place) throws IOException {
        long bytes = 0;
        for (Path file : files(place)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** Copies a store as it would be if its process were killed now; locks end with the process. */
    static Path killed(Path place, Path to) throws IOException {
        if (Files.isDirectory(place)) {
            Files.createDirectories(to);
        }
        for (Path file : files(place)) {
            Path copy = Files.isDirectory(place)
                    ? to.resolve(file.getFileName())
                    : to.resolveSibling(file.getFileName()
                            .toString()
                            .replace(
                                    place.getFileName().toString(),
                                    to.getFileName().toString()));
            Files.copy(file, copy);
        }
        return to;
    }

    /** The files of a directory, or a file and those beside it, without what does not outlive a process. */
    private static Iterable<Path> files(Path place) throws IOException {
        Path directory =
                Files.isDirectory(place) ? place : place.toAbsolutePath().getParent();
        String prefix = Files.isDirectory(place) ? "" : place.getFileName().toString();
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches("\\Q" + prefix + "\\E(|-wal|-lock|log.*)"))
                    .toList();
        }
    }

    /** What forcing does first. */
    final void beforeForcing() throws IOException {
        forces.incrementAndGet();
        beforeForce.run();
        failIf(forceFails, "Input/output error");
    }

    static void failIf(boolean fails, String what) throws IOException {
        if (fails) {
            throw new IOException(what);
        }
    }
}
