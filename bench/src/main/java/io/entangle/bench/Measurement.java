package io.entangle.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The samples of one figure, summed up. The names of the components are the keys of the JSON output. */
public record Measurement(
        String scenario,
        String system,
        Map<String, Object> parameters,
        String metric,
        String unit,
        double median,
        double min,
        double max,
        int samples) {
    public static Measurement of(
            String scenario, String system, int size, String metric, String unit, List<Double> samples) {
        return of(scenario, system, Map.of("size", size), metric, unit, samples);
    }

    public static Measurement of(
            String scenario,
            String system,
            Map<String, Object> parameters,
            String metric,
            String unit,
            List<Double> samples) {
        double[] sorted =
                samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Measurement(
                scenario,
                system,
                parameters,
                metric,
                unit,
                median(sorted),
                sorted[0],
                sorted[sorted.length - 1],
                sorted.length);
    }

    int size() {
        return (int) parameters.get("size");
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }
}
