package io.entangle.datalog;

import io.entangle.datalog.index.Columns;
import io.entangle.datalog.index.Indexes;
import io.entangle.value.PersistentVector;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes databases: empty ones, and of many datoms at once. */
final class Loader {
    private final Schema schema;
    private final Map<Object, Columns> columns = new LinkedHashMap<>();
    private final GrowingAttributes attributes;
    private int maxEntity;
    private int maxTx = (int) Database.FIRST_TX;

    Loader(Schema schema) {
        this.schema = schema;
        this.attributes = new GrowingAttributes(Attributes.of(schema));
    }

    static Database empty(Schema schema, boolean keepsHistory) {
        Attributes attributes = Attributes.of(schema);
        Indexes.Editor editor = Indexes.empty().edit();
        for (int i = 0; i < attributes.size(); i++) {
            Attribute attribute = attributes.numbered(i);
            editor.addAttribute(attribute.isIndexed(), keepsHistory && attribute.keepsHistory());
        }
        Indexes indexes = editor.indexes();
        return new Database(
                schema,
                attributes,
                indexes,
                indexes,
                0,
                (int) Database.FIRST_TX,
                keepsHistory ? PersistentVector.empty() : null,
                View.ALL);
    }

    Database load(Iterable<?> datoms) {
        for (Object each : datoms) {
            if (!(each instanceof Datom datom)) {
                throw new DatalogException(
                        "init-db expects list of Datoms, got "
                                + (each == null ? "nil" : each.getClass().getName()),
                        "init-db");
            }
            if (datom.isAdded()) {
                add(datom);
            }
        }
        Attributes all = attributes.all();
        Indexes.Editor editor = Indexes.empty().edit();
        for (int i = 0; i < all.size(); i++) {
            Attribute attribute = all.numbered(i);
            editor.addAttribute(attribute.isIndexed(), false);
            Columns ofAttribute = columns.get(attribute.name());
            if (ofAttribute != null) {
                editor.load(i, ofAttribute);
            }
        }
        editor.finishLoad();
        Indexes indexes = editor.indexes();
        return new Database(schema, all, indexes, indexes, maxEntity, maxTx, null, View.ALL);
    }

    private void add(Datom datom) {
        Attribute attribute = attributes.named(datom.attribute());
        if (attribute == null) {
            attribute = attributes.add(datom.attribute());
        }
        if (attribute.isRef()) {
            requireEntity(datom);
        }
        columns.computeIfAbsent(datom.attribute(), any -> new Columns())
                .add((int) datom.entity(), datom.value(), (int) datom.tx());
        advance(datom.entity());
        if (attribute.isRef() && datom.value() instanceof Long referred) {
            advance(referred);
        }
        maxTx = Math.max(maxTx, (int) datom.tx());
    }

    /** Whoever follows references counts on it. */
    private static void requireEntity(Datom datom) {
        if (!(datom.value() instanceof Long id && id > 0 && id <= Integer.MAX_VALUE)) {
            throw new DatalogException("The reference of " + datom + " is no entity id", "init-db", "datom", datom);
        }
    }

    private void advance(long entity) {
        if (entity > maxEntity && entity < Database.FIRST_TX) {
            maxEntity = (int) entity;
        }
    }
}
