package io.entangle.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator finds each wrong variant, and soon. */
@Tag("exhaustive")
final class SeededBugsTest {
    private static final int TRIES = 5;
    private static final int MOST_SEEDS = 500;

    @ParameterizedTest
    @EnumSource
    void bug_switchedOn_isCaught(Bug bug) {
        int[] seeds = new int[TRIES];
        for (int i = 0; i < TRIES; i++) {
            seeds[i] = seedsToCatch(bug, new SplittableRandom(i));
        }
        Arrays.sort(seeds);

        System.out.printf(
                "seeded bug %s: caught after %d seeds (median of %s)%n", bug, seeds[TRIES / 2], Arrays.toString(seeds));
        assertThat(seeds[TRIES - 1]).as("most seeds until %s was caught", bug).isLessThanOrEqualTo(MOST_SEEDS);
    }

    private static int seedsToCatch(Bug bug, SplittableRandom seeds) {
        for (int count = 1; count <= MOST_SEEDS; count++) {
            try {
                new Simulation(seeds.nextLong(), bug).run();
            } catch (Violation caught) {
                return count;
            }
        }
        return MOST_SEEDS + 1;
    }
}
