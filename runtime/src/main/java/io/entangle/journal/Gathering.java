package io.entangle.journal;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Gathers tasks that become ready together, and gives those of each executor to it as one. */
final class Gathering {
    /** Touched by the thread that gathers. */
    private final Map<Executor, List<Runnable>> ready = new IdentityHashMap<>();

    private volatile @Nullable Thread gathering;

    /** A task is ready. */
    void add(Executor executor, Runnable task) {
        if (Thread.currentThread() == gathering) {
            ready.computeIfAbsent(executor, first -> new ArrayList<>()).add(task);
        } else {
            executor.execute(task);
        }
    }

    /** Runs something by which tasks become ready, and hands them over. */
    void during(Runnable making) {
        gathering = Thread.currentThread();
        try {
            making.run();
        } finally {
            gathering = null;
            Map<Executor, List<Runnable>> handedOver = new IdentityHashMap<>(ready);
            ready.clear();
            handedOver.forEach(Gathering::handOver);
        }
    }

    private static void handOver(Executor executor, List<Runnable> tasks) {
        try {
            executor.execute(() -> tasks.forEach(Runnable::run));
        } catch (RuntimeException e) {
            System.getLogger("io.entangle")
                    .log(
                            System.Logger.Level.WARNING,
                            "an executor takes no more: what became of " + tasks.size() + " writes is not told",
                            e);
        }
    }
}
