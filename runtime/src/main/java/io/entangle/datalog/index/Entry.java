package io.entangle.datalog.index;

import org.jspecify.annotations.Nullable;

/** One datom of an attribute on its way into a tree, out of it, or looked for in it. */
final class Entry {
    int entity;

    /** Where the tree's values are numbers. */
    long number;

    /** Where they are objects. */
    @Nullable
    Object object;

    int tx;

    /** The transaction that retracted it, in trees of what was. */
    int end;

    Entry entity(int newEntity) {
        entity = newEntity;
        return this;
    }

    /** Takes a normal value that the kind holds. */
    Entry value(Kind kind, Object value) {
        if (kind == Kind.OBJECT) {
            object = value;
        } else {
            number = kind.encode(value);
        }
        return this;
    }

    Entry tx(int newTx) {
        tx = newTx;
        return this;
    }

    Entry end(int newEnd) {
        end = newEnd;
        return this;
    }
}
