package io.entangle.datalog;

import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What of its datoms a database shows.
 *
 * @param afterTx only those of later transactions
 * @param isHistory whether also those that were retracted, and the retractions
 * @param untilTx in history, nothing of later transactions
 * @param filter what else a datom must pass, or null
 * @param unfiltered the database that the filter is given
 */
record View(
        int afterTx,
        boolean isHistory,
        int untilTx,
        @Nullable BiPredicate<Database, Datom> filter,
        @Nullable Database unfiltered) {
    static final View ALL = new View(0, false, Integer.MAX_VALUE, null, null);

    View after(int tx) {
        return new View(Math.max(afterTx, tx), isHistory, untilTx, filter, unfiltered);
    }

    View until(int tx) {
        return new View(afterTx, isHistory, Math.min(untilTx, tx), filter, unfiltered);
    }

    View history() {
        return new View(afterTx, true, untilTx, filter, unfiltered);
    }

    View filtered(Database database, BiPredicate<Database, Datom> more) {
        Database whole = unfiltered == null ? database : unfiltered;
        return new View(afterTx, isHistory, untilTx, filter == null ? more : filter.and(more), whole);
    }

    /** Whether all datoms that stand are shown, and nothing else. */
    boolean isPlain() {
        return afterTx == 0 && !isHistory && filter == null;
    }

    /** Whether it is the database as it was. */
    boolean isPast() {
        return untilTx < Integer.MAX_VALUE;
    }

    boolean shows(Datom datom) {
        return datom.tx() > afterTx && (filter == null || filter.test(unfiltered, datom));
    }

    boolean shows(Attribute attribute, int entity, Object value, int tx) {
        return tx > afterTx && (filter == null || shows(new Datom(entity, attribute.name(), value, tx, true)));
    }
}
