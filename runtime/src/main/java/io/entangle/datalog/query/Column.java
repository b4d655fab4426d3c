package io.entangle.datalog.query;

import io.entangle.datalog.index.Kind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of one variable, a row each: numbers where values are all of a kind that numbers stand for, else objects. It
 * may have room for more rows than there are. Once made, never changed.
 */
final class Column {
    private final Kind kind;
    private final long[] longs;
    private final @Nullable Object[] objects;

    private static final long[] NO_LONGS = {};
    private static final Object[] NO_OBJECTS = {};

    private Column(Kind kind, long[] longs, @Nullable Object[] objects) {
        this.kind = kind;
        this.longs = longs;
        this.objects = objects;
    }

    static Column of(Kind kind, long[] longs) {
        return new Column(kind, longs, NO_OBJECTS);
    }

    static Column of(@Nullable Object[] objects) {
        return new Column(Kind.OBJECT, NO_LONGS, objects);
    }

    /** The same value in each row. */
    static Column constant(@Nullable Object value, int rows) {
        ColumnBuilder builder = new ColumnBuilder(rows);
        for (int i = 0; i < rows; i++) {
            builder.add(value);
        }
        return builder.build();
    }

    /** The numbers of rows. */
    static Column rowNumbers(int rows) {
        long[] numbers = new long[rows];
        for (int i = 0; i < rows; i++) {
            numbers[i] = i;
        }
        return of(Kind.LONG, numbers);
    }

    Kind kind() {
        return kind;
    }

    boolean isObjects() {
        return kind == Kind.OBJECT;
    }

    long[] longs() {
        return longs;
    }

    @Nullable
    Object[] objects() {
        return objects;
    }

    @Nullable
    Object get(int row) {
        return kind == Kind.OBJECT ? objects[row] : kind.decode(longs[row]);
    }

    int hash(int row) {
        return kind == Kind.OBJECT ? Objects.hashCode(objects[row]) : hash(longs[row]);
    }

    static int hash(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    /** Whether two columns of one kind have equal values in two rows. */
    boolean isEqual(int row, Column other, int otherRow) {
        return kind == Kind.OBJECT
                ? Objects.equals(objects[row], other.objects[otherRow])
                : longs[row] == other.longs[otherRow];
    }

    /** The rows of given numbers, in their order. */
    Column gather(int[] rows, int count) {
        if (kind == Kind.OBJECT) {
            @Nullable Object[] gathered = new Object[count];
            for (int i = 0; i < count; i++) {
                gathered[i] = objects[rows[i]];
            }
            return of(gathered);
        }
        long[] gathered = new long[count];
        for (int i = 0; i < count; i++) {
            gathered[i] = longs[rows[i]];
        }
        return of(kind, gathered);
    }

    /** Whether one of some rows has a value that may mean an entity without being its id. */
    boolean hasReferences(int from, int to) {
        for (int row = from; kind == Kind.OBJECT && row < to; row++) {
            if (References.isReference(objects[row])) {
                return true;
            }
        }
        return false;
    }

    /** The same values as objects. */
    Column asObjects(int rows) {
        if (kind == Kind.OBJECT) {
            return this;
        }
        @Nullable Object[] boxed = new Object[rows];
        for (int i = 0; i < rows; i++) {
            boxed[i] = kind.decode(longs[i]);
        }
        return of(boxed);
    }
}
