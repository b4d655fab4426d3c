package io.entangle.bench.datalog;

import datomic.Connection;
import datomic.Database;
import datomic.Datom;
import datomic.Peer;
import datomic.Util;
import io.entangle.bench.datalog.Facts.Item;
import io.entangle.bench.datalog.Facts.Ref;
import io.entangle.bench.datalog.Facts.Type;
import io.entangle.bench.datalog.Facts.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Datomic's peer library with databases in memory. All that is indexed in other systems by itself is so here by the schema. */
final class DatomicSystem implements DatalogSystem.Writing {
    private static final Object ID = Util.read(":db/id");
    private static final Object ADD = Util.read(":db/add");
    private static final Object RETRACT_ENTITY = Util.read(":db/retractEntity");

    private boolean isUsed;

    @Override
    public String name() {
        return DATOMIC;
    }

    private static List<Object> schema(Facts facts) {
        List<Object> schema = new ArrayList<>();
        for (Facts.Attribute attribute : facts.attributes()) {
            Map<Object, Object> map = new LinkedHashMap<>();
            map.put(word("db/ident"), word(attribute.name()));
            map.put(word("db/valueType"), word("db.type/" + type(attribute.type())));
            map.put(word("db/cardinality"), word("db.cardinality/" + (attribute.isMany() ? "many" : "one")));
            if (attribute.isIdentity()) {
                map.put(word("db/unique"), word("db.unique/identity"));
            }
            if (attribute.isIndexed()) {
                map.put(word("db/index"), true);
            }
            schema.add(map);
        }
        return schema;
    }

    private static String type(Type type) {
        return switch (type) {
            case STRING -> "string";
            case LONG -> "long";
            case WORD -> "keyword";
            case REF -> "ref";
        };
    }

    private static Object word(String name) {
        return Util.read(":" + name);
    }

    private Connection connection(Facts facts) {
        isUsed = true;
        String uri = "datomic:mem://" + UUID.randomUUID();
        Peer.createDatabase(uri);
        Connection connection = Peer.connect(uri);
        transact(connection, schema(facts));
        return connection;
    }

    private static Map<?, ?> transact(Connection connection, List<Object> transaction) {
        try {
            return connection.transact(transaction).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("a transaction has failed", e);
        }
    }

    @Override
    public Database empty(Facts facts) {
        return connection(facts).db();
    }

    @Override
    public Base load(Facts facts) {
        Connection connection = connection(facts);
        Map<?, ?> report = transact(connection, assertion(facts.items()));
        Database database = connection.db();
        Object tempids = report.get(Connection.TEMPIDS);
        Map<Object, String> keys = new HashMap<>();
        Map<String, Object> entities = new HashMap<>();
        for (Item item : facts.items()) {
            Object entity = Peer.resolveTempid(database, tempids, item.key());
            keys.put(entity, item.key());
            entities.put(item.key(), entity);
        }
        return new Base() {
            @Override
            public Supplier<Object> asking(Question question) {
                return DatomicSystem.asking(question, database, entities);
            }

            @Override
            public Map<Object, String> keys() {
                return keys;
            }
        };
    }

    private static Supplier<Object> asking(Question question, Database database, Map<String, Object> entities) {
        List<Object> inputs = new ArrayList<>();
        for (Object input : question.inputs()) {
            inputs.add(input instanceof Ref ref ? entities.get(ref.key()) : input);
        }
        Object read = Util.read(question.text());
        if (question.isPull()) {
            Object entity = inputs.get(0);
            return () -> database.pull(read, entity);
        }
        if (question.rules() != null) {
            inputs.add(0, Util.read(question.rules()));
        }
        inputs.add(0, database);
        Object[] all = inputs.toArray();
        return () -> Peer.query(read, all);
    }

    @Override
    public Object plain(Object value) {
        return value.getClass().getName().equals("clojure.lang.Keyword") ? value.toString() : value;
    }

    @Override
    public List<Object> assertion(List<Item> items) {
        List<Object> maps = new ArrayList<>();
        for (Item item : items) {
            Map<Object, Object> map = new LinkedHashMap<>();
            map.put(ID, item.key());
            item.values().forEach((name, value) -> map.put(word(name), own(value)));
            maps.add(map);
        }
        return maps;
    }

    @Override
    public List<Object> assertion(Item item, String attribute) {
        return List.of(
                List.of(ADD, item.key(), word(attribute), own(item.values().get(attribute))));
    }

    private static Object own(Object value) {
        if (value instanceof List<?> several) {
            return several.stream().map(DatomicSystem::own).toList();
        }
        if (value instanceof Ref ref) {
            return ref.key();
        }
        return value instanceof Word named ? word(named.name()) : value;
    }

    @Override
    public List<Object> retraction(Object entity) {
        return List.of(List.of(RETRACT_ENTITY, entity));
    }

    @Override
    public Object with(Object database, List<Object> transaction) {
        return ((Database) database).with(transaction).get(Connection.DB_AFTER);
    }

    @Override
    public List<Object> entities(Object database) {
        List<Object> entities = new ArrayList<>();
        for (Datom datom : ((Database) database).datoms(Database.AEVT, word("name"))) {
            entities.add(datom.e());
        }
        return entities;
    }

    @Override
    public void close() {
        if (isUsed) {
            Peer.shutdown(false);
        }
    }
}
