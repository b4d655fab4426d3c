package io.entangle.datalog;

import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.index.AttributeIndex;
import io.entangle.datalog.index.Columns;
import io.entangle.datalog.index.Cursor;
import io.entangle.datalog.index.Indexes;

/** Puts the datoms of a database under another schema, if they fit it. */
final class SchemaChange {
    private final Database database;
    private final Attributes attributes;

    SchemaChange(Database database, Attributes attributes) {
        this.database = database;
        this.attributes = attributes;
    }

    Indexes indexes() {
        Indexes.Editor editor = database.indexes().edit();
        for (int i = 0; i < attributes.size(); i++) {
            Attribute attribute = attributes.numbered(i);
            if (i >= database.attributes().size()) {
                editor.addAttribute(attribute.isIndexed(), database.isHistoryKept() && attribute.keepsHistory());
                continue;
            }
            Attribute before = database.attributes().numbered(i);
            AttributeIndex index = editor.attribute(i);
            requireCardinality(before, attribute, index);
            requireUnique(before, attribute, index);
            requireType(before, attribute, index);
            if (before.isIndexed() != attribute.isIndexed()) {
                editor.sortByValue(i, attribute.isIndexed());
            }
            if (before.keepsHistory() != attribute.keepsHistory() && database.isHistoryKept()) {
                editor.keepPast(i, attribute.keepsHistory());
            }
        }
        return editor.indexes();
    }

    private static void requireCardinality(Attribute before, Attribute after, AttributeIndex index) {
        if (before.isMany() && !after.isMany() && index.size() > index.entityCount()) {
            throw fault(after, "db/cardinality", "has entities with several values, can’t be :db.cardinality/one");
        }
    }

    private static void requireUnique(Attribute before, Attribute after, AttributeIndex index) {
        if (before.isUnique() || !after.isUnique()) {
            return;
        }
        Object last = null;
        for (Cursor cursor = Columns.sortedByValue(index).cursor(); cursor.isValid(); cursor.next()) {
            Object value = cursor.value();
            if (value.equals(last)) {
                throw fault(after, "db/unique", "has entities with the same value, can’t be :db/unique");
            }
            last = value;
        }
    }

    private static void requireType(Attribute before, Attribute after, AttributeIndex index) {
        if (after.type() == null || after.type() == before.type() && after.type() != ValueType.TUPLE) {
            return;
        }
        if (after.isComposite() && !after.tupleAttributes().equals(before.tupleAttributes()) && index.size() > 0) {
            throw fault(after, "db/tupleAttrs", "has values already, its :db/tupleAttrs can’t be changed");
        }
        index.forEach((entity, value, tx, endTx) -> {
            if (after.isRef() && !(value instanceof Long id && id > 0 && id <= Integer.MAX_VALUE)) {
                throw fault(after, "db/valueType", "has or had values that are no entity ids, can’t be :db.type/ref");
            }
            if (endTx == 0) {
                after.requireType(value, after.name());
            }
        });
    }

    private static DatalogException fault(Attribute attribute, String key, String message) {
        return new DatalogException(
                Text.of(attribute.name()) + " " + message,
                "schema/change",
                "attribute",
                attribute.name(),
                "key",
                Keyword.of(key));
    }
}
