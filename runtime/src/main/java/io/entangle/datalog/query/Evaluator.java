package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Evaluates bodies: plans them, and goes step by step. */
final class Evaluator {
    private static final Set<String> LIMITS = Set.of("rows", "size", "timeout", "interrupted");

    private final Execution execution;
    private final RuleCalls rules;

    Evaluator(Execution execution, RuleCalls rules) {
        this.execution = execution;
        this.rules = rules;
    }

    Execution execution() {
        return execution;
    }

    /**
     * The rows for which a body holds, of the variables that are wanted; those that are constant have no column.
     *
     * @param body what must hold
     * @param given rows that goals of the body refer to by number
     * @param wanted the variables that are wanted
     */
    Relation evaluate(Body body, List<? extends Given> given, BitSet wanted) {
        BitSet columns = Body.difference(wanted, execution.constants());
        return run(new Planner(body, execution, given, columns).plan(), given, columns);
    }

    private Relation run(Plan plan, List<? extends Given> given, BitSet wanted) {
        Relation rows = Relation.UNIT;
        for (Plan.Step step : plan.steps()) {
            rows = step(rows, step, given);
            if (step.isDistinct() && !rows.isSet()) {
                rows = rows.distinct();
            }
            execution.trace().step(step, rows.size());
            if (rows.size() == 0) {
                return Relation.empty(wanted.stream().toArray());
            }
            execution.look();
        }
        return rows.keeping(wanted);
    }

    private Relation step(Relation in, Plan.Step step, List<? extends Given> given) {
        Goal goal = step.goal();
        BitSet keep = step.keep();
        if (goal instanceof Goal.OfPattern pattern) {
            return PatternJoin.join(in, pattern, step.range(), keep, execution);
        }
        if (goal instanceof Goal.OfPredicate predicate) {
            return PredicateFilter.filter(in, predicate, execution).keeping(keep);
        }
        if (goal instanceof Goal.OfFunction function) {
            return FunctionJoin.join(in, function, keep, execution);
        }
        if (goal instanceof Goal.OfNot not) {
            return not(in, not).keeping(keep);
        }
        if (goal instanceof Goal.OfOr or) {
            return or(in, or, keep);
        }
        if (goal instanceof Goal.OfRule rule) {
            return rules.join(in, rule, keep, this);
        }
        Goal.OfRows rows = (Goal.OfRows) goal;
        return given.get(rows.slot()).join(in, rows.columns(), keep, execution);
    }

    /** The rows that a part of a body is evaluated for: those of the variables it is connected through, numbered. */
    private record Seed(Relation rows, Body body) {}

    private @Nullable Seed seed(Relation in, BitSet vars, Body body) {
        BitSet shared = new BitSet();
        for (int var : in.vars()) {
            if (vars.get(var)) {
                shared.set(var);
            }
        }
        if (shared.isEmpty()) {
            return null;
        }
        int[] sharedVars = shared.stream().toArray();
        Relation numbered = in.project(sharedVars).with(Variables.ROW, Column.rowNumbers(in.size()), Relation.NONE);
        return new Seed(
                Relation.of(in.size(), numbered.vars(), numbered.columns(), true), body.seeded(numbered.vars()));
    }

    private Relation not(Relation in, Goal.OfNot not) {
        execution.trace().begin("not");
        BitSet found = new BitSet(in.size());
        Seed seed = seed(in, not.vars(), not.body());
        if (seed == null) {
            if (evaluate(not.body(), List.of(), new BitSet()).size() > 0) {
                found.set(0, in.size());
            }
        } else {
            addNumbers(evaluateSeeded(seed, new BitSet()), found);
        }
        execution.trace().end();
        return without(in, found);
    }

    private Relation evaluateSeeded(Seed seed, BitSet wanted) {
        BitSet withNumber = (BitSet) wanted.clone();
        withNumber.set(Variables.ROW);
        return evaluate(seed.body, List.of(new GivenRelation(seed.rows)), withNumber);
    }

    private static void addNumbers(Relation found, BitSet into) {
        if (found.size() > 0) {
            long[] numbers = found.column(Variables.ROW).longs();
            for (int i = 0; i < found.size(); i++) {
                into.set((int) numbers[i]);
            }
        }
    }

    private static Relation without(Relation in, BitSet rows) {
        IntList left = new IntList(in.size());
        for (int row = rows.nextClearBit(0); row < in.size(); row = rows.nextClearBit(row + 1)) {
            left.add(row);
        }
        return in.filtered(left.array(), left.size());
    }

    private static Relation only(Relation in, BitSet rows) {
        IntList left = new IntList(in.size());
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            left.add(row);
        }
        return in.filtered(left.array(), left.size());
    }

    private Relation or(Relation in, Goal.OfOr or, BitSet keep) {
        BitSet fresh = Body.difference(Body.intersection(or.vars(), keep), execution.constants());
        for (int var : in.vars()) {
            fresh.clear(var);
        }
        execution.trace().begin(or.clause() instanceof Clause.RuleCall ? "rule" : "or");
        Relation result = fresh.isEmpty() ? anyBranch(in, or).keeping(keep) : eachBranch(in, or, fresh, keep);
        execution.trace().end();
        return result;
    }

    /** The rows for which a branch holds, where nothing of it is needed but that. */
    private Relation anyBranch(Relation in, Goal.OfOr or) {
        BitSet found = new BitSet(in.size());
        for (Body branch : or.branches()) {
            Seed seed = seed(in, or.vars(), branch);
            if (seed != null) {
                addNumbers(evaluateSeeded(seed, new BitSet()), found);
            } else if (evaluate(branch, List.of(), new BitSet()).size() > 0) {
                return in;
            }
        }
        return only(in, found);
    }

    private Relation eachBranch(Relation in, Goal.OfOr or, BitSet fresh, BitSet keep) {
        List<Relation> parts = new ArrayList<>();
        Seed seed = null;
        for (Body branch : or.branches()) {
            seed = seed(in, or.vars(), branch);
            parts.add(seed == null ? evaluate(branch, List.of(), fresh) : evaluateSeeded(seed, fresh));
        }
        int[] freshVars = fresh.stream().toArray();
        if (seed == null) {
            return Join.join(in, Relation.union(freshVars, parts).distinct(), keep, execution);
        }
        int[] vars = Arrays.copyOf(freshVars, freshVars.length + 1);
        vars[freshVars.length] = Variables.ROW;
        Relation found = Relation.union(vars, parts).distinct();
        Column numbers = found.column(Variables.ROW);
        int[] rows = new int[found.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (int) numbers.longs()[i];
        }
        Column[] columns = new Column[freshVars.length];
        int[] determinants = new int[freshVars.length];
        Arrays.fill(determinants, Relation.NONE);
        for (int i = 0; i < columns.length; i++) {
            columns[i] = found.column(freshVars[i]);
        }
        Relation trimmed = in.keeping(keep);
        return trimmed.gathered(rows, rows.length, freshVars, columns, determinants, trimmed.isSet());
    }

    /** Runs a query's body; if a function fails on a row that might be none, again with functions last. */
    Relation evaluateAll(Body body, List<? extends Given> given, BitSet wanted) {
        try {
            return evaluate(body, given, wanted);
        } catch (DatalogException e) {
            if (execution.areFunctionsLast() || Objects.equals(e.error().namespace(), "parser") || isLimit(e)) {
                throw e;
            }
        } catch (RuntimeException e) {
            if (execution.areFunctionsLast()) {
                throw e;
            }
        }
        execution.callFunctionsLast(true);
        return evaluateAll(body, given, wanted);
    }

    private static boolean isLimit(DatalogException e) {
        return LIMITS.contains(e.error().name());
    }
}
