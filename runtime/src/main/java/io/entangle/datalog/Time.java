package io.entangle.datalog;

import io.entangle.datalog.index.Columns;
import io.entangle.datalog.index.Cursor;
import io.entangle.datalog.index.Tree;
import io.entangle.value.PersistentVector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
        Tree byValue = Columns.sortedByValue(database.recorded().attribute(attribute.number()));
        Cursor cursor = byValue.cursor();
        cursor.seekRank(byValue.rankOfAmount(instant, true));
        while (cursor.previous()) {
            if (cursor.entity() >= Database.FIRST_TX) {
                return cursor.entity();
            }
        }
        return Database.FIRST_TX;
    }

    /** Of the transactions up to the last, those from one on and before another. */
    static List<TxLogEntry> range(PersistentVector<TxLogEntry> log, long start, long end, long last) {
        List<TxLogEntry> range = new ArrayList<>();
        long first = Math.max(tx(start) - Database.FIRST_TX, 1);
        long behind = Math.min(tx(end), last + 1) - Database.FIRST_TX;
        for (long i = first; i <= log.size() && i < behind; i++) {
            range.add(log.get((int) i - 1));
        }
        return range;
    }
}
