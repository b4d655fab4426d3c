package io.entangle.datalog.query;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The first value of each row of a table, in their order. */
final class ResultColumn extends AbstractList<@Nullable Object> implements RandomAccess {
    private final Table table;

    ResultColumn(Table table) {
        this.table = table;
    }

    @Override
    public @Nullable Object get(int index) {
        return table.get(Objects.checkIndex(index, table.size()), 0);
    }

    @Override
    public int size() {
        return table.size();
    }
}
