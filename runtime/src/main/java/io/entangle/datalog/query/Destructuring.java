package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import io.entangle.datalog.index.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes values apart into those of the variables of a binding, a row each time all of them have one. */
final class Destructuring {
    private static final Object UNSET = new Object();

    private final Target target;
    private final Execution execution;
    private final int[] vars;
    private final @Nullable Object[] current;
    private final ColumnBuilder[] columns;
    private int rows;

    Destructuring(Target target, Execution execution) {
        this.target = target;
        this.execution = execution;
        BitSet set = new BitSet();
        target.collectVars(set);
        this.vars = set.stream().toArray();
        this.current = new Object[vars.length];
        this.columns = new ColumnBuilder[vars.length];
        Arrays.setAll(columns, i -> new ColumnBuilder(16));
    }

    int[] vars() {
        return vars;
    }

    int rows() {
        return rows;
    }

    Column[] columns() {
        return Arrays.stream(columns).map(ColumnBuilder::build).toArray(Column[]::new);
    }

    /** Adds the rows that a value gives. */
    void add(@Nullable Object value) {
        Arrays.fill(current, UNSET);
        take(target, value, () -> {
            for (int i = 0; i < current.length; i++) {
                columns[i].add(current[i]);
            }
            execution.count(++rows, 1);
        });
    }

    private void take(Target of, @Nullable Object value, Runnable then) {
        if (of instanceof Target.Nothing) {
            then.run();
        } else if (of instanceof Target.Variable variable) {
            int index = Arrays.binarySearch(vars, variable.var());
            Object normal = Values.normal(value);
            if (current[index] == UNSET) {
                current[index] = normal;
                then.run();
                current[index] = UNSET;
            } else if (Objects.equals(current[index], normal)) {
                then.run();
            }
        } else if (of instanceof Target.Several several) {
            for (Object element : elements(several, value)) {
                take(several.target(), element, then);
            }
        } else {
            Target.Tuple tuple = (Target.Tuple) of;
            List<@Nullable Object> elements = new ArrayList<>();
            elements(tuple, value).forEach(elements::add);
            if (elements.size() < tuple.targets().size()) {
                throw fault(
                        "Not enough elements in a collection " + Forms.shown(value) + " to bind tuple "
                                + Forms.shown(tuple.form()),
                        value,
                        tuple);
            }
            takeParts(tuple.targets(), elements, 0, then);
        }
    }

    /** Takes the elements of a tuple from one on, each within those before. */
    private void takeParts(List<Target> parts, List<@Nullable Object> elements, int from, Runnable then) {
        if (from == parts.size()) {
            then.run();
        } else {
            take(parts.get(from), elements.get(from), () -> takeParts(parts, elements, from + 1, then));
        }
    }

    private static Iterable<?> elements(Target of, @Nullable Object value) {
        Iterable<?> elements = value instanceof Object[] array ? Arrays.asList(array) : Target.elements(value);
        if (elements == null) {
            throw fault(
                    "Cannot bind value " + Forms.shown(value) + " to "
                            + (of instanceof Target.Tuple ? "tuple " : "collection ") + Forms.shown(of.form()),
                    value,
                    of);
        }
        return elements;
    }

    private static DatalogException fault(String message, @Nullable Object value, Target of) {
        return new DatalogException(message, "query/binding", "value", value, "binding", of.form());
    }
}
