package io.entangle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RatioTableTest {
    @Test
    void of_oneScenario_showsMediansAndRatios() {
        String table = RatioTable.of(List.of(
                measured(Systems.ENTANGLE, 10.0, 12.0, 50.0),
                measured(Systems.SCALA, 24.0),
                measured(Systems.KOTLINX, 6.0, 10.0),
                measured(Systems.ECLIPSE, 1.0)));

        assertThat(table.lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "",
                        "map-update, ns/op; in parentheses: times ours",
                        "1,000",
                        "entangle 12.0 (1.00)",
                        "scala 24.0 (2.00)",
                        "kotlinx 8.0 (0.67)",
                        "eclipse 1.0 (0.08)",
                        "ours / best 1.50",
                        "by minima 1.67");
    }

    private static Measurement measured(String system, Double... samples) {
        return Measurement.of("map-update", system, 1_000, "time", "ns/op", List.of(samples));
    }
}
