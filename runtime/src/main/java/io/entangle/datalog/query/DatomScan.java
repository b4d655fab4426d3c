package io.entangle.datalog.query;

import io.entangle.datalog.index.Cursor;
import io.entangle.datalog.index.Kind;
import io.entangle.datalog.index.Tree;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the datoms of an attribute that match a pattern, whatever the rows they are to be joined with. */
final class DatomScan {
    private final DatomJoin join;
    private final Execution execution;
    private final boolean isEntityOut;
    private final boolean isValueOut;
    private final boolean isTxOut;
    private final ColumnBuilder entities;
    private final ColumnBuilder values;
    private final ColumnBuilder txs;
    private ValueTest test;
    private final int tx;
    private int rows;
    private int lastEntity;

    DatomScan(DatomJoin join, Relation in) {
        this.join = join;
        this.execution = join.execution();
        this.isEntityOut = isOut(join.entity(), in);
        this.isValueOut = isOut(join.value(), in);
        this.isTxOut = isOut(join.tx(), in);
        int expected = isEntityOut || isValueOut || isTxOut ? 64 : 0;
        this.entities = new ColumnBuilder(expected);
        this.values = new ColumnBuilder(expected);
        this.txs = new ColumnBuilder(expected);
        this.test = execution.isConstant(join.value()) ? ValueTest.of(join, in) : ValueTest.of(join, Relation.UNIT);
        this.tx = execution.isConstant(join.tx()) ? join.entity(join.tx()) : 0;
    }

    private boolean isOut(Slot slot, Relation in) {
        return slot.isVar()
                && !execution.isConstant(slot)
                && (in.has(slot.var()) || join.keep().get(slot.var()));
    }

    Relation read() {
        if (test.isNone() || tx == References.NONE) {
            return relation();
        }
        Slot entity = join.entity();
        Tree byEntity = join.index().byEntity();
        Tree byValue = join.index().byValue();
        if (execution.isConstant(entity)) {
            int id = join.entity(entity);
            Cursor cursor = byEntity.cursor();
            if (id != References.NONE && cursor.seekEntity(id)) {
                int count = join.isSingle() ? 1 : byEntity.rank(id, null, true) - byEntity.rankOfEntity(id);
                read(cursor, byEntity.kind(), count, !test.isAny());
            }
        } else if (!test.isAny() && byValue != null) {
            Object value = Objects.requireNonNull(join.value(join.value()));
            read(byValue, byValue.rankOfValue(value), byValue.rankAfterValue(value), false);
        } else if (join.range() != null && byValue != null && !isMost(byValue)) {
            int[] ranks = join.range().ranks(byValue, execution);
            read(byValue, ranks[0], ranks[1], false);
        } else {
            test = test.isAny() && join.range() != null ? ValueTest.within(join.range(), join) : test;
            read(byEntity, 0, byEntity.size(), !test.isAny());
        }
        return relation();
    }

    /**
     * Whether a range has so many datoms that it is better to look at all of them, and have them sorted by entity: most of them;
     * less, if to look at one is to compare integers.
     */
    private boolean isMost(Tree byValue) {
        ValueRange range = Objects.requireNonNull(join.range());
        boolean isFast = byValue.kind() == Kind.LONG && range.codes(execution) != null;
        return range.count(join.index(), execution) > byValue.size() / (isFast ? 8 : 2);
    }

    private void read(Tree tree, int from, int to, boolean isTested) {
        Cursor cursor = tree.cursor();
        cursor.seekRank(from);
        read(cursor, tree.kind(), to - from, isTested);
    }

    private void read(Cursor cursor, Kind kind, int entries, boolean isTested) {
        boolean isPlain = join.database().isPlain() && !isTested && tx == 0 && (isAnyOut() || rows > 0);
        boolean isOnce = !isValueOut && !isTxOut && !join.isSingle();
        int left = entries;
        while (left > 0) {
            int count = Math.min(left, cursor.end() - cursor.at());
            if (isPlain && !isOnce) {
                addRun(cursor, count);
            } else {
                addEach(cursor, count, kind, isOnce);
            }
            if (!isAnyOut() && rows > 0) {
                return; // there is one, and nothing else is asked
            }
            left -= count;
            execution.count(rows, count);
            cursor.nextLeaf();
        }
    }

    private boolean isAnyOut() {
        return isEntityOut || isValueOut || isTxOut;
    }

    private void addRun(Cursor cursor, int count) {
        int at = cursor.at();
        if (isEntityOut) {
            entities.addInts(cursor.entities(), at, count);
        }
        if (isValueOut) {
            long[] longs = cursor.longs();
            if (longs != null) {
                values.addLongs(join.index().kind(), longs, at, count);
            } else {
                values.addObjects(Objects.requireNonNull(cursor.objects()), at, count);
            }
        }
        if (isTxOut) {
            txs.addInts(cursor.txs(), at, count);
        }
        rows += count;
    }

    /** Adds those datoms of a leaf that are asked for. */
    private void addEach(Cursor cursor, int count, Kind kind, boolean isOnce) {
        int[] ids = cursor.entities();
        long @Nullable [] longs = cursor.longs();
        @Nullable Object @Nullable [] objects = cursor.objects();
        boolean isPlain = join.database().isPlain();
        int[] places = new int[count];
        int taken = 0;
        for (int i = cursor.at(); i < cursor.at() + count; i++) {
            if (isOnce && rows + taken > 0 && ids[i] == lastEntity
                    || tx != 0 && cursor.txs()[i] != tx
                    || !test.holds(longs, objects, i, 0)
                    || !isPlain && !join.shows(ids[i], value(longs, objects, i, kind), cursor.txs()[i])) {
                continue;
            }
            places[taken++] = i;
            lastEntity = ids[i];
            if (!isAnyOut()) {
                break;
            }
        }
        addPlaces(cursor, places, taken);
    }

    private void addPlaces(Cursor cursor, int[] places, int taken) {
        if (isEntityOut) {
            entities.addInts(cursor.entities(), places, taken);
        }
        if (isValueOut) {
            long[] longs = cursor.longs();
            if (longs != null) {
                values.addLongs(join.index().kind(), longs, places, taken);
            } else {
                values.addObjects(Objects.requireNonNull(cursor.objects()), places, taken);
            }
        }
        if (isTxOut) {
            txs.addInts(cursor.txs(), places, taken);
        }
        rows += taken;
    }

    private static Object value(long @Nullable [] longs, @Nullable Object @Nullable [] objects, int index, Kind kind) {
        return longs != null
                ? kind.decode(longs[index])
                : Objects.requireNonNull(Objects.requireNonNull(objects)[index]);
    }

    private Relation relation() {
        int[] vars = new int[3];
        Column[] columns = new Column[3];
        int[] determinants = new int[3];
        int count = 0;
        boolean isSingle = join.isSingle();
        int entityVar = isEntityOut ? join.entity().var() : Relation.NONE;
        if (isEntityOut) {
            vars[count] = entityVar;
            columns[count] = entities.build();
            determinants[count++] = join.isUnique() && isValueOut ? join.value().var() : Relation.NONE;
        }
        if (isValueOut) {
            vars[count] = join.value().var();
            columns[count] = values.build();
            determinants[count++] = isSingle ? entityVar : Relation.NONE;
        }
        if (isTxOut) {
            vars[count] = join.tx().var();
            columns[count] = txs.build();
            determinants[count++] = isSingle ? entityVar : Relation.NONE;
        }
        boolean isEntityKnown = isEntityOut || execution.isConstant(join.entity());
        boolean isValueKnown = isSingle || isValueOut || !test.isAny() || !isTxOut;
        boolean isSet = rows <= 1 || isEntityKnown && isValueKnown;
        return Relation.of(
                rows,
                Arrays.copyOf(vars, count),
                Arrays.copyOf(columns, count),
                Arrays.copyOf(determinants, count),
                isSet);
    }
}
