package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query whose rows are objects. Immutable, and safe for use by any thread.
 *
 * @param <T> their class
 */
public final class TypedQuery<T> {
    private final Query query;
    private final RowMapper<T> mapper;

    TypedQuery(Query query, RowMapper<T> mapper) {
        this.query = query;
        this.mapper = mapper;
    }

    /**
     * {@return what the query finds, in its order if it has one}
     *
     * @param inputs what {@code :in} names, in that order
     * @throws DatalogException if the inputs do not fit, a function fails, or a limit is reached; or if a value is not of the
     *     type that it should be
     */
    public List<T> run(@Nullable Object... inputs) {
        Table table = query.table(Trace.NONE, inputs);
        List<T> objects = new ArrayList<>(table.size());
        for (int row = 0; row < table.size(); row++) {
            objects.add(mapper.object(table, row));
        }
        return Collections.unmodifiableList(objects);
    }

    /** {@return the query} */
    public Query query() {
        return query;
    }
}
