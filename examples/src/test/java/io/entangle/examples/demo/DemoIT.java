package io.entangle.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo for real: a launcher and three JVMs more. */
final class DemoIT {
    private static final Duration A_RUN = Duration.ofSeconds(60);
    private static final Duration AFTER_A_KILL = Duration.ofSeconds(20);

    @Test
    void demo_fast_allThreeProcessesAreEqual() throws Exception {
        try (RunningDemo demo = new RunningDemo("--fast")) {
            assertThat(demo.awaitExit(A_RUN))
                    .as("exit code; it said: %s", demo.lines())
                    .isZero();

            assertThat(demo.lastLine()).isEqualTo("OK");
            assertThat(demo.lines())
                    .contains("  100 %")
                    .anyMatch(line -> line.startsWith("revisions replayed") && line.contains(" 229 "))
                    .anyMatch(line -> line.matches("document, SHA-256( +95c7e64f…){3}"))
                    .anyMatch(line -> line.matches("seen/replica-1( +228){3}"))
                    .anyMatch(line -> line.matches("seen/replica-2( +228){3}"))
                    .anyMatch(
                            line -> line.matches("228 revisions in CBOR frames: .* MB as deltas, .* as snapshots, .*"))
                    .allMatch(line -> line.length() <= 80);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"replica-2", "hub"})
    void demo_processKilledInTheMiddle_saysWhichAndEndsAll(String victim) throws Exception {
        try (RunningDemo demo = new RunningDemo("--rate", "25")) {
            demo.awaitLine("25 %");
            List<ProcessHandle> children = demo.children();

            demo.processOf(victim).destroyForcibly();

            assertThat(demo.awaitExit(AFTER_A_KILL)).isEqualTo(Demo.FAILED);
            assertThat(demo.lastLine())
                    .startsWith("FAILED: " + victim + " (pid ")
                    .endsWith("ended before its work was done: exit code 137, killed by signal 9");
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        }
    }

    @Test
    void demo_launcherKilled_childrenEndByThemselves() throws Exception {
        try (RunningDemo demo = new RunningDemo("--rate", "25")) {
            demo.awaitLine("Replaying");
            List<ProcessHandle> children = demo.children();

            demo.kill();

            await().atMost(AFTER_A_KILL).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void demo_hubFreezes_saysWhoIsWaitedFor() throws Exception {
        try (RunningDemo demo = new RunningDemo("--rate", "5", "--silence", "2")) {
            demo.awaitLine("Replaying");
            freeze(demo.processOf("hub"));

            assertThat(demo.awaitExit(AFTER_A_KILL)).isEqualTo(Demo.FAILED);
            assertThat(demo.lastLine()).startsWith("FAILED: nothing more was heard; still waiting for hub (pid ");
        }
    }

    private static void freeze(ProcessHandle process) throws Exception {
        int exitCode = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(exitCode).isZero();
    }
}
