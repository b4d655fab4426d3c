package io.entangle.datalog.query;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the predicates that say between which values those of a pattern must lie. */
final class Ranges {
    private final List<Goal> tests;
    private final Execution execution;

    Ranges(List<Goal> tests, Execution execution) {
        this.tests = tests;
        this.execution = execution;
    }

    /** Those for a pattern's value, null if there are none. */
    @Nullable
    ValueRange of(Goal goal) {
        if (!(goal instanceof Goal.OfPattern pattern) || pattern.slots().length < 3) {
            return null;
        }
        Slot value = pattern.slots()[2];
        if (!value.isVar() || execution.isConstant(value)) {
            return null;
        }
        List<ValueRange.Bound> bounds = new ArrayList<>();
        for (Goal test : tests) {
            if (test instanceof Goal.OfPredicate predicate && predicate.vars().get(value.var())) {
                Comparison comparison = Comparison.of(predicate, execution);
                if (comparison != null) {
                    add(bounds, comparison, predicate.arguments(), value.var());
                }
            }
        }
        return bounds.isEmpty() ? null : new ValueRange(bounds);
    }

    private void add(List<ValueRange.Bound> bounds, Comparison comparison, Slot[] arguments, int var) {
        boolean isFirst = arguments[0].isVar() && arguments[0].var() == var;
        Slot other = arguments[isFirst ? 1 : 0];
        if (!execution.isConstant(other) || other.kind() == Slot.Kind.SOURCE) {
            return;
        }
        Comparison of = isFirst ? comparison : comparison.reversed();
        if (of == Comparison.EQUAL || of == Comparison.GREATER || of == Comparison.GREATER_OR_EQUAL) {
            bounds.add(new ValueRange.Bound(other, true, of != Comparison.GREATER));
        }
        if (of == Comparison.EQUAL || of == Comparison.LESS || of == Comparison.LESS_OR_EQUAL) {
            bounds.add(new ValueRange.Bound(other, false, of != Comparison.LESS));
        }
    }
}
