package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds out through which variables each {@code not} is connected with what is around it, and whether there is an order in
 * which all goals have what they need: any order, or the one they are written in.
 */
final class Analysis {
    private final Variables variables;
    private final boolean isStrict;

    Analysis(Variables variables, boolean isStrict) {
        this.variables = variables;
        this.isStrict = isStrict;
    }

    /** The body, ready to be planned, where some variables are bound from outside. */
    Body analyzed(Body body, BitSet outside) {
        if (isStrict) {
            return inOrder(body, outside);
        }
        List<Goal> goals = new ArrayList<>();
        BitSet all = body.bindable(outside);
        for (Goal goal : body.goals()) {
            requireBound(goal, all);
            goals.add(analyzed(goal, goal instanceof Goal.OfOr or ? boundByOthers(body, or, outside) : all));
        }
        Body analyzed = new Body(goals);
        // Where parts wait for each other, the order in which they are written decides.
        return analyzed.isRunnable(outside) ? analyzed : inOrder(body, outside);
    }

    private static BitSet boundByOthers(Body body, Goal.OfOr or, BitSet outside) {
        return new Body(body.goals().stream().filter(goal -> goal != or).toList()).bindable(outside);
    }

    private Body inOrder(Body body, BitSet outside) {
        BitSet bound = (BitSet) outside.clone();
        List<Goal> goals = new ArrayList<>();
        for (Goal goal : body.goals()) {
            requireBound(goal, bound);
            goals.add(analyzed(goal, bound));
            bound.or(Body.provided(goal, bound));
        }
        return new Body(goals);
    }

    private Goal analyzed(Goal goal, BitSet bound) {
        if (goal instanceof Goal.OfNot not) {
            BitSet joined = Body.intersection(not.vars(), bound);
            return new Goal.OfNot(not.clause(), analyzed(not.body(), joined), joined, true);
        }
        if (goal instanceof Goal.OfOr or) {
            BitSet outside = Body.intersection(or.vars(), bound);
            List<Body> branches = or.branches().stream()
                    .map(branch -> analyzed(branch, outside))
                    .toList();
            return new Goal.OfOr(or.clause(), branches, or.vars(), or.required());
        }
        return goal;
    }

    private void requireBound(Goal goal, BitSet bound) {
        if (goal instanceof Goal.OfNot not) {
            requireJoined(not, bound);
        } else if (goal instanceof Goal.OfOr or) {
            requireBranches(or, bound);
        } else if (goal instanceof Goal.OfPredicate predicate) {
            requireAll(predicate.vars(), bound, goal);
        } else if (goal instanceof Goal.OfFunction function) {
            requireAll(function.inputs(), bound, goal);
        } else if (goal instanceof Goal.OfRule rule) {
            BitSet required = new BitSet();
            for (int i = 0; i < rule.required(); i++) {
                if (rule.arguments()[i].isVar()) {
                    required.set(rule.arguments()[i].var());
                }
            }
            requireAll(required, bound, goal);
        }
    }

    private void requireAll(BitSet vars, BitSet bound, Goal goal) {
        BitSet missing = Body.difference(vars, bound);
        if (!missing.isEmpty()) {
            throw fault(
                    "Insufficient bindings: " + Forms.set(variables.names(missing)) + " not bound in "
                            + Forms.shown(goal.clause().form()),
                    missing,
                    goal);
        }
    }

    private DatalogException fault(String message, BitSet vars, Goal goal) {
        return new DatalogException(
                message,
                "query/where",
                "form",
                goal.clause().form(),
                "vars",
                variables.names(vars).stream().map(Term.Var::symbol).toList());
    }

    private void requireJoined(Goal.OfNot not, BitSet bound) {
        if (not.clause().joined() != null) {
            requireAll(not.vars(), bound, not);
        } else if (!not.vars().intersects(bound)) {
            throw fault(
                    "Insufficient bindings: none of " + Forms.set(variables.names(not.vars())) + " is bound in "
                            + Forms.shown(not.clause().form()),
                    not.vars(),
                    not);
        }
    }

    private void requireBranches(Goal.OfOr or, BitSet bound) {
        if (Body.contains(bound, or.required())) {
            return;
        }
        if (or.clause() instanceof Clause.Or clause && clause.joined() == null) {
            List<String> free = or.branches().stream()
                    .map(branch -> Forms.set(variables.names(
                            Body.difference(Body.intersection(branch.bindable(bound), or.vars()), bound))))
                    .toList();
            throw fault(
                    "All clauses in 'or' must use same set of free vars, had " + Forms.vector(free) + " in "
                            + Forms.shown(clause.form()),
                    or.vars(),
                    or);
        }
        requireAll(or.required(), bound, or);
    }
}
