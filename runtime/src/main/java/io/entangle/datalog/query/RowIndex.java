package io.entangle.datalog.query;

import java.util.Arrays;

/** Finds rows by their values: a hash table with the numbers of rows in it. */
final class RowIndex {
    private static final int EMPTY = -1;

    private final Column[] columns;
    private final int[] table;

    /** Of each row, the next with the same hash, or one that had the same slot. */
    private final int[] next;

    private final int[] hashes;
    private final int rows;

    /** Those of all rows of columns that have so many. */
    RowIndex(Column[] columns, int rows) {
        this.columns = columns;
        this.rows = rows;
        this.table = new int[Math.max(16, Integer.highestOneBit(Math.max(rows, 1) * 2 - 1) * 2)];
        this.next = new int[rows];
        this.hashes = new int[rows];
        Arrays.fill(table, EMPTY);
        hash(columns, rows, hashes);
    }

    static void hash(Column[] columns, int rows, int[] hashes) {
        for (Column column : columns) {
            if (column.isObjects()) {
                for (int row = 0; row < rows; row++) {
                    hashes[row] = 31 * hashes[row] + column.hash(row);
                }
            } else {
                long[] longs = column.longs();
                for (int row = 0; row < rows; row++) {
                    hashes[row] = 31 * hashes[row] + Column.hash(longs[row]);
                }
            }
        }
    }

    /** The rows that are the first of their values. */
    int[] firsts() {
        IntList firsts = new IntList(rows);
        for (int row = 0; row < rows; row++) {
            int slot = slot(hashes[row]);
            int other = table[slot];
            while (other != EMPTY && !isEqual(other, row)) {
                other = next[other];
            }
            if (other == EMPTY) {
                next[row] = table[slot];
                table[slot] = row;
                firsts.add(row);
            }
        }
        return Arrays.copyOf(firsts.array(), firsts.size());
    }

    /** The rows that are the first of their values; for each row, which of these it equals is put into an array. */
    int[] groups(int[] groupOf) {
        IntList firsts = new IntList(16);
        for (int row = 0; row < rows; row++) {
            int slot = slot(hashes[row]);
            int other = table[slot];
            while (other != EMPTY && !isEqual(other, row)) {
                other = next[other];
            }
            if (other == EMPTY) {
                next[row] = table[slot];
                table[slot] = row;
                groupOf[row] = firsts.size();
                firsts.add(row);
            } else {
                groupOf[row] = groupOf[other];
            }
        }
        return Arrays.copyOf(firsts.array(), firsts.size());
    }

    /** Puts all rows in, so that {@link #first} and {@link #next} find them. */
    RowIndex fill() {
        for (int row = rows - 1; row >= 0; row--) {
            int slot = slot(hashes[row]);
            next[row] = table[slot];
            table[slot] = row;
        }
        return this;
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 15) & table.length - 1;
    }

    private boolean isEqual(int row, int other) {
        if (hashes[row] != hashes[other]) {
            return false;
        }
        for (Column column : columns) {
            if (!column.isEqual(row, column, other)) {
                return false;
            }
        }
        return true;
    }

    /** The first row with the values that other columns have in a row, -1 if there is none. */
    int first(Column[] keys, int keyRow, int hash) {
        return from(table[slot(hash)], keys, keyRow, hash);
    }

    /** The next such row after one. */
    int next(int row, Column[] keys, int keyRow, int hash) {
        return from(next[row], keys, keyRow, hash);
    }

    private int from(int start, Column[] keys, int keyRow, int hash) {
        int row = start;
        while (row != EMPTY && !(hashes[row] == hash && matches(row, keys, keyRow))) {
            row = next[row];
        }
        return row;
    }

    private boolean matches(int row, Column[] keys, int keyRow) {
        for (int i = 0; i < columns.length; i++) {
            if (!columns[i].isEqual(row, keys[i], keyRow)) {
                return false;
            }
        }
        return true;
    }
}
