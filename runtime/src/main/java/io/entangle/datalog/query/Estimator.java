package io.entangle.datalog.query;

import io.entangle.datalog.Attribute;
import io.entangle.datalog.Database;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.index.AttributeIndex;
import io.entangle.datalog.index.Tree;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out how large goals are: of patterns by counting, which costs little in trees that know how much is below. */
final class Estimator {
    /** Where nothing is known: what a collection that is bound may have. */
    private static final double ELEMENTS = 10;

    private static final double ROWS_OF_RULE = 10_000;

    private final Execution execution;
    private final List<? extends Given> given;

    Estimator(Execution execution, List<? extends Given> given) {
        this.execution = execution;
        this.given = given;
    }

    Shape shape(Goal goal, @Nullable ValueRange range) {
        if (goal instanceof Goal.OfPattern pattern) {
            return pattern(pattern, range);
        }
        if (goal instanceof Goal.OfRows rows) {
            return rows(rows);
        }
        int[] vars = vars(goal.vars());
        if (goal instanceof Goal.OfOr or) {
            return or(or, vars);
        }
        return goal instanceof Goal.OfRule ? Shape.of(ROWS_OF_RULE, vars) : Shape.of(ELEMENTS, vars);
    }

    private int[] vars(BitSet vars) {
        return Body.difference(vars, execution.constants()).stream().toArray();
    }

    private Shape rows(Goal.OfRows rows) {
        Given ofSlot = given.get(rows.slot());
        int[] columns = rows.columns();
        int[] vars = vars(rows.vars());
        double[] distinct = new double[vars.length];
        for (int i = 0; i < vars.length; i++) {
            for (int column = 0; column < columns.length; column++) {
                distinct[i] = columns[column] == vars[i] ? ofSlot.distinct(column) : distinct[i];
            }
        }
        return new Shape(ofSlot.size(), vars, distinct, 1);
    }

    private Shape or(Goal.OfOr or, int[] vars) {
        double size = 0;
        double[] distinct = new double[vars.length];
        for (Body branch : or.branches()) {
            Planner.Cost cost = new Planner(branch, execution, given, new BitSet()).guess();
            size += cost.rows();
            for (int i = 0; i < vars.length; i++) {
                distinct[i] += cost.distinct(vars[i]);
            }
        }
        return new Shape(size, vars, distinct, Shape.LOOK_UP * or.branches().size());
    }

    private Shape pattern(Goal.OfPattern pattern, @Nullable ValueRange range) {
        Object source = execution.source(pattern.source());
        int[] vars = vars(pattern.vars());
        if (!(source instanceof Database database)) {
            double size = source instanceof Collection<?> rows
                    ? rows.size()
                    : source instanceof Map<?, ?> map ? map.size() : ELEMENTS;
            return collection(pattern, size, vars);
        }
        if (database.isHistory()) {
            return collection(pattern, 2.0 * database.size(), vars);
        }
        Slot[] slots = pattern.slots();
        if (slots.length < 2 || !execution.isConstant(slots[1])) {
            return anyAttribute(database, slots, vars);
        }
        Object name = execution.value(slots[1]);
        Attribute attribute = name instanceof Keyword || name instanceof String ? database.attribute(name) : null;
        return attribute == null
                ? new Shape(0, vars, new double[vars.length], 1)
                : attribute(database, attribute, slots, vars, range);
    }

    /** All must be read; each constant is taken to leave a tenth. */
    private Shape collection(Goal.OfPattern pattern, double size, int[] vars) {
        double left = size;
        for (Slot slot : pattern.slots()) {
            left = execution.isConstant(slot) ? Math.max(1, left / 10) : left;
        }
        double[] distinct = new double[vars.length];
        Arrays.fill(distinct, Math.max(1, left / 2));
        return new Shape(left, vars, distinct, -size);
    }

    private Shape anyAttribute(Database database, Slot[] slots, int[] vars) {
        double size = database.size();
        double entities = Math.max(1, database.maxEntity());
        double perEntity = Math.max(1, size / entities);
        double[] distinct = new double[vars.length];
        boolean isEntityKnown = execution.isConstant(slots[0]);
        boolean isValueKnown = slots.length > 2 && execution.isConstant(slots[2]);
        double rows = isEntityKnown ? perEntity : isValueKnown ? Math.max(1, size / 100) : size;
        for (int i = 0; i < vars.length; i++) {
            distinct[i] = slots[0].isVar() && slots[0].var() == vars[i]
                    ? Math.min(rows, entities)
                    : slots.length > 1 && slots[1].isVar() && slots[1].var() == vars[i]
                            ? Math.min(rows, database.allAttributes().size())
                            : Math.max(1, rows / 4);
        }
        return new Shape(rows, vars, distinct, Shape.LOOK_UP * perEntity);
    }

    private Shape attribute(
            Database database, Attribute attribute, Slot[] slots, int[] vars, @Nullable ValueRange range) {
        AttributeIndex index = database.index(attribute);
        double size = index.size();
        double entities = Math.max(1, index.entityCount());
        double values = Math.max(1, size / index.fanOut());
        double allEntities = entities;
        double allValues = values;
        Slot value = slots.length > 2 ? slots[2] : Slot.BLANK;
        if (execution.isConstant(value)) {
            size = count(database, attribute, index, execution.value(value));
            entities = Math.max(1, Math.min(entities, size));
            values = 1;
        } else if (range != null) {
            double part = range.count(index, execution) / Math.max(1, size);
            size *= part;
            values = Math.max(1, values * part);
            entities = Math.max(1, Math.min(entities, size));
        }
        if (execution.isConstant(slots[0])) {
            size /= entities;
            entities = 1;
            values = Math.max(1, Math.min(values, size));
        }
        double[] distinct = new double[vars.length];
        double[] domains = new double[vars.length];
        for (int i = 0; i < vars.length; i++) {
            boolean isEntity = slots[0].isVar() && slots[0].var() == vars[i];
            boolean isValue = value.isVar() && value.var() == vars[i];
            distinct[i] = isEntity ? entities : isValue ? values : Math.max(1, size / 10);
            domains[i] = isEntity ? allEntities : isValue ? allValues : distinct[i];
        }
        boolean isFound = index.byValue() != null;
        return new Shape(size, vars, distinct, domains, isFound ? Shape.LOOK_UP : -index.size());
    }

    private static double count(Database database, Attribute attribute, AttributeIndex index, @Nullable Object value) {
        Object normal = References.value(database, attribute, value);
        Tree byValue = index.byValue();
        if (normal == null || !index.kind().holds(normal)) {
            return 0;
        }
        return byValue == null ? index.size() / 10.0 : byValue.rankAfterValue(normal) - byValue.rankOfValue(normal);
    }
}
