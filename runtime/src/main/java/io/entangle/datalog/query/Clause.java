package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.query.Term.Var;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One condition of a query. Each knows the form it was read from, for messages. */
sealed interface Clause {
    Object form();

    /** Adds the variables through which the clause is connected with others. */
    void collectVars(Set<Var> into);

    default Set<Var> vars() {
        Set<Var> vars = new LinkedHashSet<>();
        collectVars(vars);
        return vars;
    }

    static Set<Var> vars(List<? extends Clause> clauses) {
        Set<Var> vars = new LinkedHashSet<>();
        clauses.forEach(clause -> clause.collectVars(vars));
        return vars;
    }

    private static void collect(List<Term> terms, Set<Var> into) {
        for (Term term : terms) {
            if (term instanceof Var variable) {
                into.add(variable);
            }
        }
    }

    /**
     * {@code [?e :name ?n]}.
     *
     * @param source the source that is named, null for the default one
     * @param terms entity, attribute, value, transaction, whether asserted; or the parts of a tuple
     * @param form what it was read from
     */
    record Pattern(@Nullable Symbol source, List<Term> terms, Object form) implements Clause {
        @Override
        public void collectVars(Set<Var> into) {
            collect(terms, into);
        }
    }

    /**
     * What is called.
     *
     * @param name the name of a function, or the variable that stands for one
     * @param isVariable whether it is a variable
     */
    record Callee(Symbol name, boolean isVariable) {}

    /** {@code [(> ?a 17)]}. */
    record Predicate(Callee callee, List<Term> arguments, Object form) implements Clause {
        @Override
        public void collectVars(Set<Var> into) {
            collectCall(callee, arguments, into);
        }
    }

    /** {@code [(inc ?a) ?b]}. */
    record FunctionCall(Callee callee, List<Term> arguments, Binding binding, Object form) implements Clause {
        @Override
        public void collectVars(Set<Var> into) {
            collectCall(callee, arguments, into);
            binding.collectVars(into);
        }

        Set<Var> inputs() {
            Set<Var> inputs = new LinkedHashSet<>();
            collectCall(callee, arguments, inputs);
            return inputs;
        }
    }

    private static void collectCall(Callee callee, List<Term> arguments, Set<Var> into) {
        if (callee.isVariable()) {
            into.add(new Var(callee.name()));
        }
        collect(arguments, into);
    }

    /** {@code (follows ?a ?b)}. */
    record RuleCall(@Nullable Symbol source, Symbol name, List<Term> arguments, Object form) implements Clause {
        @Override
        public void collectVars(Set<Var> into) {
            collect(arguments, into);
        }
    }

    /**
     * {@code (not …)} and {@code (not-join [?a] …)}.
     *
     * @param source the default source within, null for that outside
     * @param joined the variables it is connected through, null for all of them
     * @param clauses what must not hold
     * @param form what it was read from
     */
    record Not(@Nullable Symbol source, @Nullable List<Var> joined, List<Clause> clauses, Object form)
            implements Clause {
        @Override
        public void collectVars(Set<Var> into) {
            if (joined != null) {
                into.addAll(joined);
            } else {
                clauses.forEach(clause -> clause.collectVars(into));
            }
        }
    }

    /**
     * {@code (or …)} and {@code (or-join [?a] …)}.
     *
     * @param source the default source within, null for that outside
     * @param joined the variables it is connected through, null for all of them
     * @param branches of which one must hold
     * @param form what it was read from
     */
    record Or(@Nullable Symbol source, @Nullable RuleVars joined, List<List<Clause>> branches, Object form)
            implements Clause {
        @Override
        public void collectVars(Set<Var> into) {
            if (joined != null) {
                into.addAll(joined.all());
            } else {
                branches.forEach(branch -> branch.forEach(clause -> clause.collectVars(into)));
            }
        }
    }
}
