package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.query.Term.Var;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What becomes of an input, or of what a function returns. */
sealed interface Binding {
    Object form();

    default void collectVars(Set<Var> into) {}

    default Set<Var> vars() {
        Set<Var> vars = new LinkedHashSet<>();
        collectVars(vars);
        return vars;
    }

    /** {@code _}. */
    record Ignore(Object form) implements Binding {}

    /** {@code ?x}. */
    record Scalar(Var variable, Object form) implements Binding {
        @Override
        public void collectVars(Set<Var> into) {
            into.add(variable);
        }
    }

    /** {@code [?x ?y]}. */
    record Tuple(List<Binding> bindings, Object form) implements Binding {
        @Override
        public void collectVars(Set<Var> into) {
            bindings.forEach(binding -> binding.collectVars(into));
        }
    }

    /** {@code [?x ...]}, and {@code [[?x ?y]]}, which is several tuples. */
    record Several(Binding binding, Object form) implements Binding {
        @Override
        public void collectVars(Set<Var> into) {
            binding.collectVars(into);
        }
    }

    /** A source: {@code $}. Only as an input. */
    record Source(Symbol symbol, Object form) implements Binding {}

    /** Rules: {@code %}. Only as an input. */
    record Rules(Object form) implements Binding {}

    /** A name that is no variable, such as that of a pull pattern. Only as an input. */
    record Plain(Symbol symbol, Object form) implements Binding {
        @Override
        public void collectVars(Set<Var> into) {
            into.add(new Var(symbol));
        }
    }
}
