package io.entangle.bench;

import io.entangle.bench.ListSystem.Ticket;
import io.entangle.collection.LiveList;
import io.entangle.collection.RecordCollection;
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
import org.openjdk.jol.info.GraphLayout;

/**
 * Measures what it takes to have a list of a collection's records in order when one of them has changed. Each system gets a
 * fresh virtual machine for each size and limit, one system right after the other.
 */
final class ListSuite {
    private static final String SCENARIO = "lists";

    private record Case(String system, int size, int limit) {}

    private final List<String> systems;
    private final List<Integer> sizes;
    private final List<Integer> limits;
    private final int rounds;

    ListSuite(List<String> systems, List<Integer> sizes, List<Integer> limits, int rounds) {
        this.systems = List.copyOf(systems);
        this.sizes = List.copyOf(sizes);
        this.limits = List.copyOf(limits);
        this.rounds = rounds;
    }

    List<Measurement> run() throws RunnerException {
        Map<Case, List<Double>> samples = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            List<String> order = new ArrayList<>(systems);
            Collections.rotate(order, round - 1);
            for (int size : sizes) {
                for (int limit : limits) {
                    for (String system : order) {
                        Case next = new Case(system, size, limit);
                        List<Double> scores = fork(next);
                        samples.computeIfAbsent(next, key -> new ArrayList<>()).addAll(scores);
                        System.err.printf(
                                Locale.ROOT,
                                "round %d/%d  %s  %.0f ns%n",
                                round,
                                rounds,
                                next,
                                Collections.min(scores));
                    }
                }
            }
        }
        List<Measurement> result = new ArrayList<>();
        for (int size : sizes) {
            for (int limit : limits) {
                samples.forEach((key, scores) -> {
                    if (key.size == size && key.limit == limit) {
                        result.add(measurement(key.system, size, "a change, " + name(limit), "ns", scores));
                    }
                });
            }
            result.add(measurement("live", size, "memory of a list", "B/record", List.of(bytesPerRecord(size))));
        }
        return result;
    }

    private static String name(int limit) {
        return limit == 0 ? "no limit" : "limit " + limit;
    }

    private static Measurement measurement(String system, int size, String metric, String unit, List<Double> samples) {
        return Measurement.of(SCENARIO, system, size, metric, unit, samples);
    }

    private static List<Double> fork(Case next) throws RunnerException {
        Options options = new OptionsBuilder()
                .include("\\.ListBenchmark\\.change$")
                .param("system", next.system)
                .param("size", Integer.toString(next.size))
                .param("limit", Integer.toString(next.limit))
                .forks(1)
                .warmupIterations(10)
                .warmupTime(TimeValue.milliseconds(400))
                .measurementIterations(10)
                .measurementTime(TimeValue.milliseconds(150))
                // so that collecting garbage takes its time from what is measured
                .jvmArgs("-Xms2g", "-Xmx2g", "-Xmn256m", "-XX:+UseSerialGC", "-XX:ActiveProcessorCount=1")
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

    /** What a live list takes beside the collection, for each record that is selected. */
    static double bytesPerRecord(int size) {
        RecordCollection<Ticket> tickets = ListSystem.tickets(size);
        try (LiveList<Ticket> list =
                ListSystem.selection(tickets, Integer.MAX_VALUE).live()) {
            long both = GraphLayout.parseInstance(list.get(), tickets.asMap()).totalSize();
            long collection = GraphLayout.parseInstance(tickets.asMap()).totalSize();
            return (both - collection) / (double) list.get().size();
        }
    }
}
