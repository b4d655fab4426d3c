package io.entangle.datalog.query;

import io.entangle.datalog.index.AttributeIndex;
import io.entangle.datalog.index.Tree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What values of a pattern must lie between, by predicates of the same body. Values that do not are left out when the pattern
 * is read by value; the predicates look at the others all the same.
 *
 * @param bounds the bounds
 */
record ValueRange(List<Bound> bounds) {
    /**
     * One bound.
     *
     * @param slot the constant, or the variable that is one for this run
     * @param isLower whether values are above
     * @param isInclusive whether they may be equal
     */
    record Bound(Slot slot, boolean isLower, boolean isInclusive) {}

    /** The ranks, in a tree sorted by value, of the first value within and of the first beyond. */
    int[] ranks(Tree byValue, Execution execution) {
        int from = 0;
        int to = byValue.size();
        for (Bound bound : bounds) {
            Object value = execution.value(bound.slot);
            if (value == null) {
                continue;
            }
            int rank = byValue.rankOfAmount(value, bound.isLower != bound.isInclusive);
            if (bound.isLower) {
                from = Math.max(from, rank);
            } else {
                to = Math.min(to, rank);
            }
        }
        return new int[] {from, Math.max(from, to)};
    }

    /** The integers within, null if bounds are not integers. */
    @Nullable
    CodeRange codes(Execution execution) {
        CodeRange codes = CodeRange.ALL;
        for (Bound bound : bounds) {
            if (!(execution.value(bound.slot) instanceof Long number)) {
                return null;
            }
            codes = bound.isLower ? codes.above(number, bound.isInclusive) : codes.below(number, bound.isInclusive);
        }
        return codes;
    }

    int count(AttributeIndex index, Execution execution) {
        @Nullable Tree byValue = index.byValue();
        if (byValue == null) {
            return index.size();
        }
        int[] ranks = ranks(byValue, execution);
        return ranks[1] - ranks[0];
    }
}
