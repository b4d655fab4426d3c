package io.entangle.datalog;

import io.entangle.datalog.index.AttributeIndex;
import io.entangle.datalog.index.Cursor;
import io.entangle.datalog.index.Tree;
import java.time.Instant;

/** Points in a database's history. */
final class Time {
    private Time() {}

    /** The id of a transaction, which may be given by its number. */
    static long tx(long txOrNumber) {
        if (txOrNumber < 0) {
            throw new DatalogException("A transaction is not negative, but got " + txOrNumber, "history/tx");
        }
        return txOrNumber < Database.FIRST_TX ? Database.FIRST_TX + txOrNumber : txOrNumber;
    }

    /** The last transaction that says it was no later than an instant. */
    static long lastTx(Database database, Object instantAttribute, Instant instant) {
        Attribute attribute = database.attribute(instantAttribute);
        if (attribute == null) {
            return Database.FIRST_TX;
        }
        AttributeIndex index = database.recorded().attribute(attribute.number());
        Tree byValue = index.byValue();
        long last = Database.FIRST_TX;
        if (byValue == null) {
            return last;
        }
        Cursor cursor = byValue.cursor();
        cursor.seekRank(byValue.rankOfAmount(instant, true));
        return cursor.previous() ? cursor.entity() : last;
    }
}
