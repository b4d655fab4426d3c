package io.entangle.datalog;

import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.index.Values;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a database knows of its attributes beforehand. A schema is a map from names of attributes to maps, as EDN:
 *
 * <pre>{@code
 * {:person/email   {:db/unique :db.unique/identity}
 *  :person/age     {:db/valueType :db.type/long}
 *  :person/friends {:db/valueType :db.type/ref, :db/cardinality :db.cardinality/many}}
 * }</pre>
 *
 * <p>Attributes that are not in it may be used all the same. Immutable.
 */
public final class Schema {
    private static final Schema EMPTY = new Schema(Map.of());

    private final Map<Object, Map<Keyword, @Nullable Object>> attributes;
    private final Map<Object, Definition> definitions;

    private Schema(Map<Object, Map<Keyword, @Nullable Object>> attributes) {
        this.attributes = attributes;
        Map<Object, Definition> read = new LinkedHashMap<>();
        read.put(SchemaReader.IDENT, SchemaReader.ofIdent());
        attributes.forEach((name, properties) -> read.put(name, SchemaReader.definition(name, properties, attributes)));
        this.definitions = Collections.unmodifiableMap(read);
    }

    /** {@return the schema that says nothing} */
    public static Schema empty() {
        return EMPTY;
    }

    /**
     * {@return a schema}
     *
     * @param edn a map from names of attributes to maps
     * @throws DatalogException if it says of an attribute what can't be
     * @throws io.entangle.datalog.edn.EdnException if it is not EDN
     */
    public static Schema parse(String edn) {
        Object read = Edn.read(edn);
        if (read instanceof Map<?, ?> map) {
            return of(map);
        }
        throw new DatalogException(
                "Bad schema " + Text.of(read) + ", expected a map", "schema/validation", "value", read);
    }

    /**
     * {@return a schema}
     *
     * @param attributes from names of attributes, keywords or strings, to maps from keywords; a null for a map is as good
     *     as an empty one; properties that databases have no use for are kept
     * @throws DatalogException if it says of an attribute what can't be
     */
    public static Schema of(Map<?, ?> attributes) {
        Map<Object, Map<Keyword, @Nullable Object>> normal = new LinkedHashMap<>();
        attributes.forEach((name, properties) -> {
            if (!(name instanceof Keyword || name instanceof String)
                    || !(properties == null || properties instanceof Map<?, ?>)) {
                throw new DatalogException(
                        "Bad attribute specification for " + Text.quoted(Collections.singletonMap(name, properties))
                                + ", expected a keyword or a string, and a map",
                        "schema/validation",
                        "attribute",
                        name,
                        "value",
                        properties);
            }
            normal.put(name, properties(name, (Map<?, ?>) properties));
        });
        return new Schema(Collections.unmodifiableMap(normal));
    }

    private static Map<Keyword, @Nullable Object> properties(Object name, @Nullable Map<?, ?> properties) {
        if (properties == null) {
            return Map.of();
        }
        Map<Keyword, @Nullable Object> normal = new LinkedHashMap<>();
        properties.forEach((key, value) -> {
            if (!(key instanceof Keyword keyword)) {
                throw new DatalogException(
                        "Bad attribute specification for " + Text.of(name) + ": " + Text.quoted(key) + " is no keyword",
                        "schema/validation",
                        "attribute",
                        name,
                        "key",
                        key);
            }
            normal.put(keyword, Values.normal(value));
        });
        return Collections.unmodifiableMap(normal);
    }

    /** {@return what it says of each attribute, in the order it was written} */
    public Map<Object, Map<Keyword, @Nullable Object>> attributes() {
        return attributes;
    }

    Map<Object, Definition> definitions() {
        return definitions;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Schema that && attributes.equals(that.attributes);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(attributes);
    }

    /** {@return it as EDN} */
    @Override
    public String toString() {
        return Edn.write(attributes);
    }
}
