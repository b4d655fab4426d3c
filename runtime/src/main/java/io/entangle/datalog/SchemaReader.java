package io.entangle.datalog;

import io.entangle.datalog.edn.Keyword;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a schema says of an attribute, and refuses what can't be. */
final class SchemaReader {
    /** The attribute by which entities have names, which is in every schema. */
    static final Keyword IDENT = Keyword.of("db/ident");

    private static final Keyword TYPE = Keyword.of("db/valueType");
    private static final Keyword CARDINALITY = Keyword.of("db/cardinality");
    private static final Keyword UNIQUE = Keyword.of("db/unique");
    private static final Keyword INDEX = Keyword.of("db/index");
    private static final Keyword COMPONENT = Keyword.of("db/isComponent");
    private static final Keyword NO_HISTORY = Keyword.of("db/noHistory");
    private static final Keyword TUPLE_ATTRS = Keyword.of("db/tupleAttrs");
    private static final Keyword TUPLE_TYPES = Keyword.of("db/tupleTypes");
    private static final Keyword TUPLE_TYPE = Keyword.of("db/tupleType");

    private static final Keyword ONE = Keyword.of("db.cardinality/one");
    private static final Keyword MANY = Keyword.of("db.cardinality/many");
    private static final Keyword IDENTITY = Keyword.of("db.unique/identity");
    private static final Keyword VALUE = Keyword.of("db.unique/value");

    private static final Set<Object> BOOLEANS = ordered(true, false);
    private static final Set<Object> TYPES = Arrays.stream(ValueType.values())
            .map(ValueType::keyword)
            .collect(Collectors.toCollection(LinkedHashSet::new));

    private final Object name;
    private final Map<Keyword, @Nullable Object> properties;
    private final Map<Object, Map<Keyword, @Nullable Object>> schema;

    private SchemaReader(
            Object name,
            Map<Keyword, @Nullable Object> properties,
            Map<Object, Map<Keyword, @Nullable Object>> schema) {
        this.name = name;
        this.properties = properties;
        this.schema = schema;
    }

    private static Set<Object> ordered(Object... values) {
        return new LinkedHashSet<>(Arrays.asList(values));
    }

    static Definition ofIdent() {
        return new Definition(null, false, Attribute.Unique.IDENTITY, true, false, true, List.of(), List.of(), null);
    }

    static Definition definition(
            Object name,
            Map<Keyword, @Nullable Object> properties,
            Map<Object, Map<Keyword, @Nullable Object>> schema) {
        return new SchemaReader(name, properties, schema).read();
    }

    private Definition read() {
        boolean isComponent = Boolean.TRUE.equals(property(COMPONENT, BOOLEANS));
        ValueType type = ValueType.of(property(TYPE, TYPES));
        if (isComponent && type != ValueType.REF) {
            throw fault(
                    "Bad attribute specification for " + Text.of(name)
                            + ": {:db/isComponent true} should also have {:db/valueType :db.type/ref}",
                    COMPONENT);
        }
        Object unique = property(UNIQUE, ordered(VALUE, IDENTITY));
        boolean isMany = MANY.equals(property(CARDINALITY, ordered(ONE, MANY)));
        if (type == ValueType.TUPLE && !isTuple(properties)) {
            throw fault(
                    "Bad attribute specification for " + Text.of(name)
                            + ": {:db/valueType :db.type/tuple} should also have :db/tupleAttrs",
                    TYPE);
        }
        List<Object> tupleAttributes = tupleAttributes(isMany);
        boolean isIndexed = !Boolean.FALSE.equals(property(INDEX, BOOLEANS));
        boolean mustBeIndexed = unique != null || type == ValueType.REF || !tupleAttributes.isEmpty();
        return new Definition(
                isTuple(properties) ? ValueType.TUPLE : type,
                isMany,
                IDENTITY.equals(unique)
                        ? Attribute.Unique.IDENTITY
                        : unique == null ? Attribute.Unique.NO : Attribute.Unique.VALUE,
                mustBeIndexed || isIndexed,
                isComponent,
                !Boolean.TRUE.equals(property(NO_HISTORY, BOOLEANS)),
                tupleAttributes,
                tupleTypes(),
                ValueType.of(property(TUPLE_TYPE, TYPES)));
    }

    private static boolean isTuple(Map<Keyword, @Nullable Object> properties) {
        return properties.containsKey(TUPLE_ATTRS)
                || properties.containsKey(TUPLE_TYPES)
                || properties.containsKey(TUPLE_TYPE);
    }

    private @Nullable Object property(Keyword key, Set<Object> expected) {
        Object value = properties.get(key);
        if (value != null && !expected.contains(value)) {
            throw new DatalogException(
                    "Bad attribute specification for %s, expected one of %s"
                            .formatted(Text.of(Map.of(name, Map.of(key, value))), Text.of(expected)),
                    "schema/validation",
                    "attribute",
                    name,
                    "key",
                    key,
                    "value",
                    value);
        }
        return value;
    }

    private List<Object> tupleAttributes(boolean isMany) {
        if (!properties.containsKey(TUPLE_ATTRS)) {
            return List.of();
        }
        if (isMany) {
            throw fault(Text.of(name) + " has :db/tupleAttrs, must be :db.cardinality/one", TUPLE_ATTRS);
        }
        Object attributes = properties.get(TUPLE_ATTRS);
        if (!(attributes instanceof List<?> list)) {
            throw fault(
                    Text.of(name) + " :db/tupleAttrs must be a sequential collection, got: " + Text.of(attributes),
                    TUPLE_ATTRS);
        }
        if (list.isEmpty()) {
            throw fault(Text.of(name) + " :db/tupleAttrs can’t be empty", TUPLE_ATTRS);
        }
        List<Object> names = new ArrayList<>();
        for (Object each : list) {
            Map<Keyword, @Nullable Object> other = schema.getOrDefault(each, Map.of());
            if (isTuple(other)) {
                throw fault(
                        Text.of(name) + " :db/tupleAttrs can’t depend on another tuple attribute: " + Text.of(each),
                        TUPLE_ATTRS,
                        each);
            }
            if (MANY.equals(other.get(CARDINALITY))) {
                throw fault(
                        Text.of(name) + " :db/tupleAttrs can’t depend on :db.cardinality/many attribute: "
                                + Text.of(each),
                        TUPLE_ATTRS,
                        each);
            }
            if (!(each instanceof Keyword || each instanceof String)) {
                throw fault(Text.of(name) + " :db/tupleAttrs must be names, got: " + Text.of(each), TUPLE_ATTRS, each);
            }
            names.add(each);
        }
        return List.copyOf(names);
    }

    private List<ValueType> tupleTypes() {
        Object types = properties.get(TUPLE_TYPES);
        if (types == null) {
            return List.of();
        }
        List<ValueType> read = new ArrayList<>();
        for (Object each : types instanceof List<?> list ? list : List.of()) {
            ValueType type = ValueType.of(each);
            if (type != null) {
                read.add(type);
            }
        }
        if (read.isEmpty() || read.size() != ((List<?>) types).size()) {
            throw fault(Text.of(name) + " :db/tupleTypes must be a list of types, got: " + Text.of(types), TUPLE_TYPES);
        }
        return List.copyOf(read);
    }

    private DatalogException fault(String message, Keyword key) {
        return new DatalogException(message, "schema/validation", "attribute", name, "key", key);
    }

    private DatalogException fault(String message, Keyword key, @Nullable Object value) {
        return new DatalogException(message, "schema/validation", "attribute", name, "key", key, "value", value);
    }
}
