package io.entangle.datalog;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One fact: an entity has a value of an attribute, as a transaction has said. Two datoms are equal if entity, attribute
 * and value are; which transaction said so, and whether it asserted or retracted, does not count. Immutable.
 */
public final class Datom {
    private final int entity;
    private final Object attribute;
    private final Object value;
    private final int tx;
    private final boolean isAdded;

    Datom(int entity, Object attribute, Object value, int tx, boolean isAdded) {
        this.entity = entity;
        this.attribute = attribute;
        this.value = value;
        this.tx = tx;
        this.isAdded = isAdded;
    }

    /**
     * {@return a datom}
     *
     * @param entity the entity's id, from 1 to 2,147,483,647
     * @param attribute the attribute's name, a keyword or a string
     * @param value the value
     * @param tx the transaction, from {@link Database#FIRST_TX} on
     * @param isAdded whether it is asserted, not retracted
     * @throws IllegalArgumentException if the entity or the transaction is out of range
     */
    public static Datom of(long entity, Object attribute, Object value, long tx, boolean isAdded) {
        if (entity < 1 || entity > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("entity ids are from 1 to " + Integer.MAX_VALUE + ", not " + entity);
        }
        if (tx < Database.FIRST_TX || tx > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "transactions are from %d to %d, not %d".formatted(Database.FIRST_TX, Integer.MAX_VALUE, tx));
        }
        return new Datom((int) entity, attribute, Domain.stored(value, () -> attribute), (int) tx, isAdded);
    }

    /** {@return the entity's id} */
    public long entity() {
        return entity;
    }

    /** {@return the attribute's name: a {@link io.entangle.datalog.edn.Keyword} or a {@code String}} */
    public Object attribute() {
        return attribute;
    }

    /** {@return the value, in normal form; the id of the entity referred to is a {@code Long}} */
    public Object value() {
        return value;
    }

    /** {@return the id of the transaction} */
    public long tx() {
        return tx;
    }

    /** {@return whether it is asserted, not retracted} */
    public boolean isAdded() {
        return isAdded;
    }

    /**
     * {@return a part of the datom, as a pattern sees it}
     *
     * @param index 0 for the entity, 1 attribute, 2 value, 3 transaction, 4 whether it is asserted
     * @throws IndexOutOfBoundsException for any other index
     */
    public Object get(int index) {
        return switch (index) {
            case 0 -> (long) entity;
            case 1 -> attribute;
            case 2 -> value;
            case 3 -> (long) tx;
            case 4 -> isAdded;
            default -> throw new IndexOutOfBoundsException("a datom has parts 0 to 4, not " + index);
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Datom that
                        && entity == that.entity
                        && attribute.equals(that.attribute)
                        && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(entity, attribute, value);
    }

    /** {@return it as EDN, {@code #datom [1 :name "Ada" 536870913 true]}} */
    @Override
    public String toString() {
        return "#datom [" + entity + " " + Text.quoted(attribute) + " " + Text.quoted(value) + " " + tx + " " + isAdded
                + "]";
    }
}
