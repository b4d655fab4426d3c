package io.entangle.datalog;

import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.index.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out which entity is meant: by its id, by a lookup ref {@code [:email "ada@example.org"]}, or by its ident. */
final class EntityIds {
    /** What says that no entity is found. */
    static final int NONE = -1;

    /** What entities are looked up in. */
    interface Source {
        @Nullable
        Attribute attribute(Object name);

        /** The least entity of a value, in normal form; {@link EntityIds#NONE} if there is none. */
        int firstWith(Attribute attribute, Object value);
    }

    private final Source source;

    EntityIds(Source source) {
        this.source = source;
    }

    /** The id of the entity meant, whether or not it has datoms; {@link #NONE} if nothing is found. */
    int find(@Nullable Object reference) {
        if (reference instanceof Number number) {
            return number(number);
        }
        if (reference instanceof List<?> lookup) {
            return lookUp(lookup);
        }
        if (reference instanceof Keyword ident) {
            Attribute attribute = source.attribute(SchemaReader.IDENT);
            return attribute == null ? NONE : source.firstWith(attribute, ident);
        }
        throw new DatalogException(
                "Expected number or lookup ref for entity id, got " + Text.of(reference),
                "entity-id/syntax",
                "entity-id",
                reference);
    }

    /** The same; it is an error if nothing is found. */
    int require(@Nullable Object reference) {
        int entity = find(reference);
        if (entity == NONE) {
            throw new DatalogException(
                    "Nothing found for entity id " + Text.of(reference), "entity-id/missing", "entity-id", reference);
        }
        return entity;
    }

    private static int number(Number number) {
        if (Values.normal(number) instanceof Long id && id > 0) {
            if (id > Integer.MAX_VALUE) {
                throw new DatalogException(
                        "Highest supported entity id is " + Integer.MAX_VALUE + ", got " + id,
                        "entity-id",
                        "value",
                        id);
            }
            return id.intValue();
        }
        throw new DatalogException(
                "Expected number or lookup ref for entity id, got " + Text.of(number),
                "entity-id/syntax",
                "entity-id",
                number);
    }

    private int lookUp(List<?> lookup) {
        if (lookup.size() != 2) {
            throw new DatalogException(
                    "Lookup ref should contain 2 elements: " + Text.of(lookup),
                    "lookup-ref/syntax",
                    "entity-id",
                    lookup);
        }
        Object name = lookup.get(0);
        Attribute attribute = name == null ? null : source.attribute(name);
        if (attribute == null || !attribute.isUnique()) {
            throw new DatalogException(
                    "Lookup ref attribute should be marked as :db/unique: " + Text.of(lookup),
                    "lookup-ref/unique",
                    "entity-id",
                    lookup);
        }
        Object value = lookup.get(1);
        if (value == null) {
            return NONE;
        }
        Object normal = attribute.isRef() ? (Object) (long) find(value) : Values.normal(tuple(attribute, value));
        return normal == null ? NONE : source.firstWith(attribute, normal);
    }

    /** A value of a composite tuple with the ids of entities in the place of their lookup refs. */
    Object tuple(Attribute attribute, Object value) {
        if (!attribute.isComposite() || !(value instanceof List<?> slots)) {
            return value;
        }
        List<@Nullable Object> resolved = new ArrayList<>(slots);
        for (int i = 0; i < Math.min(slots.size(), attribute.tupleAttributes().size()); i++) {
            Attribute part = source.attribute(attribute.tupleAttributes().get(i));
            if (part != null && part.isRef() && slots.get(i) instanceof List<?> lookup) {
                resolved.set(i, (long) require(lookup));
            }
        }
        return Values.normal(resolved);
    }
}
