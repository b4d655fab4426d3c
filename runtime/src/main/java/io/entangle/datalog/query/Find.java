package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.query.Term.Var;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query gives.
 *
 * @param shape how
 * @param elements what
 */
record Find(Shape shape, List<Element> elements) {
    /** How results are given. */
    enum Shape {
        /** All of them: {@code ?a ?b}. */
        RELATION,
        /** The one value of each: {@code [?a ...]}. */
        COLLECTION,
        /** One of them: {@code [?a ?b]}. */
        TUPLE,
        /** The one value of one of them: {@code ?a .}. */
        SCALAR
    }

    /** One value of a result. */
    sealed interface Element {
        Var variable();
    }

    /** A variable. */
    record Variable(Var variable) implements Element {}

    /**
     * {@code (pull $ ?e [:name])}.
     *
     * @param source whose entity it is
     * @param variable the entity
     * @param pattern what is wanted of it, if it is written in the query
     * @param patternName the input that says so otherwise
     */
    record PullOf(
            Symbol source,
            Var variable,
            @Nullable Object pattern,
            @Nullable Symbol patternName) implements Element {}

    /**
     * {@code (max 3 ?x)} and {@code (aggregate ?f ?x)}.
     *
     * @param callee the aggregate
     * @param arguments what stands before the variable
     * @param variable what is aggregated
     */
    record Aggregate(Clause.Callee callee, List<Term> arguments, Var variable) implements Element {}
}
