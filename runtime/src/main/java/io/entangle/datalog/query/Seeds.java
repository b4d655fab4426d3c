package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Lets a part of a body be evaluated for rows that there are. */
final class Seeds {
    private static final Clause ROWS = new Clause.Pattern(null, List.of(new Term.Blank()), Symbol.of("rows"));

    private Seeds() {}

    /** The goal of being one of some rows. */
    static Goal.OfRows goal(int slot, int[] vars) {
        BitSet set = new BitSet();
        for (int var : vars) {
            if (var != Relation.NONE) {
                set.set(var);
            }
        }
        return new Goal.OfRows(ROWS, slot, vars, set);
    }

    /** A body that holds for some rows only, which are the first given. */
    static Body with(Body body, int[] vars) {
        List<Goal> goals = new ArrayList<>();
        goals.add(goal(0, vars));
        goals.addAll(body.goals());
        return new Body(goals);
    }
}
