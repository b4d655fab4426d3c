package io.entangle.datalog.query;

import io.entangle.datalog.query.RuleProgram.Derivation;
import io.entangle.datalog.query.RuleProgram.SetOf;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * Runs a program of rules until nothing new follows. In each round every derivation is tried with what is new in one of the
 * sets it refers to, and all there is in the others (semi-naive evaluation).
 */
final class RuleRun {
    /** From here down, numbers of columns that stand for no variable. */
    private static final int UNUSED = Integer.MAX_VALUE;

    private final RuleProgram program;
    private final Evaluator evaluator;
    private final List<State> asked = new ArrayList<>();
    private final List<State> answers = new ArrayList<>();

    /** A set, and how much of it is old, and how much of the rest is new in this round. */
    private static final class State {
        private final TupleSet tuples;
        private int newFrom;
        private int newTo;

        State(int arity) {
            this.tuples = new TupleSet(arity);
        }

        boolean hasNew() {
            return newTo > newFrom;
        }

        /** Takes as new what has come in the last round. */
        boolean advance() {
            newFrom = newTo;
            newTo = tuples.size();
            return hasNew();
        }
    }

    private RuleRun(RuleProgram program, Evaluator evaluator) {
        this.program = program;
        this.evaluator = evaluator;
        for (int i = 0; i < program.nodes().size(); i++) {
            asked.add(new State(program.nodes().get(i).known().cardinality()));
            answers.add(new State(program.arity(i)));
        }
    }

    /** What the first node answers; the columns are what is asked of it. */
    static TupleSet answers(RuleProgram program, Column[] known, int rows, Evaluator evaluator) {
        RuleRun run = new RuleRun(program, evaluator);
        if (known.length > 0) {
            run.asked.get(0).tuples.addAll(known, rows, evaluator.execution());
        }
        run.run();
        return run.answers.get(0).tuples;
    }

    private void run() {
        for (Derivation derivation : program.derivations()) {
            if (derivation.sets().isEmpty()) {
                derive(derivation, List.of());
            }
        }
        while (advance()) {
            for (Derivation derivation : program.derivations()) {
                for (int i = 0; i < derivation.sets().size(); i++) {
                    if (state(derivation.sets().get(i)).hasNew()) {
                        derive(derivation, given(derivation, i));
                    }
                }
            }
            evaluator.execution().look();
        }
    }

    private boolean advance() {
        boolean hasNew = false;
        for (State state : asked) {
            hasNew |= state.advance();
        }
        for (State state : answers) {
            hasNew |= state.advance();
        }
        return hasNew;
    }

    private State state(SetOf set) {
        return (set.isAsked() ? asked : answers).get(set.node());
    }

    /** The new tuples of one of the sets, and all of the others. */
    private List<Given> given(Derivation derivation, int newOne) {
        List<Given> given = new ArrayList<>();
        for (int i = 0; i < derivation.sets().size(); i++) {
            State state = state(derivation.sets().get(i));
            given.add(new TupleRange(state.tuples, i == newOne ? state.newFrom : 0, state.newTo));
        }
        return given;
    }

    private void derive(Derivation derivation, List<Given> given) {
        for (Given each : given) {
            if (each.size() == 0) {
                return;
            }
        }
        Relation found = evaluator.evaluate(derivation.body(), given, derivation.wanted());
        if (found.size() == 0) {
            return;
        }
        Slot[] head = derivation.head();
        Column[] columns = new Column[head.length];
        for (int i = 0; i < head.length; i++) {
            columns[i] = head[i].isVar() ? found.column(head[i].var()) : Column.constant(head[i].value(), found.size());
        }
        state(derivation.target()).tuples.addAll(columns, found.size(), evaluator.execution());
    }

    /** Joins rows with what a rule answers to a call. */
    static Relation join(
            Relation in, Goal.OfRule call, BitSet known, RuleProgram program, BitSet keep, Evaluator evaluator) {
        Execution execution = evaluator.execution();
        Slot[] arguments = call.arguments();
        List<Column> asked = new ArrayList<>();
        boolean areAllConstant = known.stream()
                .allMatch(argument -> !arguments[argument].isVar() || execution.isConstant(arguments[argument]));
        int rows = areAllConstant ? 1 : in.size();
        known.stream().forEach(argument -> {
            Slot slot = arguments[argument];
            asked.add(
                    execution.isConstant(slot) ? Column.constant(execution.value(slot), rows) : in.column(slot.var()));
        });
        TupleSet answers = answers(program, asked.toArray(new Column[0]), rows, evaluator);
        return Join.join(in, fitting(answers, arguments, execution), keep, execution);
    }

    /** The answers that have the constants of the call, and equal values where it has one variable twice. */
    private static Relation fitting(TupleSet answers, Slot[] arguments, Execution execution) {
        int[] vars = new int[arguments.length];
        BitSet used = new BitSet();
        for (int i = 0; i < vars.length; i++) {
            boolean isFirst =
                    arguments[i].isVar() && !execution.isConstant(arguments[i]) && !used.get(arguments[i].var());
            vars[i] = isFirst ? arguments[i].var() : UNUSED - i;
            if (isFirst) {
                used.set(vars[i]);
            }
        }
        Relation all = answers.range(0, answers.size(), vars);
        if (used.cardinality() == vars.length) {
            return all;
        }
        IntList rows = new IntList(all.size());
        for (int row = 0; row < all.size(); row++) {
            if (isFitting(all, row, arguments, execution)) {
                rows.add(row);
            }
        }
        Relation fitting = all.filtered(rows.array(), rows.size());
        return fitting.keeping(used);
    }

    private static boolean isFitting(Relation all, int row, Slot[] arguments, Execution execution) {
        for (int i = 0; i < arguments.length; i++) {
            Slot slot = arguments[i];
            Object value = all.columns()[i].get(row);
            if (execution.isConstant(slot) && !Objects.equals(value, execution.value(slot))) {
                return false;
            }
            if (slot.isVar()
                    && !execution.isConstant(slot)
                    && !Objects.equals(value, all.column(slot.var()).get(row))) {
                return false;
            }
        }
        return true;
    }
}
