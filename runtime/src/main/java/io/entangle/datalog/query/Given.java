package io.entangle.datalog.query;

import java.util.BitSet;

/** Rows that a body is given when it is evaluated. */
interface Given {
    int size();

    /** How many values a column has, about. */
    double distinct(int column);

    /** Whether a column has values that may mean an entity without being its id. */
    boolean hasReferences(int column);

    /**
     * Joins them with rows there are already.
     *
     * @param in the rows there are
     * @param columns the variables of the columns, {@link Relation#NONE} for one that is not looked at
     * @param keep the variables that are needed afterwards
     * @param execution the run
     */
    Relation join(Relation in, int[] columns, BitSet keep, Execution execution);
}
