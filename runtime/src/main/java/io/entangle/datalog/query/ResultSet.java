package io.entangle.datalog.query;

import java.util.AbstractSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of a table, each of which comes once. They are hashed when somebody asks whether one is among them. */
final class ResultSet extends AbstractSet<List<@Nullable Object>> {
    private final Table table;

    /** Made when it is first needed; threads may make it twice, to the same end. */
    private volatile @Nullable Set<List<@Nullable Object>> hashed;

    ResultSet(Table table) {
        this.table = table;
    }

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public boolean contains(@Nullable Object row) {
        Set<List<@Nullable Object>> known = hashed;
        if (known == null) {
            known = new HashSet<>(table.size() * 2);
            for (List<@Nullable Object> each : this) {
                known.add(each);
            }
            hashed = known;
        }
        return known.contains(row);
    }

    @Override
    public Iterator<List<@Nullable Object>> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < table.size();
            }

            @Override
            public List<@Nullable Object> next() {
                if (next >= table.size()) {
                    throw new NoSuchElementException();
                }
                return new ResultRow(table, next++);
            }
        };
    }
}
