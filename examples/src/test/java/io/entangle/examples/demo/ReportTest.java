package io.entangle.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.examples.demo.Message.Ending;
import io.entangle.examples.demo.Message.HubResult;
import io.entangle.examples.demo.Message.Latency;
import io.entangle.examples.demo.Message.Listening;
import io.entangle.examples.demo.Message.ReplicaResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Ending GOOD = new Ending(40, "feed0123", "beef0123", Map.of("r1", 9, "r2", 9));
    private static final Ending OTHER = new Ending(40, "feed0123", "bad00000", Map.of("r1", 9, "r2", 9));

    @Test
    void problems_allEqual_none() {
        assertThat(report("feed0123", 10, GOOD, GOOD).problems()).isEmpty();
    }

    @Test
    void problems_replicaDiffers_itIsNamed() {
        assertThat(report("feed0123", 10, GOOD, OTHER).problems())
                .singleElement()
                .asString()
                .startsWith("r2 ends with ");
    }

    @Test
    void problems_documentIsNotTheLast_found() {
        assertThat(report("dead0123", 10, GOOD, GOOD).problems())
                .containsExactly("the hub's document is not the last of the history");
    }

    @Test
    void problems_writeLost_found() {
        assertThat(report("feed0123", 11, GOOD, GOOD).problems())
                .containsExactly(
                        "r1 made 11 writes, but the hub merged 10", "r2 made 11 writes, but the hub merged 10");
    }

    @Test
    void problems_lastRevisionNotSeen_found() {
        Ending unseen = new Ending(40, "feed0123", "beef0123", Map.of("r1", 9, "r2", 8));

        assertThat(new Report(
                                new Listening(1, 9, "2012", "2026", "feed0123"),
                                new HubResult(10, 1, 1, Map.of("r1", 10, "r2", 10), unseen),
                                Map.of("r1", result(10, unseen), "r2", result(10, unseen)))
                        .problems())
                .containsExactly("r2 has not written that it saw the last revision");
    }

    @Test
    void lines_fitATerminal() {
        assertThat(report("feed0123", 10, GOOD, GOOD).lines())
                .allMatch(line -> line.length() <= 80)
                .contains(
                        "revisions replayed, or shown             10            10            10",
                        "swap to visible, p50                               1.2 ms        1.2 ms")
                .anyMatch(line ->
                        line.equals("9 revisions in CBOR frames: 2.5 kB as deltas, 5.0 MB as snapshots, 1 : 2000"));
    }

    private static Report report(String lastSha256, int writes, Ending first, Ending second) {
        return new Report(
                new Listening(1, 9, "2012", "2026", lastSha256),
                new HubResult(10, 2_500, 5_000_000, Map.of("r1", 10, "r2", 10), GOOD),
                Map.of("r1", result(writes, first), "r2", result(writes, second)));
    }

    private static ReplicaResult result(int writes, Ending ending) {
        return new ReplicaResult(10, writes, new Latency(9, 1_234, 20_000, 30_000), 4_000, ending);
    }
}
