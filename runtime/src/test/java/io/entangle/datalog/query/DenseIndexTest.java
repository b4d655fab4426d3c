package io.entangle.datalog.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class DenseIndexTest {
    @Test
    void rows_ofAnInteger_areFoundInTheirOrder() {
        DenseIndex index = Objects.requireNonNull(DenseIndex.of(new long[] {7, -2, 7, 3, 7, 99}, 5));

        assertThat(rows(index, 7)).containsExactly(0, 2, 4);
        assertThat(rows(index, -2)).containsExactly(1);
        assertThat(rows(index, 3)).containsExactly(3);
        assertThat(rows(index, 4)).isEmpty();
        assertThat(rows(index, 8)).isEmpty();
        assertThat(rows(index, -3)).isEmpty();
        assertThat(rows(index, 99)).isEmpty();
        assertThat(rows(index, Long.MIN_VALUE)).isEmpty();
        assertThat(rows(index, Long.MAX_VALUE)).isEmpty();
    }

    private static List<Integer> rows(DenseIndex index, long code) {
        List<Integer> rows = new ArrayList<>();
        for (int row = index.first(code); row >= 0; row = index.next(row)) {
            rows.add(row);
        }
        return rows;
    }

    @Test
    void integers_farApart_haveNone() {
        assertThat(DenseIndex.of(new long[] {1, 1_000_000}, 2)).isNull();
        assertThat(DenseIndex.of(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}, 2))
                .isNull();
        assertThat(DenseIndex.of(new long[0], 0)).isNull();
    }

    @Test
    void integers_atTheEnds_areFound() {
        long[] codes = {Long.MAX_VALUE, Long.MAX_VALUE - 1};

        DenseIndex index = Objects.requireNonNull(DenseIndex.of(codes, 2));

        assertThat(rows(index, Long.MAX_VALUE)).containsExactly(0);
        assertThat(rows(index, Long.MIN_VALUE)).isEmpty();
    }
}
