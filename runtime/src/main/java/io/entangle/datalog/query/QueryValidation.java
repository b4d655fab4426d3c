package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.query.Term.Var;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses queries whose parts do not fit. */
final class QueryValidation {
    private final QueryForm query;

    private QueryValidation(QueryForm query) {
        this.query = query;
    }

    static void validate(QueryForm query) {
        QueryValidation validation = new QueryValidation(query);
        validation.variables();
        validation.inputs();
        validation.sources();
        validation.rules();
    }

    private RuntimeException fault(String message) {
        return Forms.fault("query", message, query.form());
    }

    private void variables() {
        Set<Var> found = new LinkedHashSet<>();
        for (Find.Element element : query.find().elements()) {
            found.add(element.variable());
            if (element instanceof Find.Aggregate aggregate) {
                addArguments(aggregate, found);
            } else if (element instanceof Find.PullOf pull && pull.patternName() != null) {
                found.add(new Var(pull.patternName()));
            }
        }
        Set<Var> known = Clause.vars(query.where());
        query.inputs().forEach(input -> input.collectVars(known));
        Set<Var> unknown = new LinkedHashSet<>(found);
        unknown.addAll(query.with());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw fault("Query for unknown vars: " + Forms.vector(unknown));
        }
        Set<Var> shared = new LinkedHashSet<>(found);
        shared.retainAll(query.with());
        if (!shared.isEmpty()) {
            throw fault(":find and :with should not use same variables: " + Forms.vector(shared));
        }
        if (!areDistinct(query.with())) {
            throw fault("Vars used in :with should be distinct");
        }
    }

    private static void addArguments(Find.Aggregate aggregate, Set<Var> into) {
        for (Term argument : aggregate.arguments()) {
            if (argument instanceof Var variable) {
                into.add(variable);
            }
        }
        if (aggregate.callee().isVariable()) {
            into.add(new Var(aggregate.callee().name()));
        }
    }

    private static boolean areDistinct(Collection<?> values) {
        return new HashSet<>(values).size() == values.size();
    }

    private void inputs() {
        List<Object> all = new ArrayList<>();
        query.inputs().forEach(input -> collect(input, all));
        if (!areDistinct(all)) {
            throw fault("Vars used in :in should be distinct");
        }
    }

    /** Adds every name that an input gives, as often as it does. */
    private static void collect(Binding binding, List<Object> into) {
        if (binding instanceof Binding.Tuple tuple) {
            tuple.bindings().forEach(each -> collect(each, into));
        } else if (binding instanceof Binding.Several several) {
            collect(several.binding(), into);
        } else if (!(binding instanceof Binding.Ignore)) {
            into.add(binding.form());
        }
    }

    private void sources() {
        Set<Symbol> used = new LinkedHashSet<>();
        collectSources(query.where(), used);
        query.inputs().forEach(input -> {
            if (input instanceof Binding.Source source) {
                used.remove(source.symbol());
            }
        });
        used.remove(IMPLIED);
        if (!used.isEmpty()) {
            throw fault("Where uses unknown source vars: " + Forms.vector(used));
        }
    }

    /** Stands for the default source where it is not named. */
    private static final Symbol IMPLIED = Symbol.of("$implied");

    /** Whether clauses look into the default source, named or not, or into another. */
    static boolean usesSource(List<Clause> clauses) {
        Set<Symbol> used = new HashSet<>();
        collectSources(clauses, used);
        return !used.isEmpty();
    }

    private static void collectSources(List<Clause> clauses, Set<Symbol> into) {
        for (Clause clause : clauses) {
            if (clause instanceof Clause.Pattern pattern) {
                into.add(named(pattern.source()));
            } else if (clause instanceof Clause.Predicate predicate) {
                collectArguments(predicate.arguments(), into);
            } else if (clause instanceof Clause.FunctionCall call) {
                collectArguments(call.arguments(), into);
            } else if (clause instanceof Clause.RuleCall call) {
                into.add(named(call.source()));
            } else if (clause instanceof Clause.Not not) {
                addNamed(not.source(), into);
                collectSources(not.clauses(), into);
            } else if (clause instanceof Clause.Or or) {
                addNamed(or.source(), into);
                or.branches().forEach(branch -> collectSources(branch, into));
            }
        }
    }

    private static Symbol named(@Nullable Symbol source) {
        return source == null ? IMPLIED : source;
    }

    private static void addNamed(@Nullable Symbol source, Set<Symbol> into) {
        if (source != null) {
            into.add(source);
        }
    }

    private static void collectArguments(List<Term> arguments, Set<Symbol> into) {
        for (Term argument : arguments) {
            if (argument instanceof Term.Source source) {
                into.add(source.symbol());
            }
        }
    }

    private void rules() {
        Set<Symbol> called = new HashSet<>();
        RuleGraph.collect(query.where(), called);
        boolean hasRules = query.inputs().stream().anyMatch(Binding.Rules.class::isInstance);
        if (!called.isEmpty() && !hasRules) {
            throw fault("Missing rules var '%' in :in");
        }
    }
}
