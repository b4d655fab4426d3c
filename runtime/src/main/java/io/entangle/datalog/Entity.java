package io.entangle.datalog;

import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.index.ValueOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An entity of a database, whose values are read when they are asked for. The value of an attribute with cardinality many
 * is a {@code Set}; the value of a reference is an entity. Under the name of an attribute seen from its other end, such as
 * {@code :person/_friends}, stands the set of those that refer to the entity, or the one it is a component of.
 *
 * <p>Entities are equal if they have the same id in the same database. What has been read is kept; otherwise immutable, and
 * safe for use by any thread.
 */
public final class Entity {
    private static final Keyword ID = Keyword.of("db/id");

    private final Database database;
    private final int id;

    /** Replaced as a whole by whichever thread has read something; what is lost that way is read again. */
    private volatile Map<Object, Object> read = Map.of();

    private volatile boolean isTouched;

    Entity(Database database, int id) {
        this.database = database;
        this.id = id;
    }

    /** {@return its id} */
    public long id() {
        return id;
    }

    /** {@return the database it is of} */
    public Database database() {
        return database;
    }

    /**
     * {@return the value of an attribute, or null if it has none}
     *
     * @param name of the attribute, from either end; or {@code :db/id}
     */
    public @Nullable Object get(Object name) {
        return getOrDefault(name, null);
    }

    /**
     * {@return the value of an attribute, or something else if it has none}
     *
     * @param name of the attribute, from either end; or {@code :db/id}
     * @param absent what else, may be null
     */
    public @Nullable Object getOrDefault(Object name, @Nullable Object absent) {
        if (ID.equals(name)) {
            return (long) id;
        }
        Object known = read.get(name);
        if (known != null) {
            return known;
        }
        Object value = isTouched && !ReverseNames.isReverse(name) ? null : lookUp(name);
        if (value == null) {
            return absent;
        }
        keep(Map.of(name, value));
        return value;
    }

    private void keep(Map<Object, Object> more) {
        Map<Object, Object> all = new HashMap<>(read);
        all.putAll(more);
        read = Collections.unmodifiableMap(all);
    }

    private @Nullable Object lookUp(Object name) {
        if (ReverseNames.isReverse(name)) {
            return referring(ReverseNames.reverse(name));
        }
        Attribute attribute = database.attribute(name);
        return attribute == null ? null : value(attribute);
    }

    private @Nullable Object value(Attribute attribute) {
        Set<Object> values = database.datoms(Index.EAVT, (long) id, attribute.name())
                .map(datom ->
                        attribute.isRef() ? new Entity(database, ((Long) datom.value()).intValue()) : datom.value())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (values.isEmpty()) {
            return null;
        }
        return attribute.isMany()
                ? Collections.unmodifiableSet(values)
                : values.iterator().next();
    }

    private @Nullable Object referring(Object name) {
        Attribute attribute = database.attribute(name);
        if (attribute == null || !attribute.isRef()) {
            return null;
        }
        Set<Object> entities = database.datoms(Index.AVET, name, (long) id)
                .map(datom -> new Entity(database, (int) datom.entity()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (entities.isEmpty()) {
            return null;
        }
        return attribute.isComponent() ? entities.iterator().next() : Collections.unmodifiableSet(entities);
    }

    /** {@return the names of its attributes, sorted} */
    public Set<Object> keys() {
        Set<Object> names = new TreeSet<>(ValueOrder.COMPARATOR);
        database.datoms(Index.EAVT, (long) id).forEach(datom -> names.add(datom.attribute()));
        return Collections.unmodifiableSet(names);
    }

    /**
     * {@return whether it has a value of an attribute}
     *
     * @param name of the attribute, from either end; or {@code :db/id}
     */
    public boolean contains(Object name) {
        return getOrDefault(name, null) != null;
    }

    /** {@return how many attributes it has} */
    public int size() {
        return keys().size();
    }

    /** {@return this entity, when all its values have been read, and those of its components} */
    public Entity touch() {
        Deque<Entity> toTouch = new ArrayDeque<>();
        Set<Integer> touched = new HashSet<>();
        toTouch.push(this);
        while (!toTouch.isEmpty()) {
            Entity next = toTouch.pop();
            if (touched.add(next.id)) {
                next.readAll();
                toTouch.addAll(next.components());
            }
        }
        return this;
    }

    private void readAll() {
        if (!isTouched) {
            Map<Object, Object> all = new HashMap<>();
            for (Object name : keys()) {
                all.put(name, Objects.requireNonNull(get(name)));
            }
            keep(all);
            isTouched = true;
        }
    }

    private List<Entity> components() {
        List<Entity> components = new ArrayList<>();
        read.forEach((name, value) -> {
            Attribute attribute = database.attribute(name);
            if (attribute == null || !attribute.isComponent()) {
                return;
            }
            for (Object each : value instanceof Set<?> several ? several : Set.of(value)) {
                components.add((Entity) each);
            }
        });
        return components;
    }

    /** {@return what has been read so far, by name; without {@code :db/id}} */
    public Map<Object, Object> cached() {
        return read;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Entity that && id == that.id && database == that.database;
    }

    @Override
    public int hashCode() {
        return Integer.hashCode(id);
    }

    /** {@return its id and what has been read so far} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{:db/id " + id);
        read.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(ValueOrder.COMPARATOR))
                .forEach(entry -> text.append(", ")
                        .append(Text.quoted(entry.getKey()))
                        .append(' ')
                        .append(shown(entry.getValue())));
        return text.append('}').toString();
    }

    private static String shown(Object value) {
        return value instanceof Set<?> several
                ? several.stream().map(Entity::shown).collect(Collectors.joining(" ", "#{", "}"))
                : value instanceof Entity ? value.toString() : Text.quoted(value);
    }
}
