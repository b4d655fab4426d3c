package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.query.Term.Var;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes goals of clauses: numbers variables, scope by scope, and writes rules out that do not need themselves. */
final class Compiler {
    /** Beyond so many goals, calls of rules stay calls: rules that call each other twice would double with each level. */
    static final int MAX_WRITTEN_OUT = 200;

    private static final int MAX_DEPTH = 200;

    /** What it takes to find an order grows with the square. */
    private static final int MAX_CLAUSES = 1_000;

    private final Map<Symbol, Rule> rules;
    private final RuleGraph graph;
    private final Variables variables;
    private final int maxWrittenOut;
    private int goals;
    private int depth;

    /** With no goals to be written out, all calls of rules stay calls. */
    Compiler(Map<Symbol, Rule> rules, RuleGraph graph, Variables variables, int maxWrittenOut) {
        this.maxWrittenOut = maxWrittenOut;
        this.rules = rules;
        this.graph = graph;
        this.variables = variables;
    }

    /** The names of one scope. */
    final class Scope {
        private final Map<Var, Integer> numbers = new HashMap<>();
        private final Symbol source;

        Scope(Symbol source) {
            this.source = source;
        }

        int number(Var name) {
            return numbers.computeIfAbsent(name, variables::add);
        }

        /** Lets a name mean a variable of another scope. */
        void put(Var name, int number) {
            numbers.put(name, number);
        }

        private Scope withSource(@Nullable Symbol other) {
            if (other == null || other.equals(source)) {
                return this;
            }
            return new Scope(other, numbers);
        }

        private Scope(Symbol source, Map<Var, Integer> shared) {
            this.source = source;
            this.numbers.putAll(shared);
        }

        private Symbol source(@Nullable Symbol named) {
            return named == null ? source : named;
        }

        BitSet numbers(Iterable<Var> names) {
            BitSet set = new BitSet();
            names.forEach(name -> set.set(number(name)));
            return set;
        }
    }

    List<Goal> goals(List<Clause> clauses, Scope scope) {
        if (++depth > MAX_DEPTH) {
            throw new DatalogException(
                    "Clauses and rules are at most " + MAX_DEPTH + " deep", "query/limit", "limit", (long) MAX_DEPTH);
        }
        if (clauses.size() > MAX_CLAUSES) {
            throw new DatalogException(
                    "At most " + MAX_CLAUSES + " clauses stand side by side, not " + clauses.size(),
                    "query/limit",
                    "limit",
                    (long) MAX_CLAUSES);
        }
        // Names get their numbers here, so that parts with a source of their own share them.
        Clause.vars(clauses).forEach(scope::number);
        List<Goal> compiled = new ArrayList<>();
        for (Clause clause : clauses) {
            compiled.add(goal(clause, scope));
        }
        goals += compiled.size();
        depth--;
        return compiled;
    }

    private Goal goal(Clause clause, Scope scope) {
        if (clause instanceof Clause.Pattern pattern) {
            Slot[] slots = slots(pattern.terms(), scope);
            return new Goal.OfPattern(pattern, scope.source(pattern.source()), slots, Slot.vars(slots));
        }
        if (clause instanceof Clause.Predicate predicate) {
            int calleeVar = calleeVar(predicate.callee(), scope);
            Slot[] arguments = slots(predicate.arguments(), scope);
            return new Goal.OfPredicate(
                    predicate, predicate.callee(), calleeVar, arguments, inputs(calleeVar, arguments));
        }
        if (clause instanceof Clause.FunctionCall call) {
            return function(call, scope);
        }
        if (clause instanceof Clause.Not not) {
            return not(not, scope);
        }
        if (clause instanceof Clause.Or or) {
            return or(or, scope);
        }
        return rule((Clause.RuleCall) clause, scope);
    }

    private static int calleeVar(Clause.Callee callee, Scope scope) {
        return callee.isVariable() ? scope.number(new Var(callee.name())) : -1;
    }

    private static BitSet inputs(int calleeVar, Slot[] arguments) {
        BitSet inputs = Slot.vars(arguments);
        if (calleeVar >= 0) {
            inputs.set(calleeVar);
        }
        return inputs;
    }

    private static Slot[] slots(List<Term> terms, Scope scope) {
        Slot[] slots = new Slot[terms.size()];
        for (int i = 0; i < slots.length; i++) {
            Term term = terms.get(i);
            slots[i] = term instanceof Var variable
                    ? Slot.var(scope.number(variable))
                    : term instanceof Term.Constant constant
                            ? Slot.constant(constant.value())
                            : term instanceof Term.Source source
                                    ? new Slot(Slot.Kind.SOURCE, -1, source.symbol())
                                    : Slot.BLANK;
        }
        return slots;
    }

    private Goal function(Clause.FunctionCall call, Scope scope) {
        int calleeVar = calleeVar(call.callee(), scope);
        Slot[] arguments = slots(call.arguments(), scope);
        Target target = target(call.binding(), scope);
        BitSet inputs = inputs(calleeVar, arguments);
        BitSet vars = (BitSet) inputs.clone();
        target.collectVars(vars);
        return new Goal.OfFunction(call, call.callee(), calleeVar, arguments, target, inputs, vars);
    }

    static Target target(Binding binding, Scope scope) {
        if (binding instanceof Binding.Scalar scalar) {
            return new Target.Variable(scope.number(scalar.variable()), scalar.form());
        }
        if (binding instanceof Binding.Tuple tuple) {
            return new Target.Tuple(
                    tuple.bindings().stream().map(each -> target(each, scope)).toList(), tuple.form());
        }
        if (binding instanceof Binding.Several several) {
            return new Target.Several(target(several.binding(), scope), several.form());
        }
        return binding instanceof Binding.Plain plain
                ? new Target.Variable(scope.number(new Var(plain.symbol())), plain.form())
                : new Target.Nothing(binding.form());
    }

    private Goal not(Clause.Not not, Scope scope) {
        Scope inner = scope.withSource(not.source());
        if (not.joined() != null) {
            inner = new Scope(scope.source(not.source()));
            for (Var name : not.joined()) {
                inner.put(name, scope.number(name));
            }
        }
        return new Goal.OfNot(not, new Body(goals(not.clauses(), inner)), scope.numbers(not.vars()), false);
    }

    private Goal or(Clause.Or or, Scope scope) {
        List<Body> branches = new ArrayList<>();
        for (List<Clause> branch : or.branches()) {
            Scope inner = scope.withSource(or.source());
            if (or.joined() != null) {
                inner = new Scope(scope.source(or.source()));
                for (Var name : or.joined().all()) {
                    inner.put(name, scope.number(name));
                }
            }
            branches.add(new Body(goals(branch, inner)));
        }
        BitSet vars = scope.numbers(or.vars());
        BitSet required =
                or.joined() == null ? new BitSet() : scope.numbers(or.joined().required());
        return new Goal.OfOr(or, branches, vars, Body.union(required, needed(branches, vars)));
    }

    /** The variables that not each of the branches binds, even if all others are bound. */
    private static BitSet needed(List<Body> branches, BitSet vars) {
        BitSet needed = new BitSet();
        vars.stream().forEach(var -> {
            BitSet others = (BitSet) vars.clone();
            others.clear(var);
            for (Body branch : branches) {
                if (!branch.bindable(others).get(var)) {
                    needed.set(var);
                }
            }
        });
        return needed;
    }

    private Goal rule(Clause.RuleCall call, Scope scope) {
        Rule rule = rules.get(call.name());
        if (rule == null) {
            throw new DatalogException(
                    "Unknown rule '" + call.name() + " in " + Forms.shown(call.form()),
                    "query/where",
                    "form",
                    call.form());
        }
        if (call.arguments().size() != rule.arity()) {
            throw new DatalogException(
                    "Rule '%s takes %d arguments, got %d in %s"
                            .formatted(
                                    call.name(), rule.arity(), call.arguments().size(), Forms.shown(call.form())),
                    "query/where",
                    "form",
                    call.form());
        }
        Symbol source = scope.source(call.source());
        Slot[] arguments = slots(call.arguments(), scope);
        if (graph.isRecursive(call.name()) || goals >= maxWrittenOut) {
            return new Goal.OfRule(call, call.name(), source, arguments, rule.requiredCount(), Slot.vars(arguments));
        }
        return writtenOut(call, rule, arguments, source);
    }

    /** A rule that does not need itself, as an {@code or-join} of its branches. */
    private Goal writtenOut(Clause.RuleCall call, Rule rule, Slot[] arguments, Symbol source) {
        List<Body> branches = new ArrayList<>();
        BitSet vars = Slot.vars(arguments);
        BitSet required = new BitSet();
        for (Rule.Branch branch : rule.branches()) {
            Scope inner = new Scope(source);
            List<Goal> compiled = new ArrayList<>();
            List<Var> head = branch.vars().all();
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i].isVar()) {
                    inner.put(head.get(i), arguments[i].var());
                    if (i < rule.requiredCount()) {
                        required.set(arguments[i].var());
                    }
                } else if (arguments[i].kind() == Slot.Kind.CONSTANT) {
                    int var = inner.number(head.get(i));
                    if (References.isReference(arguments[i].value())) {
                        variables.markReference(var);
                    }
                    compiled.add(equal(var, arguments[i], call));
                }
            }
            compiled.addAll(goals(branch.clauses(), inner));
            branches.add(new Body(compiled));
        }
        return new Goal.OfOr(call, branches, vars, Body.union(required, needed(branches, vars)));
    }

    /** A variable that has the value of an argument, be it a constant or another variable. */
    static Goal equal(int var, Slot argument, Clause call) {
        Clause.Callee identity = new Clause.Callee(Symbol.of("identity"), false);
        Clause.FunctionCall clause =
                new Clause.FunctionCall(identity, List.of(), new Binding.Ignore(Forms.BLANK), call.form());
        BitSet inputs = Slot.vars(argument);
        BitSet vars = (BitSet) inputs.clone();
        vars.set(var);
        return new Goal.OfFunction(
                clause, identity, -1, new Slot[] {argument}, new Target.Variable(var, Forms.BLANK), inputs, vars);
    }
}
