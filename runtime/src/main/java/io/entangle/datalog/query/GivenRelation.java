package io.entangle.datalog.query;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A relation that is given.
 *
 * @param relation the relation; what its variables are called does not count
 */
record GivenRelation(Relation relation) implements Given {
    @Override
    public int size() {
        return relation.size();
    }

    @Override
    public double distinct(int column) {
        return Math.max(1, relation.size());
    }

    @Override
    public boolean hasReferences(int column) {
        return relation.columns()[column].hasReferences(0, relation.size());
    }

    @Override
    public Relation join(Relation in, int[] columns, BitSet keep, Execution execution) {
        int[] used = Arrays.stream(columns).filter(var -> var != Relation.NONE).toArray();
        Column[] usedColumns = new Column[used.length];
        int at = 0;
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] != Relation.NONE) {
                usedColumns[at++] = relation.columns()[i];
            }
        }
        boolean isSet = relation.isSet() && used.length == relation.vars().length;
        Relation renamed = relation.vars().length == used.length && Arrays.equals(used, relation.vars())
                ? relation
                : Relation.of(relation.size(), used, usedColumns, isSet);
        return Join.join(in, renamed, keep, execution);
    }
}
