package io.entangle.bench.datalog;

import io.entangle.bench.datalog.Facts.Item;
import io.entangle.bench.datalog.Facts.Ref;
import io.entangle.bench.datalog.Facts.Type;
import io.entangle.bench.datalog.Facts.Word;
import io.entangle.datalog.Database;
import io.entangle.datalog.Datom;
import io.entangle.datalog.Index;
import io.entangle.datalog.Schema;
import io.entangle.datalog.TxReport;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.pull.Pull;
import io.entangle.datalog.query.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Ours. */
final class EntangleSystem implements DatalogSystem.Writing {
    private static final Keyword ID = Keyword.of("db/id");
    private static final Keyword ADD = Keyword.of("db/add");
    private static final Keyword RETRACT_ENTITY = Keyword.of("db/retractEntity");

    @Override
    public String name() {
        return ENTANGLE;
    }

    static Schema schema(Facts facts) {
        StringBuilder schema = new StringBuilder("{");
        for (Facts.Attribute attribute : facts.attributes()) {
            schema.append(':').append(attribute.name()).append(" {");
            if (attribute.type() == Type.REF) {
                schema.append(":db/valueType :db.type/ref ");
            }
            if (attribute.isMany()) {
                schema.append(":db/cardinality :db.cardinality/many ");
            }
            if (attribute.isIdentity()) {
                schema.append(":db/unique :db.unique/identity");
            }
            schema.append("}\n");
        }
        return Schema.parse(schema.append('}').toString());
    }

    @Override
    public Database empty(Facts facts) {
        return Database.empty(schema(facts));
    }

    @Override
    public Base load(Facts facts) {
        TxReport report = empty(facts).with(assertion(facts.items()));
        Map<Object, String> keys = new HashMap<>();
        Map<String, Long> entities = new HashMap<>();
        report.tempids().forEach((key, entity) -> {
            if (key instanceof String name) {
                keys.put(entity, name);
                entities.put(name, entity);
            }
        });
        return new Base() {
            @Override
            public Supplier<Object> asking(Question question) {
                return EntangleSystem.asking(question, report.dbAfter(), entities);
            }

            @Override
            public Map<Object, String> keys() {
                return keys;
            }
        };
    }

    private static Supplier<Object> asking(Question question, Database database, Map<String, Long> entities) {
        List<Object> inputs = new ArrayList<>();
        for (Object input : question.inputs()) {
            inputs.add(input instanceof Ref ref ? entities.get(ref.key()) : input);
        }
        if (question.isPull()) {
            Pull pull = Pull.parse(question.text());
            Object entity = inputs.get(0);
            return () -> Objects.requireNonNull(pull.one(database, entity));
        }
        if (question.rules() != null) {
            inputs.add(0, question.rules());
        }
        inputs.add(0, database);
        Query query = Query.parse(question.text());
        Object[] all = inputs.toArray();
        return () -> query.rows(all);
    }

    @Override
    public Object plain(Object value) {
        return value instanceof Keyword ? value.toString() : value;
    }

    @Override
    public List<Object> assertion(List<Item> items) {
        List<Object> maps = new ArrayList<>();
        for (Item item : items) {
            Map<Object, Object> map = new LinkedHashMap<>();
            map.put(ID, item.key());
            item.values().forEach((name, value) -> map.put(Keyword.of(name), own(value)));
            maps.add(map);
        }
        return maps;
    }

    @Override
    public List<Object> assertion(Item item, String attribute) {
        return List.of(List.of(
                ADD, item.key(), Keyword.of(attribute), own(item.values().get(attribute))));
    }

    private static Object own(Object value) {
        if (value instanceof List<?> several) {
            return several.stream().map(EntangleSystem::own).toList();
        }
        if (value instanceof Ref ref) {
            return ref.key();
        }
        return value instanceof Word word ? Keyword.of(word.name()) : value;
    }

    @Override
    public List<Object> retraction(Object entity) {
        return List.of(List.of(RETRACT_ENTITY, entity));
    }

    @Override
    public Object with(Object database, List<Object> transaction) {
        return ((Database) database).with(transaction).dbAfter();
    }

    @Override
    public List<Object> entities(Object database) {
        return ((Database) database)
                .datoms(Index.AEVT, Keyword.of("name"))
                .map(Datom::entity)
                .collect(Collectors.toList());
    }
}
