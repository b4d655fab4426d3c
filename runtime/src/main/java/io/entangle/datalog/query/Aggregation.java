package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.function.AggregateFunction;
import io.entangle.datalog.function.QueryFunction;
import io.entangle.datalog.index.Values;
import io.entangle.datalog.query.Term.Var;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Groups rows by the elements of a find that are no aggregates, and takes the others of each group. */
final class Aggregation {
    private final Relation rows;
    private final List<Find.Element> elements;
    private final ToIntFunction<Var> numbers;
    private final Execution execution;

    /** Of each row, the number of its group. */
    private final int[] groupOf;

    /** Of each group, its first row. */
    private final int[] firsts;

    private Aggregation(Relation rows, List<Find.Element> elements, ToIntFunction<Var> numbers, Execution execution) {
        this.rows = rows;
        this.elements = elements;
        this.numbers = numbers;
        this.execution = execution;
        this.groupOf = new int[rows.size()];
        this.firsts = group();
    }

    static Table of(Relation rows, List<Find.Element> elements, ToIntFunction<Var> numbers, Execution execution) {
        return new Aggregation(rows, elements, numbers, execution).table();
    }

    private int[] group() {
        Column[] keys = elements.stream()
                .filter(element -> !(element instanceof Find.Aggregate))
                .mapToInt(element -> numbers.applyAsInt(element.variable()))
                .filter(var -> !execution.isConstant(var))
                .mapToObj(rows::column)
                .toArray(Column[]::new);
        if (rows.size() == 0) {
            return new int[0];
        }
        if (keys.length == 0) {
            return new int[] {0};
        }
        return new RowIndex(keys, rows.size()).groups(groupOf);
    }

    private Table table() {
        Column[] columns = new Column[elements.size()];
        for (int i = 0; i < columns.length; i++) {
            Find.Element element = elements.get(i);
            if (element instanceof Find.Aggregate aggregate) {
                columns[i] = aggregate(aggregate);
            } else {
                int var = numbers.applyAsInt(element.variable());
                columns[i] = execution.isConstant(var)
                        ? Column.constant(execution.constant(var), firsts.length)
                        : rows.column(var).gather(firsts, firsts.length);
            }
        }
        return new Table(firsts.length, columns);
    }

    private Column aggregate(Find.Aggregate aggregate) {
        int var = numbers.applyAsInt(aggregate.variable());
        Column values =
                execution.isConstant(var) ? Column.constant(execution.constant(var), rows.size()) : rows.column(var);
        if (aggregate.arguments().isEmpty() && !aggregate.callee().isVariable()) {
            Column fast = NumberAggregates.of(
                    aggregate.callee().name().toString(), values, groupOf, firsts.length, rows.size());
            if (fast != null
                    && execution
                            .functions()
                            .isBuiltInAggregate(aggregate.callee().name())) {
                return fast;
            }
        }
        AggregateFunction function = function(aggregate);
        List<@Nullable Object> arguments = arguments(aggregate);
        int[] starts = new int[firsts.length + 1];
        int[] ordered = byGroup(starts);
        ColumnBuilder results = new ColumnBuilder(firsts.length);
        for (int group = 0; group < firsts.length; group++) {
            List<@Nullable Object> ofGroup = new GroupValues(values, ordered, starts[group], starts[group + 1]);
            results.add(Values.normal(function.apply(ofGroup, arguments)));
        }
        return results.build();
    }

    /** The rows sorted by group; and where those of each begin. */
    private int[] byGroup(int[] starts) {
        for (int group : groupOf) {
            starts[group + 1]++;
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
        int[] at = Arrays.copyOf(starts, starts.length);
        int[] ordered = new int[groupOf.length];
        for (int row = 0; row < ordered.length; row++) {
            ordered[at[groupOf[row]]++] = row;
        }
        return ordered;
    }

    /** The values of a group. */
    private static final class GroupValues extends AbstractList<@Nullable Object> {
        private final Column values;
        private final int[] rows;
        private final int from;
        private final int to;

        GroupValues(Column values, int[] rows, int from, int to) {
            this.values = values;
            this.rows = rows;
            this.from = from;
            this.to = to;
        }

        @Override
        public @Nullable Object get(int index) {
            return values.get(rows[from + Objects.checkIndex(index, size())]);
        }

        @Override
        public int size() {
            return to - from;
        }
    }

    @SuppressWarnings("unchecked")
    private AggregateFunction function(Find.Aggregate aggregate) {
        Symbol name = aggregate.callee().name();
        Object value = aggregate.callee().isVariable()
                ? execution.constant(numbers.applyAsInt(new Var(name)))
                : execution.functions().aggregate(name);
        if (value instanceof AggregateFunction function) {
            return function;
        }
        if (value instanceof Function<?, ?> function) {
            return (values, arguments) -> ((Function<Object, @Nullable Object>) function).apply(values);
        }
        if (value instanceof QueryFunction function) {
            return (values, arguments) -> {
                List<@Nullable Object> all = new ArrayList<>(arguments);
                all.add(values);
                return function.apply(all.toArray());
            };
        }
        throw new DatalogException("Unknown aggregate '" + name, "query/find", "var", name);
    }

    private List<@Nullable Object> arguments(Find.Aggregate aggregate) {
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Term argument : aggregate.arguments()) {
            if (argument instanceof Term.Constant constant) {
                arguments.add(constant.value());
            } else if (argument instanceof Term.Source source) {
                arguments.add(execution.source(source.symbol()));
            } else {
                Var variable = (Var) argument;
                int var = numbers.applyAsInt(variable);
                if (!execution.isConstant(var)) {
                    throw new DatalogException(
                            "Argument " + variable + " of '"
                                    + aggregate.callee().name() + " is not an input",
                            "query/find",
                            "var",
                            variable.symbol());
                }
                arguments.add(execution.constant(var));
            }
        }
        return arguments;
    }
}
