package io.entangle.datalog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.index.Values;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** What tests of queries are written with. */
final class Queries {
    private Queries() {}

    static Database db(String schema, String... transactions) {
        Database database = Database.empty(Schema.parse(schema));
        for (String transaction : transactions) {
            database = database.with(transaction).dbAfter();
        }
        return database;
    }

    /** Expects these rows, as EDN, in any order. */
    static void checkRows(String query, String expected, Object... inputs) {
        checkRows(Query.parse(query), expected, inputs);
    }

    static void checkRows(Query query, String expected, Object... inputs) {
        List<Object> rows = new ArrayList<>();
        query.rows(inputs).forEach(row -> rows.add(Values.normal(row)));
        assertThat(rows).as(query.toString()).containsExactlyInAnyOrderElementsOf(elements(expected));
    }

    private static List<Object> elements(String list) {
        List<Object> elements = new ArrayList<>();
        ((Collection<?>) Objects.requireNonNull(Edn.read(list))).forEach(each -> elements.add(Values.normal(each)));
        return elements;
    }

    /** Expects that very result, as EDN. */
    static void check(String query, String expected, Object... inputs) {
        assertThat(Values.normal(Query.parse(query).run(inputs)))
                .as(query)
                .isEqualTo(Values.normal(Edn.read(expected)));
    }

    /** Expects a query to be refused, when it is read or when it is run, with that message and class of fault. */
    static void checkRefused(String query, String error, String message, Object... inputs) {
        DatalogException e = catchThrowableOfType(
                DatalogException.class, () -> Query.parse(query).run(inputs));
        assertThat(e).as(query).isNotNull().hasMessage(message);
        assertThat(e.error()).as(query).isEqualTo(Keyword.of(error));
    }
}
