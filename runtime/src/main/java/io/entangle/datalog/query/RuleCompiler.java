package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.query.RuleProgram.Derivation;
import io.entangle.datalog.query.RuleProgram.Node;
import io.entangle.datalog.query.RuleProgram.SetOf;
import io.entangle.datalog.query.Term.Var;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the program that answers calls of a rule. */
final class RuleCompiler {
    private final Map<Symbol, Rule> rules;
    private final RuleGraph graph;
    private final Variables variables;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> numbers = new HashMap<>();
    private final Deque<Integer> toCompile = new ArrayDeque<>();
    private final List<Derivation> derivations = new ArrayList<>();

    private RuleCompiler(Map<Symbol, Rule> rules, RuleGraph graph, Variables variables) {
        this.rules = rules;
        this.graph = graph;
        this.variables = variables;
    }

    /** The program whose first node is that one. */
    static RuleProgram program(Node entry, Map<Symbol, Rule> rules, RuleGraph graph, Variables variables) {
        RuleCompiler compiler = new RuleCompiler(rules, graph, variables);
        compiler.number(entry);
        while (!compiler.toCompile.isEmpty()) {
            compiler.compile(compiler.toCompile.pop());
        }
        return new RuleProgram(
                compiler.nodes,
                compiler.nodes.stream()
                        .map(node -> rules.get(node.rule()).arity())
                        .toList(),
                compiler.derivations);
    }

    private int number(Node node) {
        return numbers.computeIfAbsent(node, any -> {
            nodes.add(node);
            toCompile.push(nodes.size() - 1);
            return nodes.size() - 1;
        });
    }

    private void compile(int number) {
        Node node = nodes.get(number);
        for (Rule.Branch branch : rules.get(node.rule()).branches()) {
            new BranchCompiler(number, node, branch).compile();
        }
    }

    /** Makes the derivations of one branch of a rule. */
    private final class BranchCompiler {
        private final int number;
        private final Node node;
        private final Rule.Branch branch;
        private final List<Goal> body = new ArrayList<>();
        private final List<SetOf> sets = new ArrayList<>();
        private final List<Goal> others = new ArrayList<>();
        private final List<Goal.OfRule> calls = new ArrayList<>();
        private BitSet known = new BitSet();

        BranchCompiler(int number, Node node, Rule.Branch branch) {
            this.number = number;
            this.node = node;
            this.branch = branch;
        }

        void compile() {
            Compiler compiler = new Compiler(rules, graph, variables, 0);
            Compiler.Scope scope = compiler.new Scope(node.source());
            List<Var> head = branch.vars().all();
            int[] headVars = head.stream().mapToInt(scope::number).toArray();
            BitSet outside = new BitSet();
            node.known().stream().forEach(argument -> outside.set(headVars[argument]));
            node.references().stream().forEach(argument -> variables.markReference(headVars[argument]));
            Body analyzed =
                    new Analysis(variables, false).analyzed(new Body(compiler.goals(branch.clauses(), scope)), outside);
            requireHead(analyzed, headVars, outside);
            for (Goal goal : analyzed.goals()) {
                if (goal instanceof Goal.OfRule call) {
                    calls.add(call);
                } else {
                    others.add(goal);
                }
            }
            known = outside;
            if (!node.known().isEmpty()) {
                int[] asked = node.known().stream()
                        .map(argument -> headVars[argument])
                        .toArray();
                body.add(rows(new SetOf(number, true), asked));
            }
            while (true) {
                addConnected();
                Goal.OfRule call = nextCall();
                if (call != null) {
                    call(call);
                } else if (calls.isEmpty()) {
                    break;
                } else {
                    addUnconnected();
                }
            }
            others.forEach(body::add);
            Slot[] heads = new Slot[headVars.length];
            BitSet wanted = new BitSet();
            for (int i = 0; i < heads.length; i++) {
                heads[i] = Slot.var(headVars[i]);
                wanted.set(headVars[i]);
            }
            derivations.add(new Derivation(new SetOf(number, false), heads, new Body(body), List.copyOf(sets), wanted));
        }

        private void requireHead(Body analyzed, int[] headVars, BitSet outside) {
            BitSet missing = new BitSet();
            for (int var : headVars) {
                missing.set(var);
            }
            missing.andNot(analyzed.bindable(outside));
            if (!missing.isEmpty()) {
                throw new DatalogException(
                        "Insufficient bindings: " + Forms.set(variables.names(missing)) + " not bound in rule '"
                                + node.rule(),
                        "query/where",
                        "rule",
                        node.rule(),
                        "vars",
                        variables.names(missing).stream().map(Var::symbol).toList());
            }
        }

        private Goal rows(SetOf set, int[] columns) {
            sets.add(set);
            return Seeds.goal(sets.size() - 1, columns);
        }

        /** Moves the goals to the body that what is known leads to: they say what the next call is asked. */
        private void addConnected() {
            boolean isChanged = true;
            while (isChanged) {
                isChanged = false;
                for (Goal goal : List.copyOf(others)) {
                    if (Body.isReady(goal, known) && isConnected(goal)) {
                        others.remove(goal);
                        body.add(goal);
                        known = Body.union(known, Body.provided(goal, known));
                        isChanged = true;
                    }
                }
            }
        }

        /** Moves one goal that what is known does not lead to: what it binds, a call requires. */
        private void addUnconnected() {
            Goal next = others.stream()
                    .filter(goal -> Body.isReady(goal, known))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no order for " + calls));
            others.remove(next);
            body.add(next);
            known = Body.union(known, Body.provided(next, known));
        }

        private boolean isConnected(Goal goal) {
            if (goal.vars().intersects(known)) {
                return true;
            }
            if (goal instanceof Goal.OfPattern pattern) {
                Slot[] slots = pattern.slots();
                return slots[0].kind() == Slot.Kind.CONSTANT
                        || slots.length > 2 && slots[2].kind() == Slot.Kind.CONSTANT;
            }
            return goal instanceof Goal.OfFunction function && function.inputs().isEmpty();
        }

        /** The call of which most is known; null if there are no more that have what they require. */
        private Goal.@Nullable OfRule nextCall() {
            Goal.OfRule best = null;
            int most = -1;
            for (Goal.OfRule call : calls) {
                BitSet arguments = knownArguments(call);
                if (arguments.nextClearBit(0) >= call.required() && arguments.cardinality() > most) {
                    best = call;
                    most = arguments.cardinality();
                }
            }
            calls.remove(best);
            return best;
        }

        private BitSet knownArguments(Goal.OfRule call) {
            BitSet arguments = new BitSet();
            for (int i = 0; i < call.arguments().length; i++) {
                Slot argument = call.arguments()[i];
                if (argument.kind() == Slot.Kind.CONSTANT || argument.isVar() && known.get(argument.var())) {
                    arguments.set(i);
                }
            }
            return arguments;
        }

        /** Asks what the call needs to know, and takes what it answers. */
        private void call(Goal.OfRule call) {
            BitSet arguments = knownArguments(call);
            BitSet references = new BitSet();
            arguments.stream()
                    .filter(argument -> References.mayBe(call.arguments()[argument], variables))
                    .forEach(references::set);
            int callee = number(new Node(call.rule(), arguments, references, call.source()));
            if (!arguments.isEmpty() && !isSameAsked(call, callee, arguments)) {
                Slot[] head = arguments.stream()
                        .mapToObj(argument -> call.arguments()[argument])
                        .toArray(Slot[]::new);
                derivations.add(new Derivation(
                        new SetOf(callee, true), head, new Body(body), List.copyOf(sets), Slot.vars(head)));
            }
            int[] columns = new int[call.arguments().length];
            BitSet taken = new BitSet();
            for (int i = 0; i < columns.length; i++) {
                columns[i] = column(call, i, taken);
            }
            body.add(rows(new SetOf(callee, false), columns));
            known = Body.union(known, call.vars());
        }

        /** Whether a call only asks what has been asked of the rule itself. */
        private boolean isSameAsked(Goal.OfRule call, int callee, BitSet arguments) {
            if (callee != number || !(body.get(0) instanceof Goal.OfRows asked)) {
                return false;
            }
            int at = 0;
            for (int argument : arguments.stream().toArray()) {
                Slot slot = call.arguments()[argument];
                if (!slot.isVar() || slot.var() != asked.columns()[at++]) {
                    return false;
                }
            }
            return true;
        }

        /** The variable for an argument; if it is a constant or comes again, one that must be equal. */
        private int column(Goal.OfRule call, int argument, BitSet taken) {
            Slot slot = call.arguments()[argument];
            if (slot.kind() == Slot.Kind.BLANK) {
                return Relation.NONE;
            }
            if (slot.isVar() && !taken.get(slot.var())) {
                taken.set(slot.var());
                return slot.var();
            }
            int var = variables.add(new Var(Symbol.of("?same")));
            body.add(Compiler.equal(var, slot, call.clause()));
            return var;
        }
    }
}
