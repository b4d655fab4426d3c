package io.entangle.datalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes that become more while a transaction is carried out, or a database is loaded. */
final class GrowingAttributes {
    private Attributes attributes;

    /** Those that are new since all were put together last, which takes as long as there are many. */
    private final Map<Object, Attribute> more = new LinkedHashMap<>();

    GrowingAttributes(Attributes attributes) {
        this.attributes = attributes;
    }

    @Nullable
    Attribute named(Object name) {
        Attribute known = attributes.named(name);
        return known != null || more.isEmpty() ? known : more.get(name);
    }

    /** Adds one that has no schema, numbered next. */
    Attribute add(Object name) {
        Attribute added = new Attribute(name, attributes.size() + more.size(), Definition.NONE);
        more.put(name, added);
        return added;
    }

    /** All of them together. */
    Attributes all() {
        if (!more.isEmpty()) {
            attributes = attributes.with(more);
            more.clear();
        }
        return attributes;
    }

    /** Those whose values are ids of entities; the new ones are not among them. */
    List<Attribute> refs() {
        return attributes.refs();
    }

    boolean hasComposites() {
        return attributes.hasComposites();
    }

    /** Which tuples values of an attribute stand in. */
    List<Attributes.Slot> slots(Attribute attribute) {
        return attributes.slots(attribute);
    }
}
