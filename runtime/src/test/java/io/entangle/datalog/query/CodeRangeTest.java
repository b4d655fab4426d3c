package io.entangle.datalog.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CodeRangeTest {
    private static final long[] NUMBERS = {
        Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE
    };

    @ParameterizedTest
    @EnumSource(value = Comparison.class, mode = EnumSource.Mode.EXCLUDE, names = "NOT_EQUAL")
    void codes_ofAComparison_areThoseForWhichItHolds(Comparison comparison) {
        for (long bound : NUMBERS) {
            CodeRange codes = comparison.codes(bound);
            for (long number : NUMBERS) {
                assertThat(codes.has(number))
                        .as("%d %s %d", number, comparison, bound)
                        .isEqualTo(comparison.holds(Long.compare(number, bound)));
            }
        }
    }

    @Test
    void bounds_together_leaveWhatIsWithinBoth() {
        CodeRange range = CodeRange.ALL.above(3, false).below(7, true);

        assertThat(range).isEqualTo(new CodeRange(4, 7));
        assertThat(range.above(7, false).has(7)).isFalse();
        assertThat(CodeRange.ALL.above(Long.MAX_VALUE, false).below(0, true).has(0))
                .isFalse();
        assertThat(CodeRange.ALL.below(Long.MIN_VALUE, false).above(0, true).has(0))
                .isFalse();
    }
}
