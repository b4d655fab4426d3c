package io.entangle.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The promises of replication, over random faults. */
final class SimulationTest {
    private static final int SEEDS = 2_000;

    @Test
    void seeds_anyFaults_keepAllPromises() {
        SimulationReport report = new SimulationReport();
        SplittableRandom seeds = new SplittableRandom(Long.getLong("seed.base", System.nanoTime()));

        for (int i = 0; i < SEEDS && report.failed().size() < 3; i++) {
            report.run(seeds.nextLong());
        }

        System.out.println(report);
        assertThat(report.failed()).as("seeds that break a promise").isEmpty();
        assertThat(report.tooRare())
                .as("paths of fewer than 1 %% of the seeds; all: %s", report.seedsWith())
                .isEmpty();
    }
}
