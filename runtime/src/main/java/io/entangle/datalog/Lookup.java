package io.entangle.datalog;

import io.entangle.datalog.index.AttributeIndex;
import io.entangle.datalog.index.Cursor;
import io.entangle.datalog.index.Indexes;
import io.entangle.datalog.index.Values;
import org.jspecify.annotations.Nullable;

/**
 * Looks entities up in a database, by what it shows.
 *
 * @param attributes the database's attributes
 * @param indexes its datoms
 * @param view which of them it shows
 */
record Lookup(Attributes attributes, Indexes indexes, View view) implements EntityIds.Source {
    @Override
    public @Nullable Attribute attribute(Object name) {
        return attributes.named(name);
    }

    @Override
    public int firstWith(Attribute attribute, Object value) {
        Object normal = Values.normal(value);
        AttributeIndex index = indexes.attribute(attribute.number());
        if (normal == null || !index.kind().holds(normal)) {
            return EntityIds.NONE;
        }
        if (view.isPlain() || index.byValue() == null) {
            return index.firstWith(normal);
        }
        Cursor cursor = index.byValue().cursor();
        for (cursor.seekValue(normal); cursor.isValid() && cursor.value().equals(normal); cursor.next()) {
            if (view.shows(attribute, cursor.entity(), normal, cursor.tx())) {
                return cursor.entity();
            }
        }
        return EntityIds.NONE;
    }
}
