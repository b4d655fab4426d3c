package io.entangle.datalog.query;

import io.entangle.datalog.Attribute;
import io.entangle.datalog.Database;
import io.entangle.datalog.edn.Keyword;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Finds the entities that lookup refs and idents mean, where the place they stand at is for entities. */
final class References {
    /** What says that there is no such entity. */
    static final int NONE = -1;

    private References() {}

    static boolean isReference(@Nullable Object value) {
        return value instanceof List<?> || value instanceof Keyword;
    }

    /** Whether a slot may have values that mean an entity without being its id. */
    static boolean mayBe(Slot slot, Variables variables) {
        return slot.isVar() ? variables.isReference(slot.var()) : isReference(slot.value());
    }

    /** The entity that a value means, {@link #NONE} if none. */
    static int entity(Database database, @Nullable Object value) {
        if (value instanceof Long id) {
            return id > 0 && id <= Integer.MAX_VALUE ? id.intValue() : NONE;
        }
        if (!(value instanceof Keyword) && !isLookupRef(database, value)) {
            return NONE;
        }
        OptionalLong found = database.entityId(value);
        return found.isEmpty() ? NONE : (int) found.getAsLong();
    }

    /** Whether it can be one; other lists are values that no entity is. */
    private static boolean isLookupRef(Database database, @Nullable Object value) {
        if (!(value instanceof List<?> list) || list.size() != 2) {
            return false;
        }
        Object name = list.get(0);
        Attribute attribute = name instanceof Keyword || name instanceof String ? database.attribute(name) : null;
        return attribute != null && attribute.isUnique();
    }

    /** What a value of an attribute means, null if it can be none. */
    static @Nullable Object value(Database database, Attribute attribute, @Nullable Object value) {
        if (!attribute.isRef() || !isReference(value)) {
            return value;
        }
        int entity = entity(database, value);
        return entity == NONE ? null : (Object) (long) entity;
    }

    /** The entity that is written in a query; it is an error if there is none. */
    static int required(Database database, @Nullable Object value) {
        if (value instanceof Long) {
            return entity(database, value);
        }
        return (int) database.requireEntityId(value == null ? List.of() : value);
    }
}
