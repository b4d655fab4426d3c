package io.entangle.datalog.query;

import io.entangle.clock.TimeSource;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.EdnException;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.function.Functions;
import io.entangle.datalog.query.Term.Var;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A query: what is to be found, and what must hold of it.
 *
 * <pre>{@code
 * Query adults = Query.parse("[:find ?name ?age :in $ ?least :where [?e :name ?name] [?e :age ?age] [(>= ?age ?least)]]");
 * for (List<Object> row : adults.rows(database, 18)) { ... }
 * }</pre>
 *
 * <p>{@code docs/datalog.md} says what queries there are. In which order the conditions stand does not count, unless one
 * {@linkplain #strictOrder wants it to}. A query remembers how it is best answered: make it once, and run it often.
 * Immutable otherwise, and safe for use by any thread.
 */
public final class Query {
    private final QueryForm query;
    private final Functions functions;
    private final QueryLimits limits;
    private final TimeSource time;
    private final boolean isStrict;

    /** Whether each row is found once. */
    private final boolean isSet;

    /** Made ready for the rules it was given last; threads may make it twice, to the same end. */
    private volatile @Nullable Ready ready;

    private record Ready(@Nullable Object rules, Program program) {}

    private Query(QueryForm query, Functions functions, QueryLimits limits, TimeSource time, boolean isStrict) {
        this.query = query;
        this.functions = functions;
        this.limits = limits;
        this.time = time;
        this.isStrict = isStrict;
        this.isSet = isSet(query);
    }

    /**
     * {@return a query}
     *
     * @param edn a list of sections, or a map
     * @throws DatalogException if it is no query
     * @throws EdnException if it is not EDN
     */
    public static Query parse(String edn) {
        return of(Objects.requireNonNullElse(Edn.read(edn), List.of()));
    }

    /**
     * {@return a query}
     *
     * @param form a list of sections, or a map, as EDN reads it
     * @throws DatalogException if it is no query
     */
    public static Query of(Object form) {
        try {
            QueryForm read = QueryReader.read(Forms.frozen(form));
            return new Query(read, Functions.standard(), QueryLimits.GENEROUS, TimeSource.SYSTEM, false);
        } catch (StackOverflowError e) {
            throw new DatalogException("The query is too deep", "parser/query");
        }
    }

    /** {@return a new builder of a query} */
    public static QueryBuilder builder() {
        return new QueryBuilder();
    }

    /**
     * {@return the variable of a name}
     *
     * @param name the name, with or without the question mark
     */
    public static Symbol var(String name) {
        return Symbol.of(name.startsWith("?") ? name : "?" + name);
    }

    /**
     * {@return the same query with other functions}
     *
     * @param other what it can call by name
     */
    public Query withFunctions(Functions other) {
        return new Query(query, Objects.requireNonNull(other, "other"), limits, time, isStrict);
    }

    /**
     * {@return the same query within limits}
     *
     * @param other how much it may do
     */
    public Query within(QueryLimits other) {
        return new Query(query, functions, Objects.requireNonNull(other, "other"), time, isStrict);
    }

    /**
     * {@return the same query by another clock, which timeouts are measured by}
     *
     * @param other the clock
     */
    public Query withTime(TimeSource other) {
        return new Query(query, functions, limits, Objects.requireNonNull(other, "other"), isStrict);
    }

    /**
     * {@return the same query, which is refused if a condition needs what only a later one binds} It finds what DataScript
     * does where that goes by the order: a {@code not} is connected through what has been bound before it.
     */
    public Query strictOrder() {
        return new Query(query, functions, limits, time, true);
    }

    /**
     * {@return what the query finds} By its {@code :find} that is a {@code Set} of {@code List}s, each once; a
     * {@code List} of them if there are aggregates, a pull, or {@code :with}, {@code :order-by}, {@code :limit} or
     * {@code :offset}; a {@code List} of single values; one {@code List}, or one value, or null if nothing is found. With
     * {@code :keys} and the like, maps are in the place of lists. Rows of several are read out of the whole result when they
     * are asked for: copy those that are to be kept without it.
     *
     * @param inputs what {@code :in} names, in that order: databases, collections, rules, values
     * @throws DatalogException if the inputs do not fit, a function refuses its arguments, or a limit is reached
     */
    public @Nullable Object run(@Nullable Object... inputs) {
        return shaped(table(Trace.NONE, inputs));
    }

    /**
     * {@return the rows that the query finds, whatever the form of its {@code :find}} Each is a list of the values of its
     * elements.
     *
     * @param inputs what {@code :in} names, in that order
     * @throws DatalogException if the inputs do not fit, a function refuses its arguments, or a limit is reached
     */
    public Collection<List<@Nullable Object>> rows(@Nullable Object... inputs) {
        Table table = table(Trace.NONE, inputs);
        return isSet ? new ResultSet(table) : new ResultList(table);
    }

    /**
     * {@return the query with its rows as objects of a class}
     *
     * @param type a record, whose components are the values of a row in that order, or are called as {@code :keys} says; or
     *     the class of the values, if each row has one
     * @param <T> the class
     * @throws IllegalArgumentException if the query can't give such objects
     */
    public <T> TypedQuery<T> as(Class<T> type) {
        return new TypedQuery<>(this, RowMapper.of(type, query));
    }

    /**
     * {@return how the query is answered: the steps, and how many rows were expected and found after each} It is run for
     * this.
     *
     * @param inputs what {@code :in} names, in that order
     * @throws DatalogException if the inputs do not fit, a function refuses its arguments, or a limit is reached
     */
    public String explain(@Nullable Object... inputs) {
        Explanation explanation = new Explanation();
        Table table = table(explanation, inputs);
        return explanation.text(table.size());
    }

    Table table(Trace trace, @Nullable Object... inputs) {
        QueryRun.requireInputs(query, inputs);
        try {
            Program program = program(Forms.frozen(rules(inputs)));
            return new QueryRun(query, program, functions, limits, time, trace, inputs).table();
        } catch (StackOverflowError e) {
            throw new DatalogException("A part of the query, or one of its values, is too deep", "query/depth");
        }
    }

    private @Nullable Object rules(@Nullable Object[] inputs) {
        for (int i = 0; i < inputs.length; i++) {
            if (query.inputs().get(i) instanceof Binding.Rules) {
                return inputs[i] == null ? List.of() : inputs[i];
            }
        }
        return null;
    }

    private Program program(@Nullable Object rules) {
        Ready known = ready;
        if (known != null && (known.rules == rules || Objects.equals(known.rules, rules))) {
            return known.program;
        }
        List<Var> found = new ArrayList<>();
        query.find().elements().forEach(element -> found.add(element.variable()));
        found.addAll(query.with());
        Map<Symbol, Rule> read = rules == null ? Map.of() : RuleReader.read(rules);
        Program program = Program.of(query.where(), query.inputs(), found, read, isStrict);
        ready = new Ready(rules, program);
        return program;
    }

    private static boolean isSet(QueryForm query) {
        return query.with().isEmpty()
                && query.orders().isEmpty()
                && query.limit() == null
                && query.offset() == 0
                && query.find().elements().stream().allMatch(Find.Variable.class::isInstance);
    }

    private @Nullable Object shaped(Table table) {
        return switch (query.find().shape()) {
            case RELATION ->
                query.keys() != null ? maps(table, query.keys()) : isSet ? new ResultSet(table) : new ResultList(table);
            case COLLECTION -> new ResultColumn(table);
            case TUPLE ->
                table.size() == 0 ? null : query.keys() != null ? map(table, 0, query.keys()) : new ResultRow(table, 0);
            case SCALAR -> table.size() == 0 ? null : table.get(0, 0);
        };
    }

    private Object maps(Table table, List<Object> keys) {
        if (isSet) {
            Set<Object> maps = new LinkedHashSet<>();
            for (int row = 0; row < table.size(); row++) {
                maps.add(map(table, row, keys));
            }
            return maps;
        }
        List<Object> maps = new ArrayList<>();
        for (int row = 0; row < table.size(); row++) {
            maps.add(map(table, row, keys));
        }
        return maps;
    }

    private static Map<Object, @Nullable Object> map(Table table, int row, List<Object> keys) {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            map.put(keys.get(i), table.get(row, i));
        }
        return map;
    }

    /** {@return the query as EDN reads it} */
    public Object form() {
        return query.form();
    }

    /**
     * Runs a query that is used once.
     *
     * @param edn the query
     * @param database what {@code $} is
     * @param inputs the other inputs
     * @return what {@link #run} does
     */
    public static @Nullable Object query(String edn, Database database, @Nullable Object... inputs) {
        @Nullable Object[] all = new Object[inputs.length + 1];
        all[0] = database;
        System.arraycopy(inputs, 0, all, 1, inputs.length);
        return parse(edn).run(all);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Query that
                && query.form().equals(that.query.form())
                && isStrict == that.isStrict
                && functions == that.functions
                && limits.equals(that.limits);
    }

    @Override
    public int hashCode() {
        return query.form().hashCode();
    }

    /** {@return the query as EDN} */
    @Override
    public String toString() {
        return Forms.shown(query.form());
    }
}
