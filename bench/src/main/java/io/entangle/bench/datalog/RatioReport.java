package io.entangle.bench.datalog;

import io.entangle.bench.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A readable table: for each figure the medians of all systems, and how many times ours the others are. */
final class RatioReport {
    private static final List<String> RIVALS = List.of(DatalogSystem.DATOMIC, DatalogSystem.BY_HAND);

    private RatioReport() {}

    static String of(List<Measurement> measurements) {
        StringBuilder text = new StringBuilder();
        line(text, "%-24s%-34s%18s%22s%22s", "", "", DatalogSystem.ENTANGLE, RIVALS.get(0), RIVALS.get(1));
        List<Double> ratios = new ArrayList<>();
        for (Measurement each : measurements) {
            if (each.system().equals(DatalogSystem.ENTANGLE)) {
                line(
                        text,
                        "%-24s%-34s%15.4f %-2s%22s%22s",
                        each.scenario(),
                        each.metric() + " " + size(each),
                        each.median(),
                        each.unit(),
                        rival(each, RIVALS.get(0), measurements),
                        rival(each, RIVALS.get(1), measurements));
                find(each, RIVALS.get(0), measurements)
                        .filter(rival -> rival.metric().equals("time"))
                        .ifPresent(rival -> ratios.add(rival.median() / each.median()));
            }
        }
        if (!ratios.isEmpty()) {
            line(
                    text,
                    "%s is slower by %.1f in the geometric mean of %d, by %.2f at least",
                    RIVALS.get(0),
                    Math.exp(ratios.stream().mapToDouble(Math::log).average().orElseThrow()),
                    ratios.size(),
                    ratios.stream().mapToDouble(Double::doubleValue).min().orElseThrow());
        }
        return text.toString();
    }

    private static Object size(Measurement measurement) {
        return measurement
                .parameters()
                .getOrDefault("rows", measurement.parameters().get("people"));
    }

    private static String rival(Measurement ours, String system, List<Measurement> measurements) {
        return find(ours, system, measurements)
                .map(rival -> String.format(Locale.ROOT, "%.4f (%.1f)", rival.median(), rival.median() / ours.median()))
                .orElse("");
    }

    private static Optional<Measurement> find(Measurement ours, String system, List<Measurement> measurements) {
        return measurements.stream()
                .filter(each -> each.system().equals(system)
                        && each.scenario().equals(ours.scenario())
                        && each.metric().equals(ours.metric())
                        && each.parameters().equals(ours.parameters()))
                .findFirst();
    }

    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments).stripTrailing())
                .append(System.lineSeparator());
    }
}
