package io.entangle.pubsub.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hub that is killed again and again loses no write it has acknowledged, and takes none twice. {@code -Dkill.count=N} times,
 * on {@code -Dkill.journal=sqlite} or {@code postgres}; {@code -Dseed=N} repeats a run's choices.
 */
@Tag("exhaustive")
final class KilledHubIT {
    private static final int COUNT = Integer.getInteger("kill.count", 20);
    private static final int PER_SECOND = Integer.getInteger("kill.rate", 1_000);
    private static final int ENOUGH_FOR_ALL = 20;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final long seed = Long.getLong("seed", System.nanoTime());

    static Stream<String> journals() {
        String one = System.getProperty("kill.journal");
        return one == null ? Stream.of("sqlite", "postgres") : Stream.of(one);
    }

    private JournalUnderFire open(String journal) throws Exception {
        return switch (journal) {
            case "sqlite" -> new SqliteUnderFire(directory);
            case "postgres" -> new PostgresUnderFire(directory);
            default -> throw new IllegalArgumentException("journals are sqlite and postgres, but found " + journal);
        };
    }

    @ParameterizedTest
    @MethodSource("journals")
    void acknowledgedWrites_surviveKillMinus9OfTheHub_onceAndInOrder(String journal) throws Exception {
        System.out.println("killed hub: journal " + journal + ", seed " + seed + ", " + directory);
        long began = System.nanoTime();
        try (KillRun run = new KillRun(directory, open(journal), seed)) {
            run.run(COUNT, PER_SECOND);
            System.out.println("journal=" + journal + " " + run.details((System.nanoTime() - began) / 1_000_000_000));
            System.out.println(run);

            assertThat(run.checker().violations().told()).isEmpty();
            assertThat(run.checker().acknowledged()).isPositive();
            if (COUNT >= ENOUGH_FOR_ALL) {
                List<String> all = Life.failpoints();
                assertThat(run.hits().keySet()).containsAll(all);
                assertThat(run.checker().oldest())
                        .as("versions that were compacted")
                        .isPositive();
            }
        }
    }
}
