package io.entangle.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.TimeSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** As many seeds as {@code -Dsim.seconds} leaves time for, or the one of {@code -Dsim.seed}: profile {@code sim}. */
final class SimulationSoak {
    @Test
    void seeds_anyFaults_keepAllPromises() {
        SimulationReport report = new SimulationReport();
        Long one = Long.getLong("sim.seed");
        if (one != null) {
            report.run(one);
        } else {
            long end = TimeSource.SYSTEM.nanos() + Long.getLong("sim.seconds", 60) * 1_000_000_000;
            SplittableRandom seeds = new SplittableRandom(TimeSource.SYSTEM.nanos());
            while (TimeSource.SYSTEM.nanos() < end && report.failed().size() < 10) {
                report.run(seeds.nextLong());
            }
            System.out.println("seeds in which each rare path was gone: " + report.seedsWith());
        }
        System.out.println(report);

        assertThat(report.failed()).as("seeds that break a promise").isEmpty();
        if (report.seeds() >= 1_000) {
            assertThat(report.tooRare())
                    .as("paths of fewer than 1 %% of the seeds")
                    .isEmpty();
        }
    }
}
