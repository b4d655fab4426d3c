package io.entangle.datalog.query;

import io.entangle.datalog.Attribute;
import io.entangle.datalog.Database;
import io.entangle.datalog.index.AttributeIndex;
import io.entangle.datalog.index.Kind;
import io.entangle.datalog.index.Tree;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Joins rows with the datoms of one attribute. Datoms are looked up row by row, in the tree that is sorted by what is known;
 * or, where that would be dearer or nothing is known, they are read first and then joined by hashing.
 */
final class DatomJoin {
    private static final int ENTITY = 0;
    private static final int VALUE = 2;
    private static final int TX = 3;
    private static final int ADDED = 4;

    /** So many rows are looked at to see whether keys come in order. */
    private static final int SAMPLES = 64;

    /** Entities that are so many datoms apart are close to each other in a tree. */
    private static final int NEAR = 32;

    private final Database database;
    private final Attribute attribute;
    private final AttributeIndex index;
    private final Slot[] slots;
    private final @Nullable ValueRange range;
    private final BitSet keep;
    private final Execution execution;

    DatomJoin(
            Database database,
            Attribute attribute,
            Slot[] slots,
            @Nullable ValueRange range,
            BitSet keep,
            Execution execution) {
        this.database = database;
        this.attribute = attribute;
        this.index = database.index(attribute);
        this.slots = slots;
        this.range = range;
        this.keep = keep;
        this.execution = execution;
    }

    Relation join(Relation in) {
        Relation asserted = onlyAdded(in);
        Slot entity = slot(ENTITY);
        Slot value = slot(VALUE);
        boolean isValueBound = isBound(value, in);
        if (isBound(entity, in) && !isReadFirst(in, entity, isValueBound)
                || execution.isConstant(entity) && isValueBound) {
            return new DatomLookup(this, asserted).byEntity();
        }
        boolean isByValue = isValueBound && !execution.isConstant(entity) && !isBound(entity, in);
        if (isByValue && index.byValue() != null && !isReadFirst(in, value, false)) {
            return new DatomLookup(this, asserted).byValue();
        }
        return Join.join(asserted, new DatomScan(this, in).read(), keep, execution);
    }

    /** Whether it costs less to read all datoms first than to look each row up. */
    private boolean isReadFirst(Relation in, Slot key, boolean isValueBound) {
        Slot value = slot(VALUE);
        if (isReference(key) || isValueBound && isReference(value)) {
            return false; // references to entities are not equal to their ids
        }
        int size = index.size();
        Tree byValue = index.byValue();
        if (execution.isConstant(value) && byValue != null) {
            Object constant = value(value);
            size = constant == null || !index.kind().holds(constant)
                    ? 0
                    : byValue.rankAfterValue(constant) - byValue.rankOfValue(constant);
        }
        return size < in.size() / 2 || size / 4 <= in.size() && isScattered(in.column(key.var()), in.size());
    }

    /** Whether what is looked up row by row is seldom close to what was looked up before. */
    private boolean isScattered(Column keys, int rows) {
        int samples = Math.min(rows - 1, SAMPLES);
        if (keys.kind() != Kind.LONG || samples < 1) {
            return false;
        }
        long[] codes = keys.longs();
        long span = database.maxEntity() / Math.max(1, index.size()) * NEAR + NEAR;
        int near = 0;
        for (int i = 0; i < samples; i++) {
            int row = (int) ((long) i * (rows - 1) / samples);
            long step = codes[row + 1] - codes[row];
            near += step >= 0 && step < span ? 1 : 0;
        }
        return near < samples / 2;
    }

    /** The rows for which datoms are asserted, which all that stand are. */
    private Relation onlyAdded(Relation in) {
        Slot added = slot(ADDED);
        if (execution.isConstant(added)) {
            return Boolean.TRUE.equals(execution.value(added)) ? in : in.filtered(new int[0], 0);
        }
        if (!added.isVar()) {
            return in;
        }
        if (!in.has(added.var())) {
            return in.with(added.var(), Column.constant(true, in.size()), Relation.NONE);
        }
        IntList rows = new IntList(in.size());
        for (int row = 0; row < in.size(); row++) {
            if (Boolean.TRUE.equals(in.column(added.var()).get(row))) {
                rows.add(row);
            }
        }
        return in.filtered(rows.array(), rows.size());
    }

    /** Whether a variable may have values that mean an entity without being its id. */
    boolean isReference(Slot slot) {
        return execution.variables().isReference(slot.var());
    }

    Database database() {
        return database;
    }

    Attribute attribute() {
        return attribute;
    }

    AttributeIndex index() {
        return index;
    }

    BitSet keep() {
        return keep;
    }

    Execution execution() {
        return execution;
    }

    @Nullable
    ValueRange range() {
        return range;
    }

    Slot entity() {
        return slot(ENTITY);
    }

    Slot value() {
        return slot(VALUE);
    }

    Slot tx() {
        return slot(TX);
    }

    private Slot slot(int place) {
        return place < slots.length ? slots[place] : Slot.BLANK;
    }

    boolean isBound(Slot slot, Relation in) {
        return slot.isVar() && !execution.isConstant(slot) && in.has(slot.var());
    }

    /** Whether a variable gets its value here, and is needed afterwards. */
    boolean isOutput(Slot slot, Relation in) {
        return slot.isVar() && !execution.isConstant(slot) && !in.has(slot.var()) && keep.get(slot.var());
    }

    /** The entity that a constant means, {@link References#NONE} if there is none. */
    int entity(Slot constant) {
        return constant.kind() == Slot.Kind.CONSTANT
                ? References.required(database, constant.value())
                : References.entity(database, execution.value(constant));
    }

    /** The value that a constant means, null if no datom can have it. */
    @Nullable
    Object value(Slot constant) {
        Object value = execution.value(constant);
        if (constant.kind() == Slot.Kind.CONSTANT && attribute.isRef() && References.isReference(value)) {
            return (long) References.required(database, value);
        }
        return References.value(database, attribute, value);
    }

    /** Whether each value is that of one entity at most; what was once need not fit the schema of now. */
    boolean isUnique() {
        return attribute.isUnique() && !database.isPast();
    }

    /** Whether each entity has one value at most. */
    boolean isSingle() {
        return index.size() == index.entityCount();
    }

    boolean shows(int entity, Object value, int tx) {
        return database.shows(attribute, entity, value, tx);
    }
}
