package io.entangle.datalog.query;

import io.entangle.datalog.index.Cursor;
import io.entangle.datalog.index.Kind;
import io.entangle.datalog.index.Tree;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks up, for each row, the datoms of its entity or of its value. */
final class DatomLookup {
    /** How many entities are looked for at once. */
    private static final int BATCH = 256;

    private final DatomJoin join;
    private final Relation in;
    private final Execution execution;
    private final IntList rows;

    /** What is found, null if it is not asked for. */
    private final @Nullable ColumnBuilder entities;

    private final @Nullable ColumnBuilder values;
    private final @Nullable ColumnBuilder txs;

    /** Whether one datom for a row is as good as several. */
    private final boolean isOnce;

    private final boolean isPlain;

    /** Whether a datom is looked at for nothing but its entity and value. */
    private final boolean isSimple;

    private final int constantTx;
    private final @Nullable Column boundTx;

    DatomLookup(DatomJoin join, Relation in) {
        this.join = join;
        this.in = in;
        this.execution = join.execution();
        this.rows = new IntList(in.size());
        this.entities = join.isOutput(join.entity(), in) ? new ColumnBuilder(in.size()) : null;
        this.values = join.isOutput(join.value(), in) ? new ColumnBuilder(in.size()) : null;
        this.txs = join.isOutput(join.tx(), in) ? new ColumnBuilder(in.size()) : null;
        this.isOnce = entities == null && values == null && txs == null;
        this.isPlain = join.database().isPlain();
        this.constantTx = execution.isConstant(join.tx()) ? join.entity(join.tx()) : 0;
        this.boundTx = join.isBound(join.tx(), in) ? in.column(join.tx().var()) : null;
        this.isSimple = isPlain && txs == null && constantTx == 0 && boundTx == null;
    }

    Relation byEntity() {
        ValueTest test = ValueTest.of(join, in);
        Cursor cursor = join.index().byEntity().cursor();
        Slot slot = join.entity();
        boolean isConstant = execution.isConstant(slot);
        Column keys = isConstant ? Column.constant((long) join.entity(slot), in.size()) : in.column(slot.var());
        boolean areIds = keys.kind() == Kind.LONG;
        boolean isReference = slot.isVar() && join.isReference(slot);
        boolean isSingle = join.isSingle();
        if (areIds && isSingle && isSimple && entities == null) {
            takeSingles(keys.longs(), cursor, test);
            return relation(true);
        }
        for (int row = 0; row < in.size() && !test.isNone(); row++) {
            int entity = areIds ? id(keys.longs()[row]) : entity(keys.get(row), isReference);
            if (entity > 0 && cursor.seekEntity(entity)) {
                if (isSingle) {
                    take(cursor, cursor.at(), row, test);
                } else {
                    takeAll(cursor, entity, row, test);
                }
            }
            if ((row & 1023) == 0) {
                execution.count(rows.size(), 1024);
            }
        }
        return relation(isOnce || values != null || isSingle || !test.isAny());
    }

    private int entity(@Nullable Object value, boolean isReference) {
        return value instanceof Long || isReference ? References.entity(join.database(), value) : References.NONE;
    }

    private static int id(long number) {
        return number > 0 && number <= Integer.MAX_VALUE ? (int) number : References.NONE;
    }

    /** The datoms of entities that have one at most, leaf by leaf: the entities often come in order. */
    private void takeSingles(long[] ids, Cursor cursor, ValueTest test) {
        int[] places = new int[BATCH];
        int row = test.isNone() ? in.size() : 0;
        while (row < in.size()) {
            int next = cursor.seekInLeaf(ids, row, Math.min(in.size(), row + BATCH), places);
            if (next == row) {
                int entity = id(ids[row]);
                places[0] = entity > 0 && cursor.seekEntity(entity) ? cursor.at() : -1;
                next++;
            }
            takePlaces(cursor, row, next, places, test);
            execution.count(rows.size(), next - row);
            row = next;
        }
    }

    private void takePlaces(Cursor cursor, int from, int to, int[] places, ValueTest test) {
        long @Nullable [] longs = cursor.longs();
        @Nullable Object @Nullable [] objects = cursor.objects();
        boolean isAny = test.isAny();
        int taken = 0;
        for (int row = from; row < to; row++) {
            int place = places[row - from];
            if (place >= 0 && (isAny || test.holds(longs, objects, place, row))) {
                places[taken++] = place;
                rows.add(row);
            }
        }
        if (values != null && longs != null) {
            values.addLongs(join.index().kind(), longs, places, taken);
        } else if (values != null) {
            values.addObjects(Objects.requireNonNull(objects), places, taken);
        }
    }

    private void takeAll(Cursor cursor, int entity, int row, ValueTest test) {
        int index = cursor.at();
        while (cursor.isValid() && cursor.entities()[index] == entity) {
            int from = index;
            while (index + 1 < cursor.end() && cursor.entities()[index + 1] == entity) {
                index++;
            }
            if (takeSome(cursor, from, index + 1, row, test)) {
                return;
            }
            if (++index == cursor.end()) {
                cursor.nextLeaf();
                index = cursor.at();
            }
        }
    }

    /** Takes all datoms of some rows of the leaf. */
    private void takeRun(Cursor cursor, int from, int to, int row) {
        int count = to - from;
        rows.addTimes(row, count);
        if (entities != null) {
            entities.addInts(cursor.entities(), from, count);
        }
        long[] longs = cursor.longs();
        if (values != null && longs != null) {
            values.addLongs(join.index().kind(), longs, from, count);
        } else if (values != null) {
            values.addObjects(Objects.requireNonNull(cursor.objects()), from, count);
        }
    }

    /** Takes the datom in a row of the leaf, if it is one that is asked for. */
    private boolean take(Cursor cursor, int index, int row, ValueTest test) {
        long @Nullable [] longs = cursor.longs();
        @Nullable Object @Nullable [] objects = cursor.objects();
        if (!test.isAny() && !test.holds(longs, objects, index, row) || !isTx(cursor.txs()[index], row)) {
            return false;
        }
        if (!isPlain && !join.shows(cursor.entities()[index], value(longs, objects, index), cursor.txs()[index])) {
            return false;
        }
        rows.add(row);
        if (values != null) {
            if (longs != null) {
                values.addLong(join.index().kind(), longs[index]);
            } else {
                values.addObject(Objects.requireNonNull(objects)[index]);
            }
        }
        if (entities != null) {
            entities.addLong(Kind.LONG, cursor.entities()[index]);
        }
        if (txs != null) {
            txs.addLong(Kind.LONG, cursor.txs()[index]);
        }
        return true;
    }

    private boolean isTx(int tx, int row) {
        return (constantTx == 0 || constantTx == tx)
                && (boundTx == null || Objects.equals(boundTx.get(row), (long) tx));
    }

    private Object value(long @Nullable [] longs, @Nullable Object @Nullable [] objects, int index) {
        return longs != null
                ? join.index().kind().decode(longs[index])
                : Objects.requireNonNull(Objects.requireNonNull(objects)[index]);
    }

    Relation byValue() {
        ValueTest any = ValueTest.of(join, Relation.UNIT);
        Tree tree = Objects.requireNonNull(join.index().byValue());
        Cursor cursor = tree.cursor();
        Column keys = in.column(join.value().var());
        Kind kind = tree.kind();
        boolean areCodes = keys.kind() == kind && kind != Kind.OBJECT;
        boolean isReference = join.isReference(join.value());
        for (int row = 0; row < in.size(); row++) {
            if (areCodes) {
                takeAll(cursor, keys.longs()[row], row, any);
            } else {
                Object value = isReference
                        ? References.value(join.database(), join.attribute(), keys.get(row))
                        : keys.get(row);
                if (value != null && kind.holds(value)) {
                    if (kind == Kind.OBJECT) {
                        takeAll(cursor, value, row, any);
                    } else {
                        takeAll(cursor, kind.encode(value), row, any);
                    }
                }
            }
            execution.count(rows.size(), 1);
        }
        return relation(isOnce || entities != null);
    }

    private void takeAll(Cursor cursor, long code, int row, ValueTest any) {
        cursor.seekCode(code);
        int index = cursor.at();
        while (cursor.isValid() && Objects.requireNonNull(cursor.longs())[index] == code) {
            int from = index;
            long[] longs = Objects.requireNonNull(cursor.longs());
            while (index + 1 < cursor.end() && longs[index + 1] == code) {
                index++;
            }
            if (takeSome(cursor, from, index + 1, row, any)) {
                return;
            }
            if (++index == cursor.end()) {
                cursor.nextLeaf();
                index = cursor.at();
            }
        }
    }

    private void takeAll(Cursor cursor, Object value, int row, ValueTest any) {
        cursor.seekValue(value);
        int index = cursor.at();
        while (cursor.isValid() && value.equals(Objects.requireNonNull(cursor.objects())[index])) {
            int from = index;
            @Nullable Object[] objects = Objects.requireNonNull(cursor.objects());
            while (index + 1 < cursor.end() && value.equals(objects[index + 1])) {
                index++;
            }
            if (takeSome(cursor, from, index + 1, row, any)) {
                return;
            }
            if (++index == cursor.end()) {
                cursor.nextLeaf();
                index = cursor.at();
            }
        }
    }

    /** Takes the datoms of some rows of the leaf that are asked for; whether that is enough. */
    private boolean takeSome(Cursor cursor, int from, int to, int row, ValueTest test) {
        if (isSimple && !isOnce && test.isAny()) {
            takeRun(cursor, from, to, row);
            return false;
        }
        for (int index = from; index < to; index++) {
            if (take(cursor, index, row, test) && isOnce) {
                return true;
            }
        }
        return false;
    }

    /** The rows that have been taken; the new columns may tell those of one row apart. */
    private Relation relation(boolean areToldApart) {
        execution.count(rows.size(), 0);
        int[] vars = new int[3];
        Column[] columns = new Column[3];
        int[] determinants = new int[3];
        int count = 0;
        boolean isSingle = join.isSingle() && join.entity().isVar();
        if (entities != null) {
            vars[count] = join.entity().var();
            columns[count] = entities.build();
            determinants[count++] = join.isUnique() ? join.value().var() : Relation.NONE;
        }
        if (values != null) {
            vars[count] = join.value().var();
            columns[count] = values.build();
            determinants[count++] = isSingle ? join.entity().var() : Relation.NONE;
        }
        if (txs != null) {
            vars[count] = join.tx().var();
            columns[count] = txs.build();
            determinants[count++] = isSingle ? join.entity().var() : Relation.NONE;
        }
        Relation kept = in.keeping(join.keep());
        return kept.gathered(
                rows.array(),
                rows.size(),
                Arrays.copyOf(vars, count),
                Arrays.copyOf(columns, count),
                Arrays.copyOf(determinants, count),
                kept.isSet() && areToldApart);
    }
}
