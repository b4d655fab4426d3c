package io.entangle.bench.datalog;

import com.sun.management.OperatingSystemMXBean;
import io.entangle.bench.Measurement;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how long something takes that is done again and again, and how much of all processors: that is the same, nearly,
 * whoever else uses them. Those that are compared take turns, sample by sample, so that a slow minute falls on all of them.
 *
 * @param warmUp for how long each is done before it is measured
 * @param sample for how long, at least, it is done for a sample
 * @param samples how many there are
 */
record Sampler(Duration warmUp, Duration sample, int samples) {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** What is measured keeps its results here, lest the compiler see that nobody wants them. */
    private static int sink;

    /** Something to be measured. */
    interface Work {
        /** Does it once; what it returns depends on all it has done. */
        int run();
    }

    /**
     * What doing something once takes, sample by sample.
     *
     * @param millis on the clock
     * @param processorMillis of all threads of this process, those that collect garbage or compile among them
     */
    record Times(List<Double> millis, List<Double> processorMillis) {
        Times() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        List<Measurement> measurements(String scenario, String system, Map<String, Object> parameters) {
            return List.of(
                    Measurement.of(scenario, system, parameters, "time", "ms", millis),
                    Measurement.of(scenario, system, parameters, "processor time", "ms", processorMillis));
        }
    }

    Map<String, Times> measure(Map<String, Work> works) {
        Map<String, Times> results = new LinkedHashMap<>();
        works.forEach((name, work) -> {
            time(work, warmUp, new Times());
            results.put(name, new Times());
        });
        for (int i = 0; i < samples; i++) {
            works.forEach((name, work) -> time(work, sample, results.get(name)));
        }
        return results;
    }

    private static void time(Work work, Duration atLeast, Times into) {
        long nanos = atLeast.toNanos();
        long ofProcessors = SYSTEM.getProcessCpuTime();
        long began = System.nanoTime();
        long took = 0;
        int times = 0;
        while (took < nanos || times == 0) {
            sink += work.run();
            times++;
            took = System.nanoTime() - began;
        }
        into.millis.add(took / 1e6 / times);
        into.processorMillis.add((SYSTEM.getProcessCpuTime() - ofProcessors) / 1e6 / times);
    }
}
