package io.entangle.datalog.query;

import io.entangle.datalog.function.Functions;
import io.entangle.datalog.index.Kind;
import io.entangle.datalog.index.ValueOrder;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Keeps the rows for which a predicate holds. */
final class PredicateFilter {
    private PredicateFilter() {}

    static Relation filter(Relation in, Goal.OfPredicate goal, Execution execution) {
        Comparison comparison = Comparison.of(goal, execution);
        if (comparison != null
                && goal.arguments()[0].kind() != Slot.Kind.SOURCE
                && goal.arguments()[1].kind() != Slot.Kind.SOURCE) {
            return compare(in, comparison, goal.arguments(), execution);
        }
        Calls calls =
                Calls.of(goal.clause(), goal.callee(), goal.calleeVar(), goal.arguments(), "predicate", in, execution);
        IntList rows = new IntList(in.size());
        for (int row = 0; row < in.size(); row++) {
            if (Functions.isTrue(calls.call(row))) {
                rows.add(row);
            }
            execution.count(rows.size(), Calls.ROWS);
        }
        return in.filtered(rows.array(), rows.size());
    }

    private static Relation compare(Relation in, Comparison comparison, Slot[] slots, Execution execution) {
        boolean isFirstConstant = execution.isConstant(slots[0]);
        boolean isSecondConstant = execution.isConstant(slots[1]);
        if (isFirstConstant && isSecondConstant) {
            return holds(comparison, execution.value(slots[0]), execution.value(slots[1]))
                    ? in
                    : in.filtered(new int[0], 0);
        }
        if (isFirstConstant) {
            return withConstant(
                    in, comparison.reversed(), in.column(slots[1].var()), execution.value(slots[0]), execution);
        }
        return isSecondConstant
                ? withConstant(in, comparison, in.column(slots[0].var()), execution.value(slots[1]), execution)
                : columns(in, comparison, in.column(slots[0].var()), in.column(slots[1].var()), execution);
    }

    private static boolean holds(Comparison comparison, @Nullable Object a, @Nullable Object b) {
        return switch (comparison) {
            case EQUAL -> Objects.equals(a, b);
            case NOT_EQUAL -> !Objects.equals(a, b);
            default -> comparison.holds(ValueOrder.compareAmounts(a, b));
        };
    }

    private static Relation withConstant(
            Relation in, Comparison comparison, Column column, @Nullable Object constant, Execution execution) {
        if (column.kind() == Kind.LONG && constant instanceof Long number && comparison != Comparison.NOT_EQUAL) {
            CodeRange range = comparison.codes(number);
            long[] codes = column.longs();
            int passing = 0;
            while (passing < in.size() && range.has(codes[passing])) {
                passing++;
            }
            return passing == in.size() ? in : kept(in, row -> range.has(codes[row]), execution);
        }
        return kept(in, row -> holds(comparison, column.get(row), constant), execution);
    }

    private static Relation columns(Relation in, Comparison comparison, Column a, Column b, Execution execution) {
        if (a.kind() == Kind.LONG && b.kind() == Kind.LONG) {
            long[] left = a.longs();
            long[] right = b.longs();
            return kept(in, row -> comparison.holds(Long.compare(left[row], right[row])), execution);
        }
        return kept(in, row -> holds(comparison, a.get(row), b.get(row)), execution);
    }

    private static Relation kept(Relation in, IntPredicate test, Execution execution) {
        IntList rows = new IntList(in.size());
        for (int row = 0; row < in.size(); row++) {
            if (test.test(row)) {
                rows.add(row);
            }
        }
        execution.count(rows.size(), in.size());
        return in.filtered(rows.array(), rows.size());
    }
}
