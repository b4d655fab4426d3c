package io.entangle.datalog.live;

import io.entangle.datalog.Attribute;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatabaseFunction;
import io.entangle.datalog.Datom;
import io.entangle.datalog.Index;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Symbol;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How datoms stand in documents:
 *
 * <pre>{@code
 * {"entities": {"1": {":person/name": ["Ada", 3],
 *                     ":person/role": [":admin", 3, "edn"],
 *                     ":person/friends": {"7": 3, "9": 4}}},
 *  "entity": 9, "tx": 4}
 * }</pre>
 *
 * <p>Transactions are counted from {@link Database#FIRST_TX}. There are no empty maps within, so that equal databases have equal
 * documents. Thread-safe; nothing in it changes but what is remembered of names.
 */
final class DatabaseForm {
    static final String ENTITIES = "entities";
    static final String MAX_ENTITY = "entity";
    static final String MAX_TX = "tx";

    /** How many keys lead to what an entity has of an attribute. */
    static final int ATTRIBUTE_DEPTH = 3;

    private final Database empty;
    private final ValueForm values;
    private final AttributeNames names = new AttributeNames();

    DatabaseForm(Schema schema, Map<Symbol, DatabaseFunction> functions) {
        this.empty = Database.empty(schema);
        this.values = new ValueForm(functions);
    }

    Database empty() {
        return empty;
    }

    boolean isMany(Object name) {
        Attribute attribute = empty.attribute(name);
        return attribute != null && attribute.isMany();
    }

    // ---- writing ----

    Doc encode(Database database) {
        Doc entities = Doc.of();
        Doc entity = Doc.of();
        long id = 0;
        Iterator<Datom> datoms = database.datoms(Index.EAVT).iterator();
        while (datoms.hasNext()) {
            Datom datom = datoms.next();
            if (datom.entity() != id) {
                entities = id == 0 ? entities : entities.with(entityKey(id), entity);
                entity = Doc.of();
                id = datom.entity();
            }
            entity = with(entity, datom);
        }
        entities = id == 0 ? entities : entities.with(entityKey(id), entity);
        return Doc.of(ENTITIES, entities, MAX_ENTITY, database.maxEntity(), MAX_TX, txNumber(database.maxTx()));
    }

    /** An entity's map of its datoms. */
    Doc entity(List<Datom> datoms) {
        Doc entity = Doc.of();
        for (Datom datom : datoms) {
            entity = with(entity, datom);
        }
        return entity;
    }

    private Doc with(Doc entity, Datom datom) {
        String name = nameKey(datom.attribute());
        if (!isMany(datom.attribute())) {
            return entity.with(name, cell(datom));
        }
        Doc members = entity.has(name) ? (Doc) entity.get(name) : Doc.of();
        return entity.with(name, withMember(members, datom));
    }

    private Doc withMember(Doc members, Datom datom) {
        return members.with(memberKey(datom), txNumber(datom.tx()));
    }

    /** What an entity has of an attribute of cardinality many. */
    Doc members(List<Datom> datoms) {
        Doc members = Doc.of();
        for (Datom datom : datoms) {
            members = withMember(members, datom);
        }
        return members;
    }

    Doc cell(Datom datom) {
        return ValueForm.cell(datom.value(), txNumber(datom.tx()), path(datom));
    }

    String memberKey(Datom datom) {
        return ValueForm.key(datom.value(), path(datom));
    }

    private Path path(Datom datom) {
        return Path.of(ENTITIES, entityKey(datom.entity()), nameKey(datom.attribute()));
    }

    static String entityKey(long entity) {
        return Long.toString(entity);
    }

    String nameKey(Object name) {
        return names.key(name);
    }

    static long txNumber(long tx) {
        return tx - Database.FIRST_TX;
    }

    // ---- reading ----

    static int entity(String key) {
        try {
            int id = Integer.parseInt(key);
            if (id > 0 && Integer.toString(id).equals(key)) {
                return id;
            }
        } catch (NumberFormatException e) {
            throw noEntity(key, e);
        }
        throw noEntity(key, null);
    }

    private static InvalidValueException noEntity(String key, @Nullable Throwable cause) {
        return new InvalidValueException(
                "at " + Path.of(ENTITIES, key) + ": expected the id of an entity, from 1 to " + Integer.MAX_VALUE,
                cause);
    }

    Object name(String key, Path at) {
        return names.name(key, at);
    }

    static long maxEntity(@Nullable Object value) {
        return number(value, Database.FIRST_TX - 1, Path.of(MAX_ENTITY));
    }

    static long maxTx(@Nullable Object value) {
        return tx(value, Path.of(MAX_TX));
    }

    static long tx(@Nullable Object number, Path at) {
        return number(number, Integer.MAX_VALUE - Database.FIRST_TX, at) + Database.FIRST_TX;
    }

    private static long number(@Nullable Object value, long max, Path at) {
        if (value instanceof Long number && number >= 0 && number <= max) {
            return number;
        }
        throw ValueForm.invalid(at, "expected a number from 0 to " + max, value);
    }

    /** Adds the datoms of the map of all entities. */
    void readEntities(@Nullable Object value, List<Datom> into) {
        for (Map.Entry<String, @Nullable Object> entry :
                map(value, Path.of(ENTITIES)).map().entrySet()) {
            readEntity(entity(entry.getKey()), entry.getValue(), into);
        }
    }

    /** Adds the datoms of the map of an entity. */
    void readEntity(int entity, @Nullable Object value, List<Datom> into) {
        Path at = Path.of(ENTITIES, entityKey(entity));
        for (Map.Entry<String, @Nullable Object> entry :
                notEmpty(value, at).map().entrySet()) {
            Path place = at.child(entry.getKey());
            readAttribute(entity, name(entry.getKey(), place), entry.getValue(), place, into);
        }
    }

    /** Adds the datoms of what an entity has of an attribute. */
    void readAttribute(int entity, Object name, @Nullable Object value, Path at, List<Datom> into) {
        if (!isMany(name)) {
            into.add(readCell(entity, name, value, at));
            return;
        }
        for (Map.Entry<String, @Nullable Object> member :
                notEmpty(value, at).map().entrySet()) {
            into.add(readMember(entity, name, member.getKey(), member.getValue(), at));
        }
    }

    private Datom readCell(int entity, Object name, @Nullable Object value, Path at) {
        if (!(value instanceof Doc cell) || !cell.isList() || cell.size() < 2 || cell.size() > 3) {
            throw ValueForm.invalid(
                    at, "expected a list of a value, its transaction, and what it is written as", value);
        }
        return Datom.of(entity, name, values.value(cell, at), tx(cell.get(1), at), true);
    }

    static Datom readMember(int entity, Object name, String key, @Nullable Object tx, Path at) {
        return Datom.of(entity, name, ValueForm.ofKey(key, at), tx(tx, at.child(key)), true);
    }

    private static Doc map(@Nullable Object value, Path at) {
        if (value instanceof Doc doc && doc.isMap()) {
            return doc;
        }
        throw ValueForm.invalid(at, "expected a map", value);
    }

    private static Doc notEmpty(@Nullable Object value, Path at) {
        Doc map = map(value, at);
        if (map.size() == 0) {
            throw ValueForm.invalid(at, "expected a map that is not empty", map);
        }
        return map;
    }
}
