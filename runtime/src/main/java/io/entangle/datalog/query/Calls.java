package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.function.QueryFunction;
import io.entangle.datalog.index.Values;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls a function for each row. */
final class Calls {
    /** What a call takes, in rows. */
    static final int ROWS = 16;

    private final @Nullable QueryFunction function;
    private final @Nullable Column functions;
    private final @Nullable Object[] arguments;

    /** The columns that arguments are taken from, null for one that is the same for all rows. */
    private final @Nullable Column[] columns;

    private final Clause clause;
    private final Execution execution;

    private Calls(
            @Nullable QueryFunction function,
            @Nullable Column functions,
            @Nullable Object[] arguments,
            @Nullable Column[] columns,
            Clause clause,
            Execution execution) {
        this.function = function;
        this.functions = functions;
        this.arguments = arguments;
        this.columns = columns;
        this.clause = clause;
        this.execution = execution;
    }

    static Calls of(
            Clause clause,
            Clause.Callee callee,
            int calleeVar,
            Slot[] slots,
            String what,
            Relation in,
            Execution execution) {
        QueryFunction function = null;
        Column functions = null;
        if (calleeVar < 0) {
            function = named(callee.name(), clause, what, execution);
        } else if (execution.isConstant(calleeVar)) {
            function = function(execution.constant(calleeVar), clause);
        } else {
            functions = in.column(calleeVar);
        }
        @Nullable Object[] arguments = new Object[slots.length];
        @Nullable Column[] columns = new Column[slots.length];
        for (int i = 0; i < slots.length; i++) {
            if (slots[i].kind() == Slot.Kind.SOURCE) {
                arguments[i] = execution.source((Symbol) slots[i].value());
            } else if (execution.isConstant(slots[i])) {
                arguments[i] = execution.value(slots[i]);
            } else {
                columns[i] = in.column(slots[i].var());
            }
        }
        return new Calls(function, functions, arguments, columns, clause, execution);
    }

    static QueryFunction named(Symbol name, Clause clause, String what, Execution execution) {
        QueryFunction function = execution.functions().function(name);
        if (function == null) {
            throw new DatalogException(
                    "Unknown " + what + " '" + name + " in " + Forms.shown(clause.form()),
                    "query/where",
                    "form",
                    clause.form(),
                    "var",
                    name);
        }
        return function;
    }

    /** A value as a function: one of the query's own, or one of the JDK's. */
    @SuppressWarnings("unchecked")
    private static QueryFunction function(@Nullable Object value, Clause clause) {
        if (value instanceof QueryFunction function) {
            return function;
        }
        if (value instanceof Function<?, ?> function) {
            return of(1, clause, values -> ((Function<@Nullable Object, @Nullable Object>) function).apply(values[0]));
        }
        if (value instanceof Predicate<?> predicate) {
            return of(1, clause, values -> ((Predicate<@Nullable Object>) predicate).test(values[0]));
        }
        if (value instanceof BiFunction<?, ?, ?> function) {
            BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> ofTwo =
                    (BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) function;
            return of(2, clause, values -> ofTwo.apply(values[0], values[1]));
        }
        if (value instanceof BiPredicate<?, ?> predicate) {
            BiPredicate<@Nullable Object, @Nullable Object> ofTwo =
                    (BiPredicate<@Nullable Object, @Nullable Object>) predicate;
            return of(2, clause, values -> ofTwo.test(values[0], values[1]));
        }
        if (value instanceof Supplier<?> supplier) {
            return of(0, clause, values -> supplier.get());
        }
        throw new DatalogException(
                "Cannot call " + Forms.shown(value) + " in " + Forms.shown(clause.form()) + ", expected a function",
                "query/where",
                "form",
                clause.form());
    }

    private static QueryFunction of(int arguments, Clause clause, QueryFunction function) {
        return values -> {
            if (values.length != arguments) {
                throw new DatalogException(
                        "Cannot call a function of %d arguments with %d in %s"
                                .formatted(arguments, values.length, Forms.shown(clause.form())),
                        "query/where",
                        "form",
                        clause.form());
            }
            return function.apply(values);
        };
    }

    /** What the function returns for a row, in normal form. */
    @Nullable
    Object call(int row) {
        @Nullable Object[] values = arguments.clone();
        for (int i = 0; i < values.length; i++) {
            Column column = columns[i];
            if (column != null) {
                values[i] = column.get(row);
            }
        }
        QueryFunction called =
                function != null ? function : function(functions == null ? null : functions.get(row), clause);
        return Values.normal(execution.made(called.apply(values)));
    }
}
