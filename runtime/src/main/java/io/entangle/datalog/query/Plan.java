package io.entangle.datalog.query;

import java.util.BitSet;
import java.util.List;

/**
 * The order in which the goals of a body are evaluated.
 *
 * @param steps one after the other
 */
record Plan(List<Step> steps) {
    /**
     * One of them.
     *
     * @param goal what is evaluated
     * @param estimate how many rows are expected after it
     * @param keep the variables that are needed after it
     * @param isDistinct whether rows are made distinct after it, since far fewer are expected then
     * @param range what the values of a pattern must lie between, or null
     */
    record Step(Goal goal, double estimate, BitSet keep, boolean isDistinct, ValueRange range) {}
}
