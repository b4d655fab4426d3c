package io.entangle.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A readable table: the median of each figure, a column for each system. */
final class FigureTable {
    private static final int LEAST_WIDTH = 14;

    private FigureTable() {}

    static String of(List<Measurement> measurements) {
        List<String> systems =
                measurements.stream().map(Measurement::system).distinct().toList();
        int width = systems.stream().mapToInt(name -> name.length() + 2).reduce(LEAST_WIDTH, Math::max);
        StringBuilder text = new StringBuilder(line("", systems, width));
        measurements.stream().map(Measurement::metric).distinct().forEach(metric -> {
            List<Measurement> rows = measurements.stream()
                    .filter(each -> each.metric().equals(metric))
                    .toList();
            List<String> cells = systems.stream()
                    .map(system -> rows.stream()
                            .filter(row -> row.system().equals(system))
                            .map(row -> amount(row.median()))
                            .findFirst()
                            .orElse(""))
                    .toList();
            text.append(line(metric + ", " + rows.get(0).unit(), cells, width));
        });
        return text.toString();
    }

    private static String line(String name, List<String> cells, int width) {
        return String.format(Locale.ROOT, "%-40s", name)
                + cells.stream()
                        .map(cell -> String.format(Locale.ROOT, "%" + width + "s", cell))
                        .collect(Collectors.joining())
                + System.lineSeparator();
    }

    private static String amount(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%,.2f" : "%,.0f", value);
    }
}
