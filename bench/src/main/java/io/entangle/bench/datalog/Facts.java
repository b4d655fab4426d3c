package io.entangle.bench.datalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a database is to hold, said in a way that each system can be told.
 *
 * @param name what it is called
 * @param attributes its schema
 * @param items its entities, in the order in which they are asserted
 */
record Facts(String name, List<Attribute> attributes, List<Item> items) {
    /** What values are. */
    enum Type {
        STRING,
        LONG,
        WORD,
        REF
    }

    /**
     * An attribute.
     *
     * @param name its name, without the colon
     * @param type of its values
     * @param isMany whether an entity may have several
     * @param isIdentity whether a value means one entity
     * @param isIndexed whether a system that does not index all by itself is to index it
     */
    record Attribute(String name, Type type, boolean isMany, boolean isIdentity, boolean isIndexed) {
        static Attribute of(String name, Type type) {
            return new Attribute(name, type, false, false, false);
        }

        static Attribute indexed(String name, Type type) {
            return new Attribute(name, type, false, false, true);
        }

        static Attribute identity(String name) {
            return new Attribute(name, Type.STRING, false, true, false);
        }

        static Attribute many(String name, Type type) {
            return new Attribute(name, type, true, false, false);
        }
    }

    /**
     * An entity.
     *
     * @param key what other entities, and questions, call it
     * @param values of its attributes: a {@code String}, {@code Long}, {@link Word} or {@link Ref}, or a list of such
     */
    record Item(String key, Map<String, Object> values) {
        /** The same with one more value. */
        Item with(String attribute, Object value) {
            Map<String, Object> more = new LinkedHashMap<>(values);
            more.put(attribute, value);
            return new Item(key, more);
        }
    }

    /** A keyword. */
    record Word(String name) {}

    /** Another entity, by its key. */
    record Ref(String key) {}

    /** How many datoms they are. */
    int datomCount() {
        return items.stream()
                .flatMap(item -> item.values().values().stream())
                .mapToInt(value -> value instanceof List<?> several ? several.size() : 1)
                .sum();
    }
}
