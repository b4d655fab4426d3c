package io.entangle.datalog.query;

import io.entangle.datalog.index.Kind;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Joins relations by hashing the second. */
final class Join {
    private Join() {}

    /** All pairs of rows that agree in the variables they share, with the variables of both that are needed. */
    static Relation join(Relation left, Relation right, BitSet keep, Execution execution) {
        if (left.vars().length == 0 && left.size() == 1) {
            return right.keeping(keep);
        }
        int[] shared = IntStream.of(left.vars()).filter(right::has).toArray();
        BitSet leftKept = (BitSet) keep.clone();
        for (int var : shared) {
            leftKept.set(var);
        }
        Relation in = left.keeping(leftKept);
        int[] fresh = IntStream.of(right.vars())
                .filter(var -> !left.has(var) && keep.get(var))
                .toArray();
        return shared.length == 0
                ? product(in, right, fresh, execution)
                : matching(in, right, shared, fresh, execution);
    }

    private static Relation product(Relation left, Relation right, int[] fresh, Execution execution) {
        if (fresh.length == 0 && right.size() > 0) {
            return left; // whose rows would only come again
        }
        long total = (long) left.size() * right.size();
        execution.count(total, total);
        boolean isSet = left.isSet() && right.isSet() && fresh.length == right.vars().length;
        int[] rows = new int[(int) total];
        int[] rightRows = new int[(int) total];
        int at = 0;
        for (int i = 0; i < left.size(); i++) {
            for (int j = 0; j < right.size(); j++) {
                rows[at] = i;
                rightRows[at++] = j;
            }
        }
        return gathered(left, rows, right, rightRows, at, fresh, isSet);
    }

    private static Relation gathered(
            Relation left, int[] rows, Relation right, int[] rightRows, int count, int[] fresh, boolean isSet) {
        Column[] columns = new Column[fresh.length];
        int[] determinants = new int[fresh.length];
        for (int i = 0; i < fresh.length; i++) {
            columns[i] = right.column(fresh[i]).gather(rightRows, count);
            int determinant = right.determinant(fresh[i]);
            boolean isThere = left.has(determinant) || IntStream.of(fresh).anyMatch(var -> var == determinant);
            determinants[i] = isThere ? determinant : Relation.NONE;
        }
        return left.gathered(rows, count, fresh, columns, determinants, isSet);
    }

    private static Relation matching(Relation left, Relation right, int[] shared, int[] fresh, Execution execution) {
        Column[] leftKeys = new Column[shared.length];
        Column[] rightKeys = new Column[shared.length];
        for (int i = 0; i < shared.length; i++) {
            leftKeys[i] = left.column(shared[i]);
            rightKeys[i] = right.column(shared[i]);
            if (leftKeys[i].kind() != rightKeys[i].kind()) {
                leftKeys[i] = leftKeys[i].asObjects(left.size());
                rightKeys[i] = rightKeys[i].asObjects(right.size());
            }
        }
        IntList rows = new IntList(left.size());
        IntList rightRows = new IntList(left.size());
        boolean isSemi = fresh.length == 0;
        DenseIndex dense = shared.length == 1 && rightKeys[0].kind() == Kind.LONG
                ? DenseIndex.of(rightKeys[0].longs(), right.size())
                : null;
        if (dense != null) {
            match(leftKeys[0].longs(), left.size(), dense, isSemi, rows, rightRows, execution);
        } else {
            RowIndex index = new RowIndex(rightKeys, right.size()).fill();
            match(leftKeys, left.size(), index, isSemi, rows, rightRows, execution);
        }
        boolean isAllOfRight = fresh.length + shared.length == right.vars().length;
        return gathered(
                left,
                rows.array(),
                right,
                rightRows.array(),
                rows.size(),
                fresh,
                left.isSet() && (isSemi || right.isSet() && isAllOfRight));
    }

    private static void match(
            long[] keys,
            int size,
            DenseIndex index,
            boolean isSemi,
            IntList rows,
            IntList rightRows,
            Execution execution) {
        for (int row = 0; row < size; row++) {
            int match = index.first(keys[row]);
            while (match >= 0) {
                rows.add(row);
                rightRows.add(match);
                match = isSemi ? -1 : index.next(match);
            }
            if ((row & 1023) == 0) {
                execution.count(rows.size(), 1024);
            }
        }
        execution.count(rows.size(), 0);
    }

    private static void match(
            Column[] keys,
            int size,
            RowIndex index,
            boolean isSemi,
            IntList rows,
            IntList rightRows,
            Execution execution) {
        int[] hashes = new int[size];
        RowIndex.hash(keys, size, hashes);
        for (int row = 0; row < size; row++) {
            int match = index.first(keys, row, hashes[row]);
            while (match >= 0) {
                rows.add(row);
                rightRows.add(match);
                match = isSemi ? -1 : index.next(match, keys, row, hashes[row]);
            }
            if ((row & 1023) == 0) {
                execution.count(rows.size(), 1024);
            }
        }
        execution.count(rows.size(), 0);
    }
}
