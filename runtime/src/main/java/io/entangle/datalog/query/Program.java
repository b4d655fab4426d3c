package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.query.Term.Var;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The conditions of a query made ready, with the rules it was given. Immutable but for the plans that it remembers. */
final class Program implements RuleCalls {
    private final Variables variables = new Variables();
    private final Map<Symbol, Rule> rules;
    private final RuleGraph graph;
    private final Compiler.Scope scope;
    private final Body body;
    private final List<Target> inputs;
    private final Map<RuleProgram.Node, RuleProgram> programs = new ConcurrentHashMap<>();

    private Program(
            List<Clause> where, List<Binding> inputs, Iterable<Var> found, Map<Symbol, Rule> rules, boolean isStrict) {
        this.rules = RuleNormalizer.normalized(rules);
        this.graph = new RuleGraph(this.rules);
        Compiler compiler = new Compiler(this.rules, graph, variables, Compiler.MAX_WRITTEN_OUT);
        this.scope = compiler.new Scope(Term.DEFAULT_SOURCE);
        this.inputs =
                inputs.stream().map(input -> Compiler.target(input, scope)).toList();
        Body compiled = new Body(compiler.goals(where, scope));
        BitSet outside = new BitSet();
        this.inputs.forEach(input -> input.collectVars(outside));
        outside.stream().forEach(variables::markReference);
        Body analyzed = new Analysis(variables, isStrict).analyzed(compiled, outside);
        this.body = withInputs(analyzed);
        BitSet all = analyzed.bindable(outside);
        BitSet missing = new BitSet();
        for (Var var : found) {
            if (!all.get(scope.number(var))) {
                missing.set(scope.number(var));
            }
        }
        if (!missing.isEmpty()) {
            throw new DatalogException(
                    "Insufficient bindings: " + Forms.set(variables.names(missing)) + " not bound in :where",
                    "query/where",
                    "vars",
                    variables.names(missing).stream().map(Var::symbol).toList());
        }
    }

    /** The body with the goals of being in the inputs that have several rows. */
    private Body withInputs(Body analyzed) {
        List<Goal> goals = new ArrayList<>();
        for (Target input : inputs) {
            if (!input.isSingle()) {
                BitSet vars = new BitSet();
                input.collectVars(vars);
                goals.add(Seeds.goal(goals.size(), vars.stream().toArray()));
            }
        }
        if (goals.isEmpty()) {
            return analyzed;
        }
        goals.addAll(analyzed.goals());
        return new Body(goals);
    }

    static Program of(
            List<Clause> where, List<Binding> inputs, Iterable<Var> found, Map<Symbol, Rule> rules, boolean isStrict) {
        return new Program(where, inputs, found, rules, isStrict);
    }

    Variables variables() {
        return variables;
    }

    Body body() {
        return body;
    }

    /** What becomes of the inputs, in their order. */
    List<Target> inputs() {
        return inputs;
    }

    int number(Var name) {
        return scope.number(name);
    }

    @Override
    public Relation join(Relation in, Goal.OfRule goal, BitSet keep, Evaluator evaluator) {
        Execution execution = evaluator.execution();
        BitSet known = new BitSet();
        BitSet references = new BitSet();
        for (int i = 0; i < goal.arguments().length; i++) {
            Slot argument = goal.arguments()[i];
            if (execution.isConstant(argument) || argument.isVar() && in.has(argument.var())) {
                known.set(i);
                references.set(i, References.mayBe(argument, variables));
            }
        }
        RuleProgram.Node node = new RuleProgram.Node(goal.rule(), known, references, goal.source());
        RuleProgram program =
                programs.computeIfAbsent(node, any -> RuleCompiler.program(node, rules, graph, variables));
        execution.trace().begin("rule " + goal.rule());
        Relation joined = RuleRun.join(in, goal, known, program, keep, evaluator);
        execution.trace().end();
        return joined;
    }
}
