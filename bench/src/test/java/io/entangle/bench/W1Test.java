package io.entangle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.value.Doc;
import java.util.List;
import org.junit.jupiter.api.Test;

final class W1Test {
    private static final List<W1.Write> WRITES = W1.writes(20_000);

    @Test
    void writes_areThoseOfTheReference() {
        // its first three numbers, of 2^32: 1015568748, 1586005467, 2165703038
        assertThat(WRITES.get(0)).isEqualTo(new W1.Write(236, 6, 50_424));
        assertThat(W1.cells(WRITES.subList(10_000, 20_000))).isEqualTo(4_859);
        assertThat(WRITES.stream().mapToInt(W1.Write::entity).distinct().count())
                .isEqualTo(1_000);
        assertThat(WRITES).allMatch(write -> write.field() >= 4 && write.field() <= 9 && write.value() < 100_000);
    }

    @Test
    void initial_isOfTheReferencesSize() {
        assertThat(W1.initial().size()).isEqualTo(1_000);
        assertThat(W1.initial().get("e999", Doc.class).size()).isEqualTo(10);
        assertThat(W1.initial().toString().length()).isBetween(143_000, 148_000);
    }

    /** The targets, which are exact figures; the times have none here. */
    @Test
    void compact_meetsItsTargets() {
        W1Bytes bytes = W1Bytes.of(W1System.named("compact"), WRITES);

        assertThat(bytes.perUpdate()).isLessThanOrEqualTo(16);
        assertThat(bytes.catchUp()).isLessThanOrEqualTo(45_000);
        assertThat(bytes.snapshotAfter()).isBetween(bytes.snapshotBefore() - 2_000, bytes.snapshotBefore() + 2_000);
        W1Bytes longer = W1Bytes.of(W1System.named("compact"), W1.writes(100_000));
        assertThat(longer.catchUp()).isLessThanOrEqualTo(45_000);
        assertThat(longer.perUpdate()).isLessThanOrEqualTo(16);
        assertThat(longer.snapshotAfter()).isBetween(bytes.snapshotAfter() - 1_000, bytes.snapshotAfter() + 1_000);
    }

    @Test
    void systems_all_endEqual() {
        for (String system : W1System.ALL) {
            W1Bytes bytes = W1Bytes.of(W1System.named(system), WRITES.subList(0, 500));

            assertThat(bytes.perUpdate()).as(system).isPositive();
        }
    }
}
