package io.entangle.datalog.query;

import io.entangle.datalog.query.Term.Var;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query, read.
 *
 * @param find what it gives
 * @param keys under which names, if as maps
 * @param with further variables by which results are told apart
 * @param inputs what it is given
 * @param where what must hold
 * @param orders by what results are sorted
 * @param offset how many results are left out at the beginning
 * @param limit how many results there are at most, null for all
 * @param timeout how long it may take, null for as long as it takes
 * @param form what it was read from
 */
record QueryForm(
        Find find,
        @Nullable List<Object> keys,
        List<Var> with,
        List<Binding> inputs,
        List<Clause> where,
        List<Order> orders,
        int offset,
        @Nullable Integer limit,
        @Nullable Duration timeout,
        Object form) {}
