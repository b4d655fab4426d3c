package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.EdnList;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.index.Values;
import io.entangle.value.PersistentVector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds a query in Java, the same that EDN says. Variables and the names of functions and rules are {@link Symbol}s
 * ({@link Query#var}), attributes {@link Keyword}s; anything else is a value. Not safe for use by several threads.
 *
 * <pre>{@code
 * Query.builder()
 *     .find(var("name"))
 *     .in(Symbol.of("$"), var("least"))
 *     .where(where -> where.pattern(var("e"), NAME, var("name"))
 *         .pattern(var("e"), AGE, var("age"))
 *         .predicate(">=", var("age"), var("least")))
 *     .build();
 * }</pre>
 */
public final class QueryBuilder {
    private final Map<Keyword, Object> sections = new LinkedHashMap<>();
    private final ClauseBuilder where = new ClauseBuilder();

    QueryBuilder() {}

    /**
     * Finds all rows of some elements.
     *
     * @param elements variables, {@link #aggregate aggregates}, {@link #pull pulls}
     * @return this builder
     */
    public QueryBuilder find(Object... elements) {
        return section("find", PersistentVector.of(elements));
    }

    /**
     * Finds all values of an element.
     *
     * @param element a variable, an {@link #aggregate aggregate} or a {@link #pull pull}
     * @return this builder
     */
    public QueryBuilder findCollection(Object element) {
        return section("find", PersistentVector.of(PersistentVector.of(element, Forms.MORE)));
    }

    /**
     * Finds one row of some elements.
     *
     * @param elements variables, {@link #aggregate aggregates}, {@link #pull pulls}
     * @return this builder
     */
    public QueryBuilder findTuple(Object... elements) {
        return section("find", PersistentVector.of((Object) PersistentVector.of(elements)));
    }

    /**
     * Finds one value.
     *
     * @param element a variable, an {@link #aggregate aggregate} or a {@link #pull pull}
     * @return this builder
     */
    public QueryBuilder findScalar(Object element) {
        return section("find", PersistentVector.of(element, Forms.DOT));
    }

    /**
     * {@return an aggregate as an element}
     *
     * @param function its name, or {@code "aggregate"} for one that a variable stands for
     * @param arguments its arguments, of which the last is the variable
     */
    public static Object aggregate(String function, Object... arguments) {
        return call(Symbol.of(function), arguments);
    }

    /**
     * {@return a pull as an element}
     *
     * @param variable whose entity it is
     * @param pattern what is wanted of it, or the input that says so
     */
    public static Object pull(Symbol variable, Object pattern) {
        return EdnList.of(Forms.PULL, variable, pattern);
    }

    static EdnList call(Object head, @Nullable Object... arguments) {
        @Nullable Object[] all = new Object[arguments.length + 1];
        all[0] = head;
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = normal(arguments[i]);
        }
        return EdnList.of(all);
    }

    /** A value as EDN would read it; lists, which may be calls or clauses, stay as they are. */
    static @Nullable Object normal(@Nullable Object value) {
        return value instanceof List<?> ? value : Values.normal(value);
    }

    /**
     * Gives rows as maps.
     *
     * @param names what each element is called, as a keyword
     * @return this builder
     */
    public QueryBuilder keys(String... names) {
        List<Object> symbols = new ArrayList<>();
        for (String name : names) {
            symbols.add(Symbol.of(name));
        }
        return section("keys", PersistentVector.from(symbols));
    }

    /**
     * Tells rows apart by further variables.
     *
     * @param variables the variables
     * @return this builder
     */
    public QueryBuilder with(Symbol... variables) {
        return section("with", PersistentVector.of((Object[]) variables));
    }

    /**
     * Names the inputs.
     *
     * @param inputs sources such as {@code $}, {@code %} for rules, variables, and lists of these as bindings
     * @return this builder
     */
    public QueryBuilder in(Object... inputs) {
        return section("in", PersistentVector.of(inputs));
    }

    /**
     * Adds conditions.
     *
     * @param conditions adds them
     * @return this builder
     */
    public QueryBuilder where(Consumer<ClauseBuilder> conditions) {
        conditions.accept(where);
        return this;
    }

    /**
     * Sorts rows.
     *
     * @param criteria variables of the find or numbers of its elements, each perhaps followed by {@code :desc}
     * @return this builder
     */
    public QueryBuilder orderBy(Object... criteria) {
        return section("order-by", PersistentVector.of((Object) PersistentVector.of(criteria)));
    }

    /**
     * Leaves rows out.
     *
     * @param rows how many at most are left
     * @return this builder
     */
    public QueryBuilder limit(int rows) {
        return section("limit", PersistentVector.of((long) rows));
    }

    /**
     * Leaves rows out.
     *
     * @param rows how many, from the first on
     * @return this builder
     */
    public QueryBuilder offset(int rows) {
        return section("offset", PersistentVector.of((long) rows));
    }

    /**
     * Says how long the query may take.
     *
     * @param timeout how long, to the millisecond
     * @return this builder
     */
    public QueryBuilder timeout(Duration timeout) {
        return section("timeout", PersistentVector.of(timeout.toMillis()));
    }

    private QueryBuilder section(String name, Object contents) {
        sections.put(Keyword.of(name), contents);
        return this;
    }

    /**
     * {@return the query}
     *
     * @throws DatalogException if it is none
     */
    public Query build() {
        Map<Keyword, Object> form = new LinkedHashMap<>(sections);
        form.put(Keyword.of("where"), PersistentVector.from(where.clauses()));
        return Query.of(Collections.unmodifiableMap(form));
    }
}
