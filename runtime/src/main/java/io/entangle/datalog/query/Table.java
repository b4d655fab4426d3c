package io.entangle.datalog.query;

import org.jspecify.annotations.Nullable;

/**
 * What a query has found: a column for each element of its find.
 *
 * @param size how many rows
 * @param columns the columns
 */
record Table(int size, Column[] columns) {
    @Nullable
    Object get(int row, int column) {
        return columns[column].get(row);
    }

    /** Some of the rows, in the order of their numbers. */
    Table gathered(int[] rows, int count) {
        Column[] gathered = new Column[columns.length];
        for (int i = 0; i < columns.length; i++) {
            gathered[i] = columns[i].gather(rows, count);
        }
        return new Table(count, gathered);
    }
}
