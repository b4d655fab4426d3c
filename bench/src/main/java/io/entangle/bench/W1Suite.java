package io.entangle.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * Measures W1: bytes once, for they are exact; times in a fresh virtual machine for each system and metric, one system right
 * after the other, so that a slow minute of the machine falls on all of them.
 */
final class W1Suite {
    private static final String SCENARIO = "w1";
    private static final List<String> TIMED = List.of("apply", "write", "hop", "load", "catchUp");

    /** One figure of one system. */
    record Figure(String system, String metric, String unit) {}

    private final List<String> systems;
    private final int updates;
    private final int rounds;
    private final Map<Figure, List<Double>> samples = new LinkedHashMap<>();

    W1Suite(List<String> systems, int updates, int rounds) {
        this.systems = List.copyOf(systems);
        this.updates = updates;
        this.rounds = rounds;
    }

    List<Measurement> run() throws RunnerException {
        List<W1.Write> writes = W1.writes(updates);
        for (String system : systems) {
            W1Bytes bytes = W1Bytes.of(W1System.named(system), writes);
            add(system, "bytes per update", "B", bytes.perUpdate());
            add(system, "catch-up after " + updates / 2 + " missed", "B", bytes.catchUp());
            add(system, "snapshot before", "B", bytes.snapshotBefore());
            add(system, "snapshot after", "B", bytes.snapshotAfter());
        }
        for (int round = 1; round <= rounds; round++) {
            List<String> order = new ArrayList<>(systems);
            Collections.rotate(order, round - 1);
            for (String metric : TIMED) {
                for (String system : order) {
                    fork(system, metric);
                    System.err.printf(Locale.ROOT, "round %d/%d  %-8s %s%n", round, rounds, metric, system);
                }
            }
        }
        List<Measurement> result = new ArrayList<>();
        samples.forEach((figure, values) -> result.add(Measurement.of(
                SCENARIO, figure.system, Map.of("updates", updates), figure.metric, figure.unit, values)));
        return result;
    }

    private void add(String system, String metric, String unit, double value) {
        samples.computeIfAbsent(new Figure(system, metric, unit), key -> new ArrayList<>())
                .add(value);
    }

    private void fork(String system, String metric) throws RunnerException {
        Options options = new OptionsBuilder()
                .include("\\.W1Benchmark\\." + metric + "$")
                .param("system", system)
                .param("updates", Integer.toString(updates))
                .forks(1)
                .warmupIterations(10)
                .warmupTime(TimeValue.milliseconds(300))
                .measurementIterations(10)
                .measurementTime(TimeValue.milliseconds(150))
                // so that collecting garbage takes its time from what is measured
                .jvmArgs("-Xms2g", "-Xmx2g", "-Xmn256m", "-XX:+UseSerialGC", "-XX:ActiveProcessorCount=1")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        for (RunResult result : new Runner(options).run()) {
            result.getBenchmarkResults().forEach(fork -> {
                for (IterationResult iteration : fork.getIterationResults()) {
                    take(
                            system,
                            metric,
                            iteration.getPrimaryResult().getScore(),
                            iteration.getPrimaryResult().getStatistics());
                }
            });
        }
    }

    private void take(String system, String metric, double nanos, Statistics statistics) {
        switch (metric) {
            case "apply" -> add(system, "updates applied on one core", "1/s", updates / nanos * 1e9);
            case "write" -> add(system, "writes made and packed", "1/s", updates / nanos * 1e9);
            case "hop" -> {
                add(system, "write to applied, p50", "us", statistics.getPercentile(50) / 1e3);
                add(system, "write to applied, p99", "us", statistics.getPercentile(99) / 1e3);
            }
            case "load" -> add(system, "snapshot loaded", "ms", nanos / 1e6);
            default -> add(system, "caught up", "ms", nanos / 1e6);
        }
    }
}
