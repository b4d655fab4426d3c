package io.entangle.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes of concurrent writers, each waiting for its write to be on disk before it makes the next. The systems take turns in
 * each round, so that a slow minute of the disk falls on all of them.
 */
final class JournalSuite {
    private static final String SCENARIO = "journal";

    private record Figure(String system, int writers, String metric, String unit) {}

    private final List<Integer> writers;
    private final int rounds;
    private final int seconds;
    private final Path directory;
    private final Map<Figure, List<Double>> samples = new LinkedHashMap<>();

    JournalSuite(List<Integer> writers, int rounds, int seconds, Path directory) {
        this.writers = List.copyOf(writers);
        this.rounds = rounds;
        this.seconds = seconds;
        this.directory = directory;
    }

    List<Measurement> run() throws IOException, SQLException, InterruptedException {
        for (int count : writers) {
            for (int round = 0; round <= rounds; round++) { // the first only warms up
                List<String> order = new ArrayList<>(JournalSystems.ALL);
                Collections.rotate(order, round);
                for (String system : order) {
                    measure(system, count, round > 0);
                }
                System.err.printf(Locale.ROOT, "%d writers, round %d/%d%n", count, round, rounds);
            }
        }
        List<Measurement> result = new ArrayList<>();
        samples.forEach((figure, values) -> result.add(Measurement.of(
                SCENARIO, figure.system, Map.of("writers", figure.writers), figure.metric, figure.unit, values)));
        return result;
    }

    private void measure(String system, int count, boolean isKept)
            throws IOException, SQLException, InterruptedException {
        JournalWriters writing = new JournalWriters(count, seconds);
        try (Scratch scratch = Scratch.in(directory, "journal");
                JournalSystem journal = JournalSystems.open(system, scratch.path(), count)) {
            writing.run(journal);
        }
        if (isKept) {
            add(system, count, "acknowledged writes", "1/s", writing.perSecond());
            add(system, count, "write to acknowledged, p50", "us", writing.micros(50));
            add(system, count, "write to acknowledged, p99", "us", writing.micros(99));
        }
    }

    private void add(String system, int count, String metric, String unit, double value) {
        samples.computeIfAbsent(new Figure(system, count, metric, unit), any -> new ArrayList<>())
                .add(value);
    }
}
