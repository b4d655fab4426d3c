package io.entangle.datalog.query;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The tuples of a set from one to another: all that there are, or those that have come last.
 *
 * @param set the set
 * @param from the first
 * @param to the one behind the last
 */
record TupleRange(TupleSet set, int from, int to) implements Given {
    @Override
    public int size() {
        return to - from;
    }

    @Override
    public double distinct(int column) {
        return Math.max(1, Math.sqrt(size()));
    }

    @Override
    public boolean hasReferences(int column) {
        return set.column(column).hasReferences(from, to);
    }

    @Override
    public Relation join(Relation in, int[] columns, BitSet keep, Execution execution) {
        int bits = 0;
        boolean isLookup = from == 0 && columns.length < Integer.SIZE;
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] != Relation.NONE && in.has(columns[i])) {
                bits |= 1 << i;
                isLookup &= set.column(i).kind() == in.column(columns[i]).kind();
            }
        }
        if (bits == 0 || !isLookup || size() == 0) {
            return new GivenRelation(set.range(from, to, columns)).join(in, columns, keep, execution);
        }
        return lookedUp(in, columns, bits, keep, execution);
    }

    private Relation lookedUp(Relation in, int[] columns, int bits, BitSet keep, Execution execution) {
        TupleSet.Lookup lookup = set.lookup(bits);
        Column[] keys = new Column[Integer.bitCount(bits)];
        int[] fresh = new int[columns.length];
        int freshCount = 0;
        int keyCount = 0;
        for (int i = 0; i < columns.length; i++) {
            if ((bits >>> i & 1) == 1) {
                keys[keyCount++] = in.column(columns[i]);
            } else if (columns[i] != Relation.NONE && keep.get(columns[i])) {
                fresh[freshCount++] = i;
            }
        }
        int[] hashes = new int[in.size()];
        RowIndex.hash(keys, in.size(), hashes);
        IntList rows = new IntList(in.size());
        IntList tuples = new IntList(in.size());
        for (int row = 0; row < in.size(); row++) {
            int tuple = lookup.first(keys, row, hashes[row]);
            while (tuple >= 0) {
                boolean isWithin = tuple < to;
                if (isWithin) {
                    rows.add(row);
                    tuples.add(tuple);
                }
                tuple = freshCount == 0 && isWithin ? -1 : lookup.next(tuple, keys, row, hashes[row]);
            }
            execution.count(rows.size(), 1);
        }
        int[] vars = new int[freshCount];
        Column[] found = new Column[freshCount];
        int[] determinants = new int[freshCount];
        Arrays.fill(determinants, Relation.NONE);
        for (int i = 0; i < freshCount; i++) {
            vars[i] = columns[fresh[i]];
            found[i] = set.column(fresh[i]).gather(tuples.array(), tuples.size());
        }
        Relation kept = in.keeping(keep);
        boolean areAllKept = freshCount + keyCount == columns.length;
        return kept.gathered(
                rows.array(), rows.size(), vars, found, determinants, kept.isSet() && (freshCount == 0 || areAllKept));
    }
}
