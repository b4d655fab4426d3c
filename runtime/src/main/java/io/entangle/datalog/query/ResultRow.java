package io.entangle.datalog.query;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A row of a table, as a list. Its values are boxed when they are asked for. */
final class ResultRow extends AbstractList<@Nullable Object> implements RandomAccess {
    private final Table table;
    private final int row;

    ResultRow(Table table, int row) {
        this.table = table;
        this.row = row;
    }

    @Override
    public @Nullable Object get(int index) {
        return table.get(row, Objects.checkIndex(index, table.columns().length));
    }

    @Override
    public int size() {
        return table.columns().length;
    }
}
