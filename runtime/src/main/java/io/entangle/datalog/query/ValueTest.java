package io.entangle.datalog.query;

import io.entangle.datalog.index.AttributeIndex;
import io.entangle.datalog.index.Kind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether the value of a datom is the one it must be: any, the same for all rows, or one for each row. */
final class ValueTest {
    private enum Mode {
        ANY,
        NONE,
        WITHIN,
        CODE,
        OBJECT,
        CODES,
        VALUES
    }

    private final Mode mode;
    private final Kind kind;
    private long code;
    private CodeRange within = CodeRange.ALL;
    private @Nullable Object object;
    private long[] codes = {};
    private @Nullable Column values;
    private @Nullable DatomJoin join;

    private ValueTest(Mode mode, Kind kind) {
        this.mode = mode;
        this.kind = kind;
    }

    static ValueTest of(DatomJoin join, Relation in) {
        AttributeIndex index = join.index();
        Slot slot = join.value();
        Kind kind = index.kind();
        if (join.execution().isConstant(slot)) {
            Object value = join.value(slot);
            if (value == null || !kind.holds(value)) {
                return new ValueTest(Mode.NONE, kind);
            }
            ValueTest test = new ValueTest(kind == Kind.OBJECT ? Mode.OBJECT : Mode.CODE, kind);
            if (kind == Kind.OBJECT) {
                test.object = value;
            } else {
                test.code = kind.encode(value);
            }
            return test;
        }
        if (!join.isBound(slot, in)) {
            return new ValueTest(Mode.ANY, kind);
        }
        Column column = in.column(slot.var());
        boolean areCodes = column.kind() == kind && kind != Kind.OBJECT;
        ValueTest test = new ValueTest(areCodes ? Mode.CODES : Mode.VALUES, kind);
        test.codes = column.longs();
        test.values = column;
        test.join = join;
        return test;
    }

    /** Whether a value is within a range, where both are numbers that are compared as such; else any is. */
    static ValueTest within(ValueRange range, DatomJoin join) {
        Kind kind = join.index().kind();
        CodeRange within = kind == Kind.LONG ? range.codes(join.execution()) : null;
        ValueTest test = new ValueTest(within == null ? Mode.ANY : Mode.WITHIN, kind);
        test.within = within == null ? CodeRange.ALL : within;
        return test;
    }

    boolean isAny() {
        return mode == Mode.ANY;
    }

    boolean isNone() {
        return mode == Mode.NONE;
    }

    /** Whether the value in a row of a leaf is that of a row of the relation. */
    boolean holds(long @Nullable [] longs, @Nullable Object @Nullable [] objects, int index, int row) {
        return switch (mode) {
            case ANY -> true;
            case NONE -> false;
            case WITHIN -> within.has(Objects.requireNonNull(longs)[index]);
            case CODE -> Objects.requireNonNull(longs)[index] == code;
            case OBJECT -> {
                Object there = Objects.requireNonNull(objects)[index];
                yield there == object || Objects.requireNonNull(there).equals(object);
            }
            case CODES -> Objects.requireNonNull(longs)[index] == codes[row];
            case VALUES -> {
                Object there = longs != null ? kind.decode(longs[index]) : Objects.requireNonNull(objects)[index];
                yield Objects.requireNonNull(there).equals(wanted(row));
            }
        };
    }

    private @Nullable Object wanted(int row) {
        Object value = Objects.requireNonNull(values).get(row);
        DatomJoin of = Objects.requireNonNull(join);
        return of.isReference(of.value()) ? References.value(of.database(), of.attribute(), value) : value;
    }
}
