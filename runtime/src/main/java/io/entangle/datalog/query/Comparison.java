package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The predicates of two values that are looked at column by column, without a call. They never fail. */
enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    private static final Map<String, Comparison> BY_NAME = Map.of(
            "=", EQUAL,
            "not=", NOT_EQUAL,
            "!=", NOT_EQUAL,
            "<", LESS,
            "<=", LESS_OR_EQUAL,
            ">", GREATER,
            ">=", GREATER_OR_EQUAL);

    /** The comparison that a predicate is, null if it is none. */
    static @Nullable Comparison of(Goal.OfPredicate predicate, Execution execution) {
        Symbol name = predicate.callee().name();
        if (predicate.calleeVar() >= 0
                || predicate.arguments().length != 2
                || name.namespace() != null
                || !execution.functions().isBuiltIn(name)) {
            return null;
        }
        return BY_NAME.get(name.name());
    }

    static boolean is(Goal.OfPredicate predicate, Execution execution) {
        return of(predicate, execution) != null;
    }

    /** The same with its sides exchanged. */
    Comparison reversed() {
        return switch (this) {
            case LESS -> GREATER;
            case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
            case GREATER -> LESS;
            case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
            default -> this;
        };
    }

    /** The integers that compare so with one; for not equal there is no such range. */
    CodeRange codes(long number) {
        return switch (this) {
            case EQUAL -> CodeRange.ALL.above(number, true).below(number, true);
            case LESS -> CodeRange.ALL.below(number, false);
            case LESS_OR_EQUAL -> CodeRange.ALL.below(number, true);
            case GREATER -> CodeRange.ALL.above(number, false);
            case GREATER_OR_EQUAL -> CodeRange.ALL.above(number, true);
            case NOT_EQUAL -> throw new IllegalStateException("all but " + number + " are no range");
        };
    }

    /** Whether it holds of values that are ordered so. */
    boolean holds(int order) {
        return switch (this) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }
}
