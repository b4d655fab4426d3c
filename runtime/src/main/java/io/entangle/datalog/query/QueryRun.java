package io.entangle.datalog.query;

import io.entangle.clock.TimeSource;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.function.Functions;
import io.entangle.datalog.index.ValueOrder;
import io.entangle.datalog.index.Values;
import io.entangle.datalog.pull.Pull;
import io.entangle.datalog.query.Term.Var;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs a query for given inputs. */
final class QueryRun {
    private final QueryForm query;
    private final Program program;
    private final Execution execution;
    private final List<Given> given = new ArrayList<>();
    private boolean isEmpty;

    QueryRun(
            QueryForm query,
            Program program,
            Functions functions,
            QueryLimits limits,
            TimeSource time,
            Trace trace,
            Object... inputs) {
        this.query = query;
        this.program = program;
        this.execution = new Execution(
                sources(query, inputs), functions, program.variables(), limits.within(query.timeout()), time, trace);
        for (int i = 0; i < inputs.length; i++) {
            bind(query.inputs().get(i), program.inputs().get(i), inputs[i]);
        }
    }

    /** Refuses too many inputs, or too few. */
    static void requireInputs(QueryForm query, @Nullable Object... inputs) {
        int expected = query.inputs().size();
        if (inputs.length != expected) {
            throw new DatalogException(
                    (inputs.length > expected ? "Extra inputs passed, expected: " : "Too few inputs passed, expected: ")
                            + Forms.vector(query.inputs().stream()
                                    .map(input -> Forms.shown(input.form()))
                                    .toList())
                            + ", got: " + inputs.length,
                    "query/inputs",
                    "expected",
                    query.inputs().stream().map(Binding::form).toList(),
                    "got",
                    (long) inputs.length);
        }
    }

    private static Map<Symbol, @Nullable Object> sources(QueryForm query, @Nullable Object[] inputs) {
        Map<Symbol, @Nullable Object> sources = new HashMap<>();
        for (int i = 0; i < inputs.length; i++) {
            if (query.inputs().get(i) instanceof Binding.Source source) {
                sources.put(source.symbol(), inputs[i]);
            }
        }
        return sources;
    }

    private void bind(Binding binding, Target target, @Nullable Object value) {
        if (target instanceof Target.Variable variable) {
            execution.setConstant(variable.var(), Values.normal(value));
        } else if (!(binding instanceof Binding.Source) && !(binding instanceof Binding.Rules)) {
            Destructuring values = new Destructuring(target, execution);
            values.add(value);
            Column[] columns = values.columns();
            if (!target.isSingle()) {
                given.add(new GivenRelation(Relation.of(values.rows(), values.vars(), columns, false)
                        .distinct()));
            } else if (values.rows() == 0) {
                isEmpty = true;
            } else {
                for (int i = 0; i < columns.length; i++) {
                    execution.setConstant(values.vars()[i], columns[i].get(0));
                }
            }
        }
    }

    /** All results, in their order if they have one. */
    Table table() {
        BitSet wanted = new BitSet();
        for (Find.Element element : query.find().elements()) {
            wanted.set(program.number(element.variable()));
        }
        query.with().forEach(var -> wanted.set(program.number(var)));
        Relation rows = isEmpty
                ? Relation.empty(
                        Body.difference(wanted, execution.constants()).stream().toArray())
                : new Evaluator(execution, program)
                        .evaluateAll(program.body(), given, wanted)
                        .distinct();
        Table table = hasAggregates() ? aggregated(rows) : plain(rows);
        // What is left out needs no pull, unless the order depends on it.
        return isPullOrdered() ? cut(sorted(pulled(table))) : pulled(cut(sorted(table)));
    }

    private boolean isPullOrdered() {
        return query.orders().stream()
                .anyMatch(order -> query.find().elements().get(order.element()) instanceof Find.PullOf);
    }

    private boolean hasAggregates() {
        for (Find.Element element : query.find().elements()) {
            if (element instanceof Find.Aggregate) {
                return true;
            }
        }
        return false;
    }

    private Table aggregated(Relation rows) {
        return Aggregation.of(rows, query.find().elements(), program::number, execution);
    }

    private Table plain(Relation rows) {
        Column[] columns = new Column[query.find().elements().size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = column(rows, query.find().elements().get(i).variable());
        }
        return new Table(rows.size(), columns);
    }

    private Column column(Relation rows, Var variable) {
        int var = program.number(variable);
        return execution.isConstant(var) ? Column.constant(execution.constant(var), rows.size()) : rows.column(var);
    }

    private Table pulled(Table table) {
        Column[] columns = table.columns().clone();
        for (int i = 0; i < columns.length; i++) {
            if (query.find().elements().get(i) instanceof Find.PullOf pull) {
                columns[i] = pulled(columns[i], table.size(), pull);
            }
        }
        return new Table(table.size(), columns);
    }

    private Column pulled(Column entities, int rows, Find.PullOf element) {
        Object source = execution.source(element.source());
        if (!(source instanceof Database database)) {
            throw new DatalogException(
                    "Cannot pull from " + Forms.shown(source) + ", expected a database",
                    "query/find",
                    "source",
                    source);
        }
        Object pattern = element.pattern() != null
                ? element.pattern()
                : execution.constant(program.number(new Var(Objects.requireNonNull(element.patternName()))));
        Pull pull = Pull.of(
                pattern instanceof String text
                        ? Objects.requireNonNull(Edn.read(text))
                        : Objects.requireNonNull(pattern, "pattern"),
                execution.functions());
        List<@Nullable Object> ids = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            ids.add(entities.get(row));
        }
        return Column.of(pull.many(database, ids, new PullCount(execution)).toArray());
    }

    private Table sorted(Table table) {
        if (query.orders().isEmpty()) {
            return table;
        }
        Integer[] rows = new Integer[table.size()];
        Arrays.setAll(rows, i -> i);
        Arrays.sort(rows, (a, b) -> {
            for (Order order : query.orders()) {
                int result = ValueOrder.compare(table.get(a, order.element()), table.get(b, order.element()));
                if (result != 0) {
                    return order.isDescending() ? -result : result;
                }
            }
            return 0;
        });
        return table.gathered(Arrays.stream(rows).mapToInt(Integer::intValue).toArray(), rows.length);
    }

    private Table cut(Table table) {
        int from = Math.min(query.offset(), table.size());
        int limit = query.limit() == null ? table.size() : query.limit();
        int count = Math.min(limit, table.size() - from);
        if (count == table.size()) {
            return table;
        }
        int[] rows = new int[count];
        Arrays.setAll(rows, i -> from + i);
        return table.gathered(rows, count);
    }
}
