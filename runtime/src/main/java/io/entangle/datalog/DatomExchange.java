package io.entangle.datalog;

import io.entangle.datalog.index.AttributeIndex;
import io.entangle.datalog.index.Cursor;
import io.entangle.datalog.index.Indexes;
import java.util.List;

/**
 * Puts datoms in the place of others, and sees to it that what comes out is a database of its schema. Composite tuples are
 * datoms like others here: they are as those who made them left them.
 */
final class DatomExchange {
    private final Database before;
    private final Indexes.Editor editor;
    private final GrowingAttributes attributes;

    DatomExchange(Database before) {
        if (before.isFiltered() || before.isHistoryKept()) {
            throw fault("Datoms are exchanged in a whole database that keeps no history", before);
        }
        this.before = before;
        this.editor = before.indexes().edit();
        this.attributes = new GrowingAttributes(before.attributes());
    }

    Database exchange(DatabaseDifference difference, long maxEntity, long maxTx) {
        difference.retracted().forEach(this::remove);
        difference.added().forEach(this::add);
        Indexes indexes = editor.indexes();
        int highest = highestEntity(indexes);
        if (maxEntity < highest || maxEntity >= Database.FIRST_TX) {
            throw fault("The highest entity id is from %d to %d".formatted(highest, Database.FIRST_TX - 1), maxEntity);
        }
        if (maxTx < Database.FIRST_TX || maxTx > Integer.MAX_VALUE) {
            throw fault("The last transaction is from %d to %d".formatted(Database.FIRST_TX, Integer.MAX_VALUE), maxTx);
        }
        return before.after(attributes.all(), indexes, (int) maxEntity, (int) maxTx, List.of());
    }

    private void remove(Datom datom) {
        Attribute attribute = attributes.named(datom.attribute());
        int entity = (int) datom.entity();
        if (attribute == null || index(attribute).find(entity, datom.value()) < 0) {
            throw fault("There is no datom to retract", datom);
        }
        boolean isLast = !attribute.isMany() || isOnly(index(attribute), entity);
        editor.remove(attribute.number(), entity, datom.value(), (int) before.maxTx() + 1, isLast);
    }

    private static boolean isOnly(AttributeIndex index, int entity) {
        Cursor cursor = index.byEntity().cursor();
        cursor.seekEntity(entity);
        cursor.next();
        return !cursor.isValid() || cursor.entity() != entity;
    }

    private void add(Datom datom) {
        Attribute attribute = attribute(datom.attribute());
        int entity = (int) datom.entity();
        Object value = datom.value();
        if (attribute.isRef() && !(value instanceof Long id && id > 0 && id <= Integer.MAX_VALUE)) {
            throw fault("A reference is the id of an entity", datom);
        }
        attribute.requireType(value, datom);
        AttributeIndex index = index(attribute);
        boolean isFirst = index.first(entity) == null;
        if (!isFirst && (!attribute.isMany() || index.find(entity, value) >= 0)) {
            throw fault("There is a value already", datom);
        }
        if (attribute.isUnique() && index.firstWith(value) != EntityIds.NONE) {
            throw fault("Another entity has the value, which is unique", datom);
        }
        editor.add(attribute.number(), entity, value, (int) datom.tx(), isFirst);
    }

    private Attribute attribute(Object name) {
        Attribute known = attributes.named(name);
        if (known != null) {
            return known;
        }
        editor.addAttribute(true, false);
        return attributes.add(name);
    }

    private AttributeIndex index(Attribute attribute) {
        return editor.attribute(attribute.number());
    }

    private static int highestEntity(Indexes indexes) {
        Cursor cursor = indexes.entities().cursor();
        cursor.seekEntity((int) Database.FIRST_TX);
        return cursor.previous() ? cursor.entity() : 0;
    }

    private static DatalogException fault(String expectation, Object found) {
        return new DatalogException(
                expectation + ", but found " + Text.of(found), "database/difference", "found", found);
    }
}
