package io.entangle.datalog.function;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function of all values that a variable has in a group of results. */
@FunctionalInterface
public interface AggregateFunction {
    /**
     * {@return one value of many}
     *
     * @param values at least one
     * @param arguments what stands before the variable in the query, such as the 3 of {@code (max 3 ?x)}
     */
    @Nullable
    Object apply(List<@Nullable Object> values, List<@Nullable Object> arguments);
}
