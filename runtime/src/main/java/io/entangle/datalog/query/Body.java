package io.entangle.datalog.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Goals that must hold together. Immutable but for the plans that it remembers. */
final class Body {
    private final List<Goal> goals;
    private final PlanCache plans = new PlanCache();

    /** What has been found out so far. The same is asked again and again, for parts within parts. */
    private final Map<BitSet, Reach> reaches = new ConcurrentHashMap<>();

    /** The last made for rows that are given, so that its plans are kept. */
    private volatile @Nullable Body seeded;

    Body(List<Goal> goals) {
        this.goals = List.copyOf(goals);
    }

    List<Goal> goals() {
        return goals;
    }

    PlanCache plans() {
        return plans;
    }

    /** The body for rows of some variables, which are the first that are given when it is evaluated. */
    Body seeded(int[] vars) {
        Body known = seeded;
        if (known == null || !Arrays.equals(((Goal.OfRows) known.goals.get(0)).columns(), vars)) {
            known = Seeds.with(this, vars);
            seeded = known;
        }
        return known;
    }

    /**
     * How far a body comes from variables that are bound in the beginning.
     *
     * @param bound those that are bound in the end
     * @param stuck the goals that nothing binds what they need for
     */
    private record Reach(BitSet bound, List<Goal> stuck) {}

    private Reach reach(BitSet bound) {
        Reach known = reaches.get(bound);
        if (known == null) {
            known = reachFrom(bound);
            reaches.put((BitSet) bound.clone(), known);
        }
        return known;
    }

    private Reach reachFrom(BitSet bound) {
        BitSet result = (BitSet) bound.clone();
        List<Goal> waiting = new ArrayList<>(goals);
        boolean isChanged = true;
        while (isChanged) {
            isChanged = waiting.removeIf(goal -> {
                boolean isReady = isReady(goal, result);
                if (isReady) {
                    result.or(provided(goal, result));
                }
                return isReady;
            });
        }
        return new Reach(result, List.copyOf(waiting));
    }

    /** The variables that are bound in the end, if some are in the beginning. */
    BitSet bindable(BitSet bound) {
        return (BitSet) reach(bound).bound.clone();
    }

    boolean isRunnable(BitSet bound) {
        return reach(bound).stuck.isEmpty();
    }

    /** Whether a goal can be evaluated where some variables are bound. */
    static boolean isReady(Goal goal, BitSet bound) {
        if (goal instanceof Goal.OfPredicate predicate) {
            return contains(bound, predicate.vars());
        }
        if (goal instanceof Goal.OfFunction function) {
            return contains(bound, function.inputs());
        }
        if (goal instanceof Goal.OfNot not) {
            return !not.isConnected() || contains(bound, not.vars());
        }
        if (goal instanceof Goal.OfOr or) {
            return isReady(or, bound);
        }
        if (goal instanceof Goal.OfRule rule) {
            for (int i = 0; i < rule.required(); i++) {
                if (rule.arguments()[i].isVar() && !bound.get(rule.arguments()[i].var())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isReady(Goal.OfOr or, BitSet bound) {
        if (!contains(bound, or.required())) {
            return false;
        }
        BitSet outside = intersection(bound, or.vars());
        for (Body branch : or.branches()) {
            if (!branch.isRunnable(outside) || !contains(branch.reach(outside).bound, or.vars())) {
                return false;
            }
        }
        return true;
    }

    /** The variables that are bound once a goal has been evaluated that is ready. */
    static BitSet provided(Goal goal, BitSet bound) {
        return goal instanceof Goal.OfNot || goal instanceof Goal.OfPredicate ? bound : goal.vars();
    }

    static boolean contains(BitSet set, BitSet part) {
        for (int i = part.nextSetBit(0); i >= 0; i = part.nextSetBit(i + 1)) {
            if (!set.get(i)) {
                return false;
            }
        }
        return true;
    }

    static BitSet intersection(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        return both;
    }

    static BitSet difference(BitSet a, BitSet b) {
        BitSet rest = (BitSet) a.clone();
        rest.andNot(b);
        return rest;
    }

    static BitSet union(BitSet a, BitSet b) {
        BitSet all = (BitSet) a.clone();
        all.or(b);
        return all;
    }
}
