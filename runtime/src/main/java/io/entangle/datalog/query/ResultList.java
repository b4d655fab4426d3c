package io.entangle.datalog.query;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The rows of a table, in their order. */
final class ResultList extends AbstractList<List<@Nullable Object>> implements RandomAccess {
    private final Table table;

    ResultList(Table table) {
        this.table = table;
    }

    @Override
    public List<@Nullable Object> get(int index) {
        return new ResultRow(table, Objects.checkIndex(index, table.size()));
    }

    @Override
    public int size() {
        return table.size();
    }
}
