package io.entangle.datalog.query;

import io.entangle.datalog.function.Functions;
import io.entangle.datalog.index.Kind;
import io.entangle.datalog.index.ValueOrder;
import java.util.Objects;
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
        IntList rows = new IntList(in.size());
        if (isFirstConstant) {
            withConstant(in, comparison.reversed(), in.column(slots[1].var()), execution.value(slots[0]), rows);
        } else if (isSecondConstant) {
            withConstant(in, comparison, in.column(slots[0].var()), execution.value(slots[1]), rows);
        } else {
            columns(in, comparison, in.column(slots[0].var()), in.column(slots[1].var()), rows);
        }
        execution.count(rows.size(), in.size());
        return in.filtered(rows.array(), rows.size());
    }

    private static boolean holds(Comparison comparison, @Nullable Object a, @Nullable Object b) {
        return switch (comparison) {
            case EQUAL -> Objects.equals(a, b);
            case NOT_EQUAL -> !Objects.equals(a, b);
            default -> comparison.holds(ValueOrder.compareAmounts(a, b));
        };
    }

    private static void withConstant(
            Relation in, Comparison comparison, Column column, @Nullable Object constant, IntList rows) {
        Kind kind = column.kind();
        boolean areCodes = kind == Kind.LONG && constant instanceof Long;
        if (areCodes) {
            long code = (Long) Objects.requireNonNull(constant);
            long[] codes = column.longs();
            for (int row = 0; row < in.size(); row++) {
                if (comparison.holds(Long.compare(codes[row], code))) {
                    rows.add(row);
                }
            }
            return;
        }
        for (int row = 0; row < in.size(); row++) {
            if (holds(comparison, column.get(row), constant)) {
                rows.add(row);
            }
        }
    }

    private static void columns(Relation in, Comparison comparison, Column a, Column b, IntList rows) {
        if (a.kind() == Kind.LONG && b.kind() == Kind.LONG) {
            for (int row = 0; row < in.size(); row++) {
                if (comparison.holds(Long.compare(a.longs()[row], b.longs()[row]))) {
                    rows.add(row);
                }
            }
            return;
        }
        for (int row = 0; row < in.size(); row++) {
            if (holds(comparison, a.get(row), b.get(row))) {
                rows.add(row);
            }
        }
    }
}
