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

/**
 * Measures the collections of each system. In every round each system gets a fresh virtual machine for each scenario
 * and size, one system right after the other, so that a slow minute of the machine falls on all of them.
 */
final class ValuesSuite {
    static final String MEMORY = "memory";
    static final List<String> SCENARIOS = List.of(
            "map-update",
            "map-lookup",
            "map-iterate",
            "map-diff",
            "vector-update",
            "vector-lookup",
            "vector-iterate",
            "vector-diff",
            "doc-mapDiff",
            "doc-listDiff",
            MEMORY);

    private static final Map<String, String> BENCHMARKS =
            Map.of("map", "MapBenchmark", "vector", "VectorBenchmark", "doc", "DocBenchmark");

    private final List<String> scenarios;
    private final List<String> systems;
    private final List<Integer> sizes;
    private final int rounds;
    private final boolean quick;

    ValuesSuite(List<String> scenarios, List<String> systems, List<Integer> sizes, int rounds, boolean quick) {
        this.scenarios = List.copyOf(scenarios);
        this.systems = List.copyOf(systems);
        this.sizes = List.copyOf(sizes);
        this.rounds = rounds;
        this.quick = quick;
    }

    private record Case(String scenario, int size, String system) {}

    List<Measurement> run() throws RunnerException {
        List<Measurement> result = new ArrayList<>(time());
        if (scenarios.contains(MEMORY)) {
            for (int size : sizes) {
                for (String system : systems) {
                    result.add(bytes("map-memory", system, size, Memory.ofMap(system, size)));
                    result.add(bytes("vector-memory", system, size, Memory.ofVector(system, size)));
                }
            }
        }
        return result;
    }

    private List<Measurement> time() throws RunnerException {
        Map<Case, List<Double>> samples = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (Case next : plan(round)) {
                List<Double> scores = fork(next);
                samples.computeIfAbsent(next, key -> new ArrayList<>()).addAll(scores);
                report(round, next, scores);
            }
        }
        List<Measurement> result = new ArrayList<>();
        samples.forEach((key, scores) ->
                result.add(Measurement.of(key.scenario, key.system, key.size, "time", "ns/op", scores)));
        return result;
    }

    /** What to do in a round; each round begins with another system. */
    private List<Case> plan(int round) {
        List<String> order = new ArrayList<>(systems);
        Collections.rotate(order, round - 1);
        List<Case> plan = new ArrayList<>();
        for (String scenario : scenarios) {
            for (int size : sizes) {
                order.stream()
                        .filter(system -> measures(scenario, system))
                        .forEach(system -> plan.add(new Case(scenario, size, system)));
            }
        }
        return plan;
    }

    private static boolean measures(String scenario, String system) {
        return !scenario.equals(MEMORY) && (!scenario.startsWith("doc-") || system.equals(Systems.ENTANGLE));
    }

    private List<Double> fork(Case next) throws RunnerException {
        String[] names = next.scenario.split("-");
        Options options = new OptionsBuilder()
                .include("\\." + BENCHMARKS.get(names[0]) + "\\." + names[1] + "$")
                .param("system", next.system)
                .param("size", Integer.toString(next.size))
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(quick ? 100 : 250))
                .measurementIterations(quick ? 3 : 8) // many and short, so that a noisy second spoils few of them
                .measurementTime(TimeValue.milliseconds(75))
                .jvmArgs("-Xms2g", "-Xmx2g", "-Xmn256m")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        List<Double> scores = new ArrayList<>();
        for (RunResult result : new Runner(options).run()) {
            result.getBenchmarkResults().forEach(fork -> {
                for (IterationResult iteration : fork.getIterationResults()) {
                    scores.add(iteration.getPrimaryResult().getScore());
                }
            });
        }
        return scores;
    }

    private void report(int round, Case next, List<Double> scores) {
        System.err.printf(
                Locale.ROOT,
                "round %d/%d  %-14s %9d  %-12s %14.1f ns%n",
                round,
                rounds,
                next.scenario,
                next.size,
                next.system,
                Collections.min(scores));
    }

    private static Measurement bytes(String scenario, String system, int size, double bytesPerEntry) {
        return Measurement.of(scenario, system, size, "memory", "B/entry", List.of(bytesPerEntry));
    }
}
