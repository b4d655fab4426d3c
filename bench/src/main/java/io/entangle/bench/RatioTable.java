package io.entangle.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A readable table: for each scenario the medians, and how each system's compares to ours. */
final class RatioTable {
    private final StringBuilder text = new StringBuilder();
    private final List<Measurement> measurements;
    private final List<Integer> sizes;

    private RatioTable(List<Measurement> measurements) {
        this.measurements = measurements;
        this.sizes = distinct(measurements, Measurement::size);
    }

    static String of(List<Measurement> measurements) {
        RatioTable table = new RatioTable(measurements);
        distinct(measurements, Measurement::scenario).forEach(table::scenario);
        return table.text.toString();
    }

    private void scenario(String scenario) {
        List<Measurement> rows =
                measurements.stream().filter(m -> m.scenario().equals(scenario)).toList();
        line("%n%s, %s; in parentheses: times ours", scenario, rows.get(0).unit());
        line("%-14s%s", "", cells(size -> String.format(Locale.ROOT, "%,d", size)));
        for (String system : distinct(rows, Measurement::system)) {
            line("%-14s%s", system, cells(size -> cell(rows, system, size)));
        }
        line("%-14s%s", "ours / best", cells(size -> oursToBestRival(rows, size, Measurement::median)));
        line("%-14s%s", "by minima", cells(size -> oursToBestRival(rows, size, Measurement::min)));
    }

    private static String cell(List<Measurement> rows, String system, int size) {
        return find(rows, system, size)
                .map(m -> amount(m.median())
                        + find(rows, Systems.ENTANGLE, size)
                                .map(ours -> String.format(Locale.ROOT, " (%.2f)", m.median() / ours.median()))
                                .orElse(""))
                .orElse("");
    }

    /** Our figure over the least of a rival whose updates share structure. */
    private static String oursToBestRival(List<Measurement> rows, int size, ToDoubleFunction<Measurement> figure) {
        OptionalDouble best = rows.stream()
                .filter(m -> m.size() == size && !m.system().equals(Systems.ENTANGLE))
                .filter(m -> Systems.persistent(m.system()))
                .mapToDouble(figure)
                .min();
        Optional<Measurement> ours = find(rows, Systems.ENTANGLE, size);
        return best.isEmpty() || ours.isEmpty()
                ? ""
                : String.format(Locale.ROOT, "%.2f", figure.applyAsDouble(ours.get()) / best.getAsDouble());
    }

    private static Optional<Measurement> find(List<Measurement> rows, String system, int size) {
        return rows.stream()
                .filter(m -> m.system().equals(system) && m.size() == size)
                .findFirst();
    }

    private static String amount(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%,.1f" : "%,.0f", value);
    }

    private String cells(Function<Integer, String> cell) {
        return sizes.stream()
                .map(size -> String.format(Locale.ROOT, "%24s", cell.apply(size)))
                .collect(Collectors.joining());
    }

    private void line(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments).stripTrailing())
                .append(System.lineSeparator());
    }

    private static <T> List<T> distinct(List<Measurement> measurements, Function<Measurement, T> part) {
        return measurements.stream().map(part).distinct().toList();
    }
}
