package io.entangle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecoverySuiteTest {
    @Test
    void run_opensWhatWasWritten_byAtomsAndByAHub(@TempDir Path directory) throws Exception {
        List<Measurement> measurements = new RecoverySuite(List.of(300), 20, 1, directory).run();

        assertThat(measurements)
                .allSatisfy(each -> assertThat(each.median()).isPositive())
                .extracting(Measurement::system)
                .containsExactlyInAnyOrder("journal", RecoverySuite.DURABLE, RecoverySuite.HUB);
        assertThat(directory).isEmptyDirectory();
    }
}
