package io.entangle.datalog.query;

import java.util.BitSet;

/** Answers calls of rules that need themselves. */
interface RuleCalls {
    Relation join(Relation in, Goal.OfRule goal, BitSet keep, Evaluator evaluator);
}
