package io.entangle.datalog.query;

import io.entangle.datalog.index.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects the values of a column. What kind they are of shows with the first; others make all of them objects. */
final class ColumnBuilder {
    private static final int LEAST = 16;
    private static final long[] NO_LONGS = {};
    private static final Object[] NO_OBJECTS = {};

    private @Nullable Kind kind;
    private long[] longs = NO_LONGS;
    private @Nullable Object[] objects = NO_OBJECTS;
    private final int expected;
    private int size;

    ColumnBuilder(int expected) {
        this.expected = Math.max(expected, LEAST);
    }

    int size() {
        return size;
    }

    void add(@Nullable Object value) {
        Kind ofValue = value == null ? Kind.OBJECT : Kind.of(value);
        if (ofValue == Kind.OBJECT || value == null || !accepts(ofValue)) {
            addObject(value);
        } else {
            addLong(ofValue, ofValue.encode(value));
        }
    }

    private boolean accepts(Kind ofValue) {
        return kind == null || kind == ofValue;
    }

    /** Adds a value as the number that stands for it. */
    void addLong(Kind ofValue, long code) {
        if (kind != ofValue) {
            if (kind != null) {
                addObject(ofValue.decode(code));
                return;
            }
            kind = ofValue;
            longs = new long[expected];
        }
        if (size == longs.length) {
            longs = Arrays.copyOf(longs, size * 2);
        }
        longs[size++] = code;
    }

    void addObject(@Nullable Object value) {
        if (kind != Kind.OBJECT) {
            toObjects();
        }
        if (size == objects.length) {
            objects = Arrays.copyOf(objects, size * 2);
        }
        objects[size++] = value;
    }

    private void toObjects() {
        objects = new Object[Math.max(expected, longs.length)];
        if (kind != null) {
            for (int i = 0; i < size; i++) {
                objects[i] = kind.decode(longs[i]);
            }
        }
        longs = NO_LONGS;
        kind = Kind.OBJECT;
    }

    /** Adds a run of numbers. */
    void addLongs(Kind ofValues, long[] codes, int from, int count) {
        if (kind != ofValues && kind != null) {
            for (int i = from; i < from + count; i++) {
                addObject(ofValues.decode(codes[i]));
            }
            return;
        }
        reserve(ofValues, count);
        System.arraycopy(codes, from, longs, size, count);
        size += count;
    }

    /** Adds numbers from some places. */
    void addLongs(Kind ofValues, long[] codes, int[] places, int count) {
        if (kind != ofValues && kind != null) {
            for (int i = 0; i < count; i++) {
                addObject(ofValues.decode(codes[places[i]]));
            }
            return;
        }
        reserve(ofValues, count);
        for (int i = 0; i < count; i++) {
            longs[size + i] = codes[places[i]];
        }
        size += count;
    }

    void addObjects(@Nullable Object[] values, int[] places, int count) {
        for (int i = 0; i < count; i++) {
            addObject(values[places[i]]);
        }
    }

    /** Adds a run of integers. */
    void addInts(int[] numbers, int from, int count) {
        if (kind != Kind.LONG && kind != null) {
            for (int i = from; i < from + count; i++) {
                addObject((long) numbers[i]);
            }
            return;
        }
        reserve(Kind.LONG, count);
        for (int i = 0; i < count; i++) {
            longs[size + i] = numbers[from + i];
        }
        size += count;
    }

    /** Adds integers from some places. */
    void addInts(int[] numbers, int[] places, int count) {
        if (kind != Kind.LONG && kind != null) {
            for (int i = 0; i < count; i++) {
                addObject((long) numbers[places[i]]);
            }
            return;
        }
        reserve(Kind.LONG, count);
        for (int i = 0; i < count; i++) {
            longs[size + i] = numbers[places[i]];
        }
        size += count;
    }

    void addObjects(@Nullable Object[] values, int from, int count) {
        if (kind != Kind.OBJECT) {
            toObjects();
        }
        if (objects.length < size + count) {
            objects = Arrays.copyOf(objects, Math.max(size + count, objects.length * 2));
        }
        System.arraycopy(values, from, objects, size, count);
        size += count;
    }

    /** Adds the first rows of a column. */
    void addAll(Column column, int count) {
        if (column.isObjects()) {
            addObjects(column.objects(), 0, count);
        } else {
            addLongs(column.kind(), column.longs(), 0, count);
        }
    }

    private void reserve(Kind ofValues, int count) {
        if (kind == null) {
            kind = ofValues;
            longs = new long[Math.max(expected, count)];
        } else if (longs.length < size + count) {
            longs = Arrays.copyOf(longs, Math.max(size + count, longs.length * 2));
        }
    }

    Column build() {
        if (kind == Kind.OBJECT) {
            return Column.of(objects);
        }
        return Column.of(kind == null ? Kind.LONG : kind, longs);
    }
}
