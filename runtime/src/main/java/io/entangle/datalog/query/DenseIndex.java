package io.entangle.datalog.query;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds rows by one integer, where the integers lie close together, as ids of entities do: an array instead of a hash table. */
final class DenseIndex {
    private static final int NONE = -1;

    /** How many times as many integers as rows there may be from the first to the last. */
    private static final int MAX_SPARSENESS = 4;

    private final long least;
    private final int[] heads;

    /** Of each row, the next with the same integer. */
    private final int[] nexts;

    private DenseIndex(long least, int[] heads, int[] nexts) {
        this.least = least;
        this.heads = heads;
        this.nexts = nexts;
    }

    /** An index of the first rows of a column, null if they lie too far apart. */
    static @Nullable DenseIndex of(long[] codes, int rows) {
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (int row = 0; row < rows; row++) {
            least = Math.min(least, codes[row]);
            most = Math.max(most, codes[row]);
        }
        long span = most - least;
        if (rows == 0 || span < 0 || span >= (long) rows * MAX_SPARSENESS) {
            return null;
        }
        int[] heads = new int[(int) span + 1];
        int[] nexts = new int[rows];
        Arrays.fill(heads, NONE);
        for (int row = rows - 1; row >= 0; row--) {
            int place = (int) (codes[row] - least);
            nexts[row] = heads[place];
            heads[place] = row;
        }
        return new DenseIndex(least, heads, nexts);
    }

    /** The first row with an integer, -1 if there is none. */
    int first(long code) {
        long place = code - least;
        return code >= least && place >= 0 && place < heads.length ? heads[(int) place] : NONE;
    }

    /** The next row with the same integer. */
    int next(int row) {
        return nexts[row];
    }
}
