package io.entangle.examples;

import io.entangle.atom.Cell;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits for values of atoms and replicas. */
final class Cells {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Cells() {}

    /**
     * {@return the first value of a cell, from now on, that is as wanted}
     *
     * @throws java.util.concurrent.CompletionException if none came within 30 seconds
     */
    static <T> T await(Cell<T> cell, Predicate<T> wanted) {
        CompletableFuture<T> found = new CompletableFuture<>();
        cell.watch(found, (before, after) -> offer(found, after, wanted));
        offer(found, cell.get(), wanted);
        try {
            return found.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        } finally {
            cell.unwatch(found);
        }
    }

    private static <T> void offer(CompletableFuture<T> found, T value, Predicate<T> wanted) {
        if (wanted.test(value)) {
            found.complete(value);
        }
    }
}
