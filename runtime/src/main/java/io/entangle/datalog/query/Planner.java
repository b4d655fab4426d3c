package io.entangle.datalog.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides in which order the goals of a body are evaluated. Tests and functions of one value come as soon as they can;
 * patterns and the like in the order that makes the fewest rows: of all orders if there are few, else always the next best.
 *
 * <p>How many rows a join gives is told from how many rows there are and of how many values, as if values were spread evenly, and
 * what constants and bounds leave of one side had nothing to do with what they leave of the other.
 */
final class Planner {
    /** With more goals to be ordered, not all orders are looked at. */
    private static final int MAX_EXHAUSTIVE = 9;

    private static final double TEST_PASSES = 0.4;

    /** What it takes to look at a goal, in rows. */
    private static final int GOAL = 64;

    private final Body body;
    private final Execution execution;
    private final BitSet wanted;
    private final List<Goal> joined = new ArrayList<>();
    private final List<Goal> eager = new ArrayList<>();
    private final List<@Nullable ValueRange> ranges = new ArrayList<>();
    private final Shape[] shapes;

    /**
     * The variables that are given as references to entities. Datoms are looked up by these, never the other way round: the
     * ids that datoms have are not equal to them.
     */
    private final BitSet references = new BitSet();

    /**
     * What a part of the order costs.
     *
     * @param rows how many rows there are then
     * @param cost what has been done
     * @param bound the variables that are bound
     * @param distinctOf how many values each variable has, by its number
     * @param domainOf of how many values these are some
     * @param goal the last goal, null at the beginning
     * @param before what comes before it
     */
    record Cost(
            double rows,
            double cost,
            BitSet bound,
            double[] distinctOf,
            double[] domainOf,
            @Nullable Goal goal,
            @Nullable Cost before) {
        boolean has(Goal other) {
            Cost each = this;
            while (each != null && each.goal != other) {
                each = each.before;
            }
            return each != null;
        }

        double distinct(int var) {
            return var < distinctOf.length && bound.get(var) ? Math.max(1, Math.min(distinctOf[var], rows)) : 1;
        }
    }

    Planner(Body body, Execution execution, List<? extends Given> given, BitSet wanted) {
        this.body = body;
        this.execution = execution;
        this.wanted = wanted;
        for (Goal goal : body.goals()) {
            boolean isEager = goal instanceof Goal.OfPredicate
                    || goal instanceof Goal.OfNot
                    || goal instanceof Goal.OfFunction function
                            && function.target().isSingle();
            (isEager ? eager : joined).add(goal);
        }
        joined.forEach(goal -> addReferences(goal, given));
        Estimator estimator = new Estimator(execution, given);
        this.shapes = new Shape[joined.size()];
        Ranges bounds = new Ranges(eager, execution);
        for (int i = 0; i < shapes.length; i++) {
            ValueRange range = bounds.of(joined.get(i));
            ranges.add(range);
            shapes[i] = estimator.shape(joined.get(i), range);
        }
    }

    private void addReferences(Goal goal, List<? extends Given> given) {
        if (goal instanceof Goal.OfRows rows) {
            for (int column = 0; column < rows.columns().length; column++) {
                int var = rows.columns()[column];
                if (var != Relation.NONE
                        && execution.variables().isReference(var)
                        && given.get(rows.slot()).hasReferences(column)) {
                    references.set(var);
                }
            }
        }
    }

    /** Whether a goal has what it needs, references to entities among it. */
    private boolean isReady(Goal goal, BitSet bound) {
        return Body.isReady(goal, bound)
                && (references.isEmpty()
                        || goal instanceof Goal.OfRows
                        || Body.contains(bound, Body.intersection(goal.vars(), references)));
    }

    Plan plan() {
        long[] sizes = sizes();
        Plan known = body.plans().find(sizes, wanted);
        if (known != null) {
            return known;
        }
        Plan plan = steps(joined.size() <= MAX_EXHAUSTIVE ? best() : nextBest());
        body.plans().add(sizes, wanted, plan);
        return plan;
    }

    /** About how many rows the body gives. */
    Cost guess() {
        return nextBest();
    }

    /** The orders of magnitude of all that is to be joined, and what is constant. */
    private long[] sizes() {
        long[] bound = execution.constants().toLongArray();
        long[] looked = references.toLongArray();
        long[] sizes = new long[shapes.length + 2 + bound.length + looked.length];
        for (int i = 0; i < shapes.length; i++) {
            sizes[i] = Math.getExponent(shapes[i].size() + 1);
        }
        sizes[shapes.length] = execution.areFunctionsLast() ? 1 : 0;
        sizes[shapes.length + 1] = bound.length;
        System.arraycopy(bound, 0, sizes, shapes.length + 2, bound.length);
        System.arraycopy(looked, 0, sizes, shapes.length + 2 + bound.length, looked.length);
        return sizes;
    }

    private Cost start() {
        BitSet bound = (BitSet) execution.constants().clone();
        double[] distinct = new double[execution.variables().size()];
        Arrays.fill(distinct, 1);
        return withEager(new Cost(1, 0, bound, distinct, distinct, null, null), joined.isEmpty());
    }

    /** Of all orders the cheapest. */
    private Cost best() {
        Cost[] best = new Cost[1 << joined.size()];
        best[0] = start();
        for (int set = 0; set < best.length - 1; set++) {
            if (best[set] == null) {
                continue;
            }
            for (int i = 0; i < joined.size(); i++) {
                int larger = set | 1 << i;
                if (larger != set && isReady(joined.get(i), best[set].bound)) {
                    Cost next = after(best[set], i, larger == best.length - 1);
                    if (best[larger] == null || next.cost < best[larger].cost) {
                        best[larger] = next;
                    }
                }
            }
        }
        Cost all = best[best.length - 1];
        return all != null ? all : nextBest(); // of a part that waits for what is around it
    }

    /** Always the goal that makes the fewest rows next. */
    private Cost nextBest() {
        Cost cost = start();
        BitSet left = new BitSet();
        left.set(0, joined.size());
        while (!left.isEmpty()) {
            Cost best = null;
            int chosen = -1;
            for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i + 1)) {
                if (isReady(joined.get(i), cost.bound)) {
                    execution.count(0, GOAL);
                    Cost next = after(cost, i, left.cardinality() == 1);
                    if (best == null || next.cost + next.rows < best.cost + best.rows) {
                        best = next;
                        chosen = i;
                    }
                }
            }
            if (best == null) {
                return cost; // only of parts that wait for what is around them
            }
            cost = best;
            left.clear(chosen);
        }
        return cost;
    }

    private Cost after(Cost before, int index, boolean isLast) {
        Shape shape = shapes[index];
        double rows = before.rows * shape.size();
        boolean isConnected = false;
        for (int var : shape.vars()) {
            if (before.bound.get(var)) {
                isConnected = true;
                rows /= Math.max(before.domainOf[var], shape.domain(var));
            }
        }
        double[] distinct = before.distinctOf.clone();
        double[] domains = before.domainOf.clone();
        BitSet bound = (BitSet) before.bound.clone();
        for (int var : shape.vars()) {
            double ofShape = shape.distinct(var);
            distinct[var] = bound.get(var) ? Math.min(distinct[var], ofShape) : ofShape;
            domains[var] = Math.max(domains[var], shape.domain(var));
            bound.set(var);
        }
        bound.or(joined.get(index).vars());
        double looks = isConnected && shape.access() >= 0
                ? Math.min(before.rows * shape.access(), before.rows + shape.size())
                : Math.abs(Math.min(shape.access(), 0)) + shape.size() + before.rows;
        return withEager(
                new Cost(rows, before.cost + looks + rows, bound, distinct, domains, joined.get(index), before),
                isLast);
    }

    /** Adds the tests and functions that have what they need now, tests of values first. */
    private Cost withEager(Cost before, boolean isLast) {
        if (eager.isEmpty()) {
            return before;
        }
        BitSet waiting = new BitSet();
        for (int i = 0; i < eager.size(); i++) {
            waiting.set(i, !before.has(eager.get(i)));
        }
        Cost cost = before;
        boolean isChanged = true;
        while (isChanged) {
            isChanged = false;
            for (int i = waiting.nextSetBit(0); i >= 0; i = waiting.nextSetBit(i + 1)) {
                Goal goal = eager.get(i);
                if (isReady(goal, cost.bound) && (isLast || !isDelayed(goal))) {
                    cost = with(cost, goal);
                    waiting.clear(i);
                    isChanged = true;
                }
            }
        }
        return cost;
    }

    /** Whether a goal calls what may fail, and is to come last; what others wait for is not. */
    private boolean isDelayed(Goal goal) {
        if (!execution.areFunctionsLast()) {
            return false;
        }
        if (goal instanceof Goal.OfFunction function) {
            BitSet made = Body.difference(goal.vars(), function.inputs());
            return joined.stream().noneMatch(other -> other.vars().intersects(made));
        }
        return goal instanceof Goal.OfPredicate predicate && !Comparison.is(predicate, execution);
    }

    private Cost with(Cost before, Goal goal) {
        double rows = before.rows;
        double[] distinct = before.distinctOf;
        double[] domains = before.domainOf;
        BitSet bound = before.bound;
        if (goal instanceof Goal.OfFunction function) {
            bound = (BitSet) bound.clone();
            distinct = distinct.clone();
            domains = domains.clone();
            for (int var :
                    Body.difference(goal.vars(), function.inputs()).stream().toArray()) {
                rows *= bound.get(var) ? 0.1 : 1;
                distinct[var] = bound.get(var) ? 1 : Math.max(1, rows);
                domains[var] = Math.max(domains[var], distinct[var]);
                bound.set(var);
            }
        } else {
            rows *= TEST_PASSES;
        }
        return new Cost(rows, before.cost + before.rows, bound, distinct, domains, goal, before);
    }

    /** The steps of an order, with what is needed after each. */
    private Plan steps(Cost order) {
        List<Plan.Step> steps = new ArrayList<>();
        BitSet needed = (BitSet) wanted.clone();
        boolean isFollowedByJoin = false;
        for (Cost each = order; each != null && each.goal != null; each = each.before) {
            Goal goal = each.goal;
            steps.add(new Plan.Step(
                    goal,
                    each.rows,
                    (BitSet) needed.clone(),
                    isFollowedByJoin && fewDistinct(needed, each),
                    range(goal)));
            needed.or(goal.vars());
            isFollowedByJoin |= joined.contains(goal);
        }
        if (steps.size() < body.goals().size()) {
            throw new IllegalStateException("no order for " + body.goals() + ", only " + steps);
        }
        Collections.reverse(steps);
        return new Plan(List.copyOf(steps));
    }

    /** Whether far fewer rows are expected of the variables that are needed than there are rows. */
    private static boolean fewDistinct(BitSet needed, Cost cost) {
        double most = 1;
        for (int var = needed.nextSetBit(0); var >= 0; var = needed.nextSetBit(var + 1)) {
            most *= cost.distinct(var);
        }
        return most < cost.rows / 2;
    }

    private @Nullable ValueRange range(Goal goal) {
        for (int i = 0; i < joined.size(); i++) {
            if (joined.get(i) == goal) {
                return ranges.get(i);
            }
        }
        return null;
    }
}
