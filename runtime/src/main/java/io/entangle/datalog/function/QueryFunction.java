package io.entangle.datalog.function;

import org.jspecify.annotations.Nullable;

/**
 * A function of values. What it returns depends on the arguments alone; it is called as often as a query likes. As a
 * predicate it holds unless it returns null or false.
 */
@FunctionalInterface
public interface QueryFunction {
    /**
     * {@return the value, or null for none}
     *
     * @param arguments normal values, perhaps null; a source of the query is a {@code Database} or a collection
     */
    @Nullable
    Object apply(@Nullable Object... arguments);
}
