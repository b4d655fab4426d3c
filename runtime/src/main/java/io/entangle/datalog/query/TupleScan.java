package io.entangle.datalog.query;

import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.Datom;
import io.entangle.datalog.Index;
import io.entangle.datalog.index.Values;
import io.entangle.value.PersistentVector;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads all tuples of a source that match a pattern: those of a collection, or the datoms of a history. */
final class TupleScan {
    private final Slot[] slots;
    private final Execution execution;
    private final int[] vars;
    private final ColumnBuilder[] columns;
    private int rows;

    private TupleScan(Slot[] slots, Execution execution) {
        this.slots = slots;
        this.execution = execution;
        this.vars = PatternJoin.freeVars(slots, execution);
        this.columns = new ColumnBuilder[vars.length];
        Arrays.setAll(columns, i -> new ColumnBuilder(16));
    }

    static Relation collection(@Nullable Object source, Goal.OfPattern goal, Slot[] slots, Execution execution) {
        TupleScan scan = new TupleScan(slots, execution);
        Iterable<?> tuples = source instanceof Object[] array ? Arrays.asList(array) : Target.elements(source);
        if (tuples == null) {
            throw fault("a collection of tuples", source, goal);
        }
        for (Object each : tuples) {
            scan.add(tuple(each, goal));
        }
        return scan.relation();
    }

    private static List<?> tuple(@Nullable Object each, Goal.OfPattern goal) {
        if (each instanceof List<?> list) {
            return list;
        }
        if (each instanceof Object[] array) {
            return Arrays.asList(array);
        }
        if (each instanceof Map.Entry<?, ?> entry) {
            return PersistentVector.of(entry.getKey(), entry.getValue());
        }
        if (each instanceof Datom datom) {
            return List.of(datom.entity(), datom.attribute(), datom.value(), datom.tx(), datom.isAdded());
        }
        throw fault("a tuple", each, goal);
    }

    private static DatalogException fault(String expected, @Nullable Object value, Goal.OfPattern goal) {
        return new DatalogException(
                "Cannot match " + Forms.shown(value) + " with "
                        + Forms.shown(goal.clause().form()) + ", expected " + expected,
                "query/source",
                "value",
                value,
                "form",
                goal.clause().form());
    }

    static Relation history(Database database, Goal.OfPattern goal, Slot[] slots, Execution execution) {
        TupleScan scan = new TupleScan(resolved(database, slots, execution), execution);
        Slot entity = scan.slots[0];
        Slot attribute = scan.slots.length > 1 ? scan.slots[1] : Slot.BLANK;
        boolean isEntityKnown = execution.isConstant(entity);
        if (isEntityKnown && !(execution.value(entity) instanceof Long id && id > 0 && id <= Integer.MAX_VALUE)) {
            return scan.relation();
        }
        Object name = execution.isConstant(attribute) ? execution.value(attribute) : null;
        Stream<Datom> datoms = isEntityKnown
                ? database.datoms(Index.EAVT, execution.value(entity))
                : name == null || database.attribute(name) == null
                        ? database.datoms(Index.EAVT)
                        : database.datoms(Index.AEVT, name);
        Iterator<Datom> all = datoms.iterator();
        while (all.hasNext()) {
            scan.add(tuple(all.next(), goal));
        }
        return scan.relation();
    }

    /** The slots with ids in the place of references to entities. */
    private static Slot[] resolved(Database database, Slot[] slots, Execution execution) {
        Slot[] resolved = slots.clone();
        Object name = slots.length > 1 && execution.isConstant(slots[1]) ? execution.value(slots[1]) : null;
        boolean isRef = name != null
                && database.attribute(name) != null
                && Objects.requireNonNull(database.attribute(name)).isRef();
        for (int i = 0; i < slots.length; i++) {
            boolean isForEntity = i == 0 || i == 2 && isRef || i == 3;
            if (isForEntity && execution.isConstant(slots[i]) && References.isReference(execution.value(slots[i]))) {
                Object value = execution.value(slots[i]);
                int entity = slots[i].kind() == Slot.Kind.CONSTANT
                        ? References.required(database, value)
                        : References.entity(database, value);
                resolved[i] = Slot.constant((long) entity);
            }
        }
        return resolved;
    }

    private void add(List<?> tuple) {
        execution.count(rows, 1);
        if (tuple.size() < slots.length) {
            return;
        }
        for (int i = 0; i < slots.length; i++) {
            if (execution.isConstant(slots[i])
                    && !Objects.equals(execution.value(slots[i]), Values.normal(tuple.get(i)))) {
                return;
            }
        }
        for (int i = 0; i < vars.length; i++) {
            columns[i].add(Values.normal(tuple.get(place(vars[i]))));
        }
        rows++;
    }

    private int place(int var) {
        for (int i = 0; i < slots.length; i++) {
            if (slots[i].isVar() && slots[i].var() == var) {
                return i;
            }
        }
        throw new IllegalStateException("no variable " + var);
    }

    private Relation relation() {
        Column[] built = new Column[columns.length];
        Arrays.setAll(built, i -> columns[i].build());
        return Relation.of(rows, vars, built, rows <= 1 || vars.length == 0 && rows == 1);
    }
}
