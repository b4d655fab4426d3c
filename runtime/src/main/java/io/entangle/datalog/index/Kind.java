package io.entangle.datalog.index;

import java.time.DateTimeException;
import java.time.Instant;

/** How a column holds values: as numbers, in an order that is theirs, or as the objects they are. */
public enum Kind {
    /** {@code Long}, references to entities among them. */
    LONG,
    /** {@code Double}, as bits that are ordered as {@link Double#compare} does. */
    DOUBLE,
    /** {@link Instant} of whole milliseconds, since 1970 UTC. */
    INSTANT,
    /** Anything, also values of several kinds. */
    OBJECT;

    private static final int NANOS_IN_MS = 1_000_000;

    /**
     * {@return the kind that holds a value with the least memory}
     *
     * @param value a normal value: {@link Values#normal}
     */
    public static Kind of(Object value) {
        if (value instanceof Long) {
            return LONG;
        }
        if (value instanceof Double) {
            return DOUBLE;
        }
        return value instanceof Instant instant && isWhole(instant) ? INSTANT : OBJECT;
    }

    private static boolean isWhole(Instant instant) {
        if (instant.getNano() % NANOS_IN_MS != 0) {
            return false;
        }
        try {
            instant.toEpochMilli();
            return true;
        } catch (ArithmeticException | DateTimeException e) {
            return false;
        }
    }

    /**
     * {@return whether a column of this kind holds a value}
     *
     * @param value a normal value
     */
    public boolean holds(Object value) {
        return this == OBJECT || this == of(value);
    }

    /**
     * {@return a value as a number; of two values the lesser has the lesser number}
     *
     * @param value one that this kind holds, which is not {@link #OBJECT}
     */
    public long encode(Object value) {
        return switch (this) {
            case LONG -> (Long) value;
            case DOUBLE -> ordered(Double.doubleToLongBits((Double) value));
            case INSTANT -> ((Instant) value).toEpochMilli();
            case OBJECT -> throw new IllegalStateException("objects are not encoded");
        };
    }

    /**
     * {@return the value of a number}
     *
     * @param code what {@link #encode} gave
     */
    public Object decode(long code) {
        return switch (this) {
            case LONG -> code;
            case DOUBLE -> Double.longBitsToDouble(ordered(code));
            case INSTANT -> Instant.ofEpochMilli(code);
            case OBJECT -> throw new IllegalStateException("objects are not encoded");
        };
    }

    /** Turns the bits of a double into a number ordered as doubles are, and back. */
    private static long ordered(long bits) {
        return bits ^ (bits >> (Long.SIZE - 1) & Long.MAX_VALUE);
    }
}
