package io.entangle.datalog;

import io.entangle.datalog.edn.Keyword;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of a database: its number there, and what its schema says of it. An attribute without a schema has values
 * of any type, one an entity. Immutable.
 */
public final class Attribute {
    /** Whether, and how, the values of an attribute belong to one entity each. */
    public enum Unique {
        /** Several entities may have a value. */
        NO,
        /** Another entity's value is refused. */
        VALUE,
        /** Another entity's value means that entity. */
        IDENTITY
    }

    private final Object name;
    private final int number;
    private final @Nullable ValueType type;
    private final boolean isMany;
    private final Unique unique;
    private final boolean isIndexed;
    private final boolean isComponent;
    private final boolean keepsHistory;
    private final List<Object> tupleAttributes;
    private final List<ValueType> tupleTypes;
    private final @Nullable ValueType tupleType;

    Attribute(Object name, int number, Definition definition) {
        this.name = name;
        this.number = number;
        this.type = definition.type();
        this.isMany = definition.isMany();
        this.unique = definition.unique();
        this.isIndexed = definition.isIndexed();
        this.isComponent = definition.isComponent();
        this.keepsHistory = definition.keepsHistory();
        this.tupleAttributes = definition.tupleAttributes();
        this.tupleTypes = definition.tupleTypes();
        this.tupleType = definition.tupleType();
    }

    /** {@return its name: a {@link Keyword} or a {@code String}} */
    public Object name() {
        return name;
    }

    /** {@return its number in the database and in those that come of it} */
    public int number() {
        return number;
    }

    /** {@return what values it may have, or null for any} */
    public @Nullable ValueType type() {
        return type;
    }

    /** {@return whether its values are ids of entities} */
    public boolean isRef() {
        return type == ValueType.REF;
    }

    /** {@return whether an entity may have several values} */
    public boolean isMany() {
        return isMany;
    }

    /** {@return whether, and how, a value belongs to one entity} */
    public Unique unique() {
        return unique;
    }

    /** {@return whether entities can be looked up by its values} */
    public boolean isUnique() {
        return unique != Unique.NO;
    }

    boolean isIdentity() {
        return unique == Unique.IDENTITY;
    }

    /** {@return whether datoms are sorted by value too, which all are unless {@code :db/index} is false} */
    public boolean isIndexed() {
        return isIndexed;
    }

    /** {@return whether what it refers to belongs to the entity, and is retracted with it} */
    public boolean isComponent() {
        return isComponent;
    }

    boolean keepsHistory() {
        return keepsHistory;
    }

    /** {@return the attributes that its values are made of, none if they are not} */
    public List<Object> tupleAttributes() {
        return tupleAttributes;
    }

    boolean isComposite() {
        return !tupleAttributes.isEmpty();
    }

    /** Refuses a normal value that is not of the attribute's type. */
    void requireType(Object value, Object context) {
        if (type == null || type == ValueType.REF || type.holds(value) && (type != ValueType.TUPLE || isTuple(value))) {
            return;
        }
        throw new DatalogException(
                "Bad value %s of attribute %s at %s, expected %s"
                        .formatted(Text.quoted(value), Text.of(name), Text.of(context), expectation()),
                "transact/value-type",
                "attribute",
                name,
                "value",
                value,
                "context",
                context);
    }

    private boolean isTuple(Object value) {
        List<?> tuple = (List<?>) value;
        if (tupleType != null) {
            return tuple.stream().allMatch(slot -> slot == null || tupleType.holds(slot));
        }
        if (tupleTypes.isEmpty()) {
            return true;
        }
        boolean isTyped = tuple.size() == tupleTypes.size();
        for (int i = 0; isTyped && i < tuple.size(); i++) {
            Object slot = tuple.get(i);
            isTyped = slot == null || tupleTypes.get(i).holds(slot);
        }
        return isTyped;
    }

    private String expectation() {
        String expected = Objects.requireNonNull(type).keyword().toString();
        if (tupleType != null) {
            return expected + " of " + tupleType.keyword();
        }
        return tupleTypes.isEmpty()
                ? expected
                : expected + " of "
                        + Text.quoted(
                                tupleTypes.stream().map(ValueType::keyword).toList());
    }

    /** {@return its name} */
    @Override
    public String toString() {
        return Text.of(name);
    }
}
