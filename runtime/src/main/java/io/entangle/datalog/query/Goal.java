package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import java.util.BitSet;
import java.util.List;

/** A clause made ready: variables are numbers, sources are named, rules that do not need themselves are written out. */
sealed interface Goal {
    Clause clause();

    /** The variables through which it is connected with others. */
    BitSet vars();

    /** Datoms or tuples of a source. */
    record OfPattern(Clause.Pattern clause, Symbol source, Slot[] slots, BitSet vars) implements Goal {}

    /** A test. */
    record OfPredicate(Clause clause, Clause.Callee callee, int calleeVar, Slot[] arguments, BitSet vars)
            implements Goal {}

    /** A function, whose value is bound. */
    record OfFunction(
            Clause.FunctionCall clause,
            Clause.Callee callee,
            int calleeVar,
            Slot[] arguments,
            Target target,
            BitSet inputs,
            BitSet vars)
            implements Goal {}

    /**
     * What must not hold.
     *
     * @param clause what it was read from
     * @param body what must not hold
     * @param vars the variables it is connected through; all it has, until it is known which are bound around it
     * @param isConnected whether that is known
     */
    record OfNot(Clause.Not clause, Body body, BitSet vars, boolean isConnected) implements Goal {}

    /**
     * Of which one must hold.
     *
     * @param clause what it was read from: an {@code or}, or a call of a rule that was written out
     * @param branches of which one must hold
     * @param vars the variables it is connected through
     * @param required those of them that must be bound beforehand
     */
    record OfOr(Clause clause, List<Body> branches, BitSet vars, BitSet required) implements Goal {}

    /**
     * A call of a rule that needs itself.
     *
     * @param clause what it was read from
     * @param rule its name, or that of a part of it
     * @param source the default source within
     * @param arguments what it is called with
     * @param required how many of them must be bound beforehand, from the first on
     * @param vars the variables among the arguments
     */
    record OfRule(Clause clause, Symbol rule, Symbol source, Slot[] arguments, int required, BitSet vars)
            implements Goal {}

    /** Rows that are given when the body is evaluated: an input, or what a rule has found so far. */
    record OfRows(Clause clause, int slot, int[] columns, BitSet vars) implements Goal {}
}
