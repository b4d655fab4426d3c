package io.entangle.journal;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** Gathers tasks that become ready together, and gives those of each executor to it as one. */
final class Gathering {
    /** An executor there is in any process. */
    static final Executor COMMON = ForkJoinPool.commonPool();

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
        handOver(executor, () -> tasks.forEach(Runnable::run));
    }

    /** Has an executor run a task, unless it takes no more. */
    static void handOver(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RuntimeException e) {
            System.getLogger("io.entangle")
                    .log(
                            System.Logger.Level.WARNING,
                            "an executor takes no more: what became of changes is not told",
                            e);
        }
    }
}
