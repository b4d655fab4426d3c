package io.entangle.datalog.query;

import io.entangle.datalog.index.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Tuples, each once, in the order in which they came; what a rule has found so far. It only grows. */
final class TupleSet {
    private static final int EMPTY = -1;

    private final int arity;
    private int size;
    private Column[] columns;
    private int[] hashes = new int[16];
    private int[] table = new int[32];

    /** By which columns tuples have been looked up, and where they are found. */
    private final Map<Integer, Lookup> lookups = new HashMap<>();

    TupleSet(int arity) {
        this.arity = arity;
        this.columns = new Column[arity];
        Arrays.setAll(columns, i -> Column.of(Kind.LONG, new long[16]));
        Arrays.fill(table, EMPTY);
    }

    int size() {
        return size;
    }

    Column column(int index) {
        return columns[index];
    }

    /** Adds the rows of some columns that are not there yet. */
    void addAll(Column[] added, int rows, Execution execution) {
        Column[] aligned = aligned(added, rows);
        int[] rowHashes = new int[rows];
        RowIndex.hash(aligned, rows, rowHashes);
        for (int row = 0; row < rows; row++) {
            int hash = rowHashes[row];
            int slot = slot(hash);
            while (table[slot] != EMPTY && !isThere(table[slot], hash, aligned, row)) {
                slot = slot + 1 & table.length - 1;
            }
            if (table[slot] == EMPTY) {
                table[slot] = size;
                append(aligned, row, hash);
            }
            if ((row & 1023) == 0) {
                execution.count(size, 1024);
            }
        }
        execution.count(size, 0);
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 15) & table.length - 1;
    }

    private boolean isThere(int tuple, int hash, Column[] added, int row) {
        if (hashes[tuple] != hash) {
            return false;
        }
        for (int i = 0; i < arity; i++) {
            if (!columns[i].isEqual(tuple, added[i], row)) {
                return false;
            }
        }
        return true;
    }

    private void append(Column[] added, int row, int hash) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
            for (int i = 0; i < arity; i++) {
                columns[i] = columns[i].isObjects()
                        ? Column.of(Arrays.copyOf(columns[i].objects(), size * 2))
                        : Column.of(columns[i].kind(), Arrays.copyOf(columns[i].longs(), size * 2));
            }
        }
        for (int i = 0; i < arity; i++) {
            if (columns[i].isObjects()) {
                columns[i].objects()[size] = added[i].objects()[row];
            } else {
                columns[i].longs()[size] = added[i].longs()[row];
            }
        }
        hashes[size++] = hash;
        if (size * 2 > table.length) {
            rehash(table.length * 2);
        }
    }

    private void rehash(int length) {
        table = new int[length];
        Arrays.fill(table, EMPTY);
        for (int i = 0; i < size; i++) {
            int slot = slot(hashes[i]);
            while (table[slot] != EMPTY) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = i;
        }
    }

    /** The columns in the kinds that these tuples are held in, which are made objects where they differ. */
    private Column[] aligned(Column[] added, int rows) {
        Column[] aligned = added.clone();
        boolean isChanged = false;
        for (int i = 0; i < arity && rows > 0; i++) {
            Kind kind = added[i].kind();
            if (size == 0 && kind != columns[i].kind()) {
                columns[i] = kind == Kind.OBJECT
                        ? Column.of(new Object[hashes.length])
                        : Column.of(kind, new long[hashes.length]);
            } else if (kind != columns[i].kind()) {
                isChanged |= !columns[i].isObjects();
                columns[i] = Column.of(Arrays.copyOf(columns[i].asObjects(size).objects(), hashes.length));
                aligned[i] = added[i].asObjects(rows);
            }
        }
        if (isChanged) {
            Arrays.fill(hashes, 0);
            RowIndex.hash(columns, size, hashes);
            rehash(table.length);
            lookups.clear();
        }
        return aligned;
    }

    /** A relation of some of the tuples. */
    Relation range(int from, int to, int[] vars) {
        Column[] ofRange = new Column[arity];
        for (int i = 0; i < arity; i++) {
            ofRange[i] = columns[i].isObjects()
                    ? Column.of(Arrays.copyOfRange(columns[i].objects(), from, to))
                    : Column.of(columns[i].kind(), Arrays.copyOfRange(columns[i].longs(), from, to));
        }
        return Relation.of(to - from, vars, ofRange, true);
    }

    /** The way to tuples by the values of some columns, given as bits. */
    Lookup lookup(int columnBits) {
        Lookup lookup = lookups.computeIfAbsent(columnBits, Lookup::new);
        lookup.catchUp();
        return lookup;
    }

    /** Finds tuples by the values of some columns. */
    final class Lookup {
        private final int[] keys;
        private int[] heads = new int[32];
        private int[] nexts = new int[16];
        private int[] keyHashes = new int[16];
        private int done;

        private Lookup(int columnBits) {
            this.keys = new int[Integer.bitCount(columnBits)];
            int at = 0;
            for (int i = 0; i < arity; i++) {
                if ((columnBits >>> i & 1) == 1) {
                    keys[at++] = i;
                }
            }
            Arrays.fill(heads, EMPTY);
        }

        private Column[] keyColumns() {
            Column[] ofKeys = new Column[keys.length];
            Arrays.setAll(ofKeys, i -> columns[keys[i]]);
            return ofKeys;
        }

        private void catchUp() {
            if (done == size) {
                return;
            }
            if (size > nexts.length) {
                nexts = Arrays.copyOf(nexts, hashes.length);
                keyHashes = Arrays.copyOf(keyHashes, hashes.length);
            }
            Column[] ofKeys = keyColumns();
            for (int i = done; i < size; i++) {
                int hash = 0;
                for (Column column : ofKeys) {
                    hash = 31 * hash + (column.isObjects() ? column.hash(i) : Column.hash(column.longs()[i]));
                }
                keyHashes[i] = hash;
            }
            if (size * 2 > heads.length) {
                heads = new int[Integer.highestOneBit(size) * 4];
                Arrays.fill(heads, EMPTY);
                done = 0;
            }
            for (int i = done; i < size; i++) {
                int slot = slot(keyHashes[i]);
                nexts[i] = heads[slot];
                heads[slot] = i;
            }
            done = size;
        }

        private int slot(int hash) {
            return (hash ^ hash >>> 15) & heads.length - 1;
        }

        /** The newest tuple with those values, -1 if there is none. */
        int first(Column[] values, int row, int hash) {
            return from(heads[slot(hash)], values, row, hash);
        }

        /** The next older such tuple. */
        int next(int tuple, Column[] values, int row, int hash) {
            return from(nexts[tuple], values, row, hash);
        }

        private int from(int start, Column[] values, int row, int hash) {
            int tuple = start;
            while (tuple != EMPTY && !(keyHashes[tuple] == hash && matches(tuple, values, row))) {
                tuple = nexts[tuple];
            }
            return tuple;
        }

        private boolean matches(int tuple, Column[] values, int row) {
            for (int i = 0; i < keys.length; i++) {
                if (!columns[keys[i]].isEqual(tuple, values[i], row)) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public String toString() {
        return size + " tuples of " + arity;
    }
}
