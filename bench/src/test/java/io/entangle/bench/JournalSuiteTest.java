package io.entangle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("load")
final class JournalSuiteTest {
    @Test
    void run_everySystem_givesRateAndLatencies(@TempDir Path directory) throws Exception {
        List<Measurement> measurements = new JournalSuite(List.of(2), 1, 1, directory).run();

        assertThat(measurements).hasSize(3 * JournalSystems.ALL.size());
        assertThat(measurements)
                .allSatisfy(each -> assertThat(each.median()).isPositive())
                .extracting(Measurement::system)
                .containsOnly(JournalSystems.ALL.toArray(String[]::new));
        assertThat(directory).isEmptyDirectory();
    }
}
