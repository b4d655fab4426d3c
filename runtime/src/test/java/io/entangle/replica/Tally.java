package io.entangle.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;

/** How often each rare thing happened over all cases of a law: what never happened was not tested. */
final class Tally {
    enum Path {
        RESUMED,
        SNAPSHOT,
        RESET,
        CONFLATED,
        UPDATE_STALE,
        UPDATE_MISSED,
        REFUSED,
        TOO_LARGE,
        ACCEPTED,
        WRITE_REPEATED,
        OUT_OF_SEQUENCE,
        ZOMBIE_WRITE,
        MESSAGES_LOST,
        CONFLICT,
        MAP_REVIVED,
        ACKNOWLEDGED_NOT_VISIBLE
    }

    private final Map<Path, Integer> counts = new EnumMap<>(Path.class);

    void count(Path path) {
        counts.merge(path, 1, Integer::sum);
    }

    void assertHappened(int atLeast, Path... paths) {
        if (System.getProperty("seed") != null) {
            return; // one case alone need not have everything
        }
        for (Path path : paths) {
            assertThat(counts.getOrDefault(path, 0))
                    .as("%s; all: %s", path, counts)
                    .isGreaterThanOrEqualTo(atLeast);
        }
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
