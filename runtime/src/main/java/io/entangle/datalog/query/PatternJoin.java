package io.entangle.datalog.query;

import io.entangle.datalog.Attribute;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Keyword;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Joins rows with what a pattern matches in a source. */
final class PatternJoin {
    private static final int ENTITY = 0;
    private static final int ATTRIBUTE = 1;
    private static final int VALUE = 2;
    private static final int MAX_TERMS = 5;

    private final Goal.OfPattern goal;
    private final @Nullable ValueRange range;
    private final Execution execution;
    private final BitSet keep;

    /** The slots, none of them with the variable of another. */
    private final Slot[] slots;

    /** Pairs of variables that must be equal in the end, since they were one. */
    private final List<int[]> equal = new ArrayList<>();

    private PatternJoin(Goal.OfPattern goal, @Nullable ValueRange range, BitSet keep, Execution execution) {
        this.goal = goal;
        this.range = range;
        this.execution = execution;
        this.keep = (BitSet) keep.clone();
        this.slots = goal.slots().clone();
    }

    static Relation join(
            Relation in, Goal.OfPattern goal, @Nullable ValueRange range, BitSet keep, Execution execution) {
        PatternJoin join = new PatternJoin(goal, range, keep, execution);
        join.separate(in);
        return join.together(join.join(in)).keeping(keep);
    }

    /**
     * Gives a variable that comes again another name there. A reference to an entity that is looked up stays: what is found is
     * compared with the entity that it means.
     */
    private void separate(Relation in) {
        int fresh = execution.variables().size();
        for (int i = 1; i < slots.length; i++) {
            for (int j = 0; j < i && slots[i].isVar() && !execution.isConstant(slots[i]); j++) {
                boolean isLookedUp = j == ENTITY
                        && i == VALUE
                        && in.has(slots[i].var())
                        && in.column(slots[i].var()).isObjects()
                        && execution.variables().isReference(slots[i].var())
                        && execution.source(goal.source()) instanceof Database database
                        && !database.isHistory();
                if (slots[j].isVar() && slots[j].var() == slots[i].var() && !isLookedUp) {
                    equal.add(new int[] {slots[j].var(), fresh});
                    keep.set(slots[j].var());
                    keep.set(fresh);
                    slots[i] = Slot.var(fresh++);
                }
            }
        }
    }

    private Relation together(Relation joined) {
        Relation result = joined;
        for (int[] pair : equal) {
            Column one = result.column(pair[0]);
            Column other = result.column(pair[1]);
            IntList rows = new IntList(result.size());
            for (int row = 0; row < result.size(); row++) {
                Object value = one.get(row);
                if (value != null && value.equals(other.get(row))) {
                    rows.add(row);
                }
            }
            result = result.filtered(rows.array(), rows.size());
        }
        return result;
    }

    private Relation join(Relation in) {
        Object source = execution.source(goal.source());
        if (!(source instanceof Database database)) {
            return Join.join(in, TupleScan.collection(source, goal, slots, execution), keep, execution);
        }
        if (slots.length > MAX_TERMS) {
            throw new DatalogException(
                    "A pattern on a database has at most 5 terms: "
                            + Forms.shown(goal.clause().form()),
                    "query/where",
                    "form",
                    goal.clause().form());
        }
        if (database.isHistory()) {
            return Join.join(in, TupleScan.history(database, goal, slots, execution), keep, execution);
        }
        Slot attribute = slots.length > ATTRIBUTE ? slots[ATTRIBUTE] : Slot.BLANK;
        if (execution.isConstant(attribute)) {
            return ofAttribute(in, database, named(database, execution.value(attribute)));
        }
        return attribute.isVar() && in.has(attribute.var())
                ? ofEach(in, database, attribute.var())
                : ofAny(in, database, attribute);
    }

    private static @Nullable Attribute named(Database database, @Nullable Object name) {
        return name instanceof Keyword || name instanceof String ? database.attribute(name) : null;
    }

    private Relation ofAttribute(Relation in, Database database, @Nullable Attribute attribute) {
        return attribute == null
                ? Relation.empty(outputs(in))
                : new DatomJoin(database, attribute, slots, range, keep, execution).join(in);
    }

    /** The variables of rows after the join. */
    private int[] outputs(Relation in) {
        BitSet outputs = new BitSet();
        for (int var : in.vars()) {
            outputs.set(var);
        }
        for (Slot slot : slots) {
            if (slot.isVar() && !execution.isConstant(slot)) {
                outputs.set(slot.var());
            }
        }
        outputs.and(keep);
        return outputs.stream().toArray();
    }

    /** Each row with the datoms of the attribute that its variable names. */
    private Relation ofEach(Relation in, Database database, int var) {
        Map<Object, IntList> rowsOf = new LinkedHashMap<>();
        Column names = in.column(var);
        for (int row = 0; row < in.size(); row++) {
            Object name = names.get(row);
            if (name != null) {
                rowsOf.computeIfAbsent(name, any -> new IntList(16)).add(row);
            }
        }
        List<Relation> parts = new ArrayList<>();
        rowsOf.forEach((name, rows) -> {
            Attribute attribute = named(database, name);
            if (attribute != null) {
                parts.add(ofAttribute(in.filtered(rows.array(), rows.size()), database, attribute));
            }
        });
        return Relation.union(outputs(in), parts);
    }

    /** Each row with the datoms of all attributes. */
    private Relation ofAny(Relation in, Database database, Slot attribute) {
        int var = attribute.isVar() ? attribute.var() : execution.variables().size() + slots.length;
        Slot entity = slots[ENTITY];
        if (execution.isConstant(entity) || entity.isVar() && in.has(entity.var())) {
            return ofEach(withAttributes(in, database, entity, var), database, var);
        }
        List<Relation> parts = new ArrayList<>();
        for (Attribute each : database.allAttributes()) {
            Relation part = ofAttribute(in, database, each);
            parts.add(
                    attribute.isVar() && keep.get(var)
                            ? part.with(var, Column.constant(each.name(), part.size()), Relation.NONE)
                            : part);
        }
        return Relation.union(outputs(in), parts);
    }

    /** Each row with the names of the attributes that its entity has. */
    private Relation withAttributes(Relation in, Database database, Slot entity, int var) {
        IntList rows = new IntList(in.size());
        ColumnBuilder names = new ColumnBuilder(in.size());
        boolean isConstant = execution.isConstant(entity);
        for (int row = 0; row < in.size(); row++) {
            Object value = isConstant
                    ? execution.value(entity)
                    : in.column(entity.var()).get(row);
            int id = entity.kind() == Slot.Kind.CONSTANT
                    ? References.required(database, value)
                    : value instanceof Long || References.mayBe(entity, execution.variables())
                            ? References.entity(database, value)
                            : References.NONE;
            if (id != References.NONE) {
                for (Attribute each : database.attributesOf(id)) {
                    rows.add(row);
                    names.add(each.name());
                }
            }
            execution.count(rows.size(), 1);
        }
        return in.gathered(
                rows.array(),
                rows.size(),
                new int[] {var},
                new Column[] {names.build()},
                new int[] {Relation.NONE},
                in.isSet());
    }

    /** The variables that slots have, without those that are constant. */
    static int[] freeVars(Slot[] slots, Execution execution) {
        return Arrays.stream(slots)
                .filter(slot -> slot.isVar() && !execution.isConstant(slot))
                .mapToInt(Slot::var)
                .distinct()
                .toArray();
    }
}
