package io.entangle.bench.datalog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how long something takes that is done again and again. Those that are compared take turns, sample by sample, so that
 * a slow minute falls on all of them.
 *
 * @param warmUp for how long each is done before it is measured
 * @param sample for how long, at least, it is done for a sample
 * @param samples how many there are
 */
record Sampler(Duration warmUp, Duration sample, int samples) {
    static final Sampler FULL = new Sampler(Duration.ofMillis(1_500), Duration.ofMillis(300), 7);
    static final Sampler QUICK = new Sampler(Duration.ofMillis(20), Duration.ofMillis(5), 2);

    /** What is measured keeps its results here, lest the compiler see that nobody wants them. */
    private static int sink;

    /** Something to be measured. */
    interface Work {
        /** Does it once; what it returns depends on all it has done. */
        int run();
    }

    /** The milliseconds that each takes once, sample by sample. */
    Map<String, List<Double>> measure(Map<String, Work> works) {
        Map<String, List<Double>> results = new LinkedHashMap<>();
        works.forEach((name, work) -> {
            time(work, warmUp);
            results.put(name, new ArrayList<>());
        });
        for (int i = 0; i < samples; i++) {
            works.forEach((name, work) -> results.get(name).add(time(work, sample)));
        }
        return results;
    }

    private static double time(Work work, Duration atLeast) {
        long nanos = atLeast.toNanos();
        long began = System.nanoTime();
        long took = 0;
        int times = 0;
        while (took < nanos) {
            sink += work.run();
            times++;
            took = System.nanoTime() - began;
        }
        return took / 1e6 / times;
    }
}
