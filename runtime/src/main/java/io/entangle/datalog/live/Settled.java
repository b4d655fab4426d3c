package io.entangle.datalog.live;

import io.entangle.datalog.Database;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a transaction has come to where its database lives.
 *
 * @param db the database as it is shown by then, which contains it
 * @param tx the transaction's id there; empty if it took effect, but this is not known any more, because the client was away for long
 * @param tempids the ids that temporary ids stand for there; empty if they are not known any more
 * @param ids the ids that entities, and the transaction, had in the report that was given at once, and have not there: each with
 *     the one it has
 */
public record Settled(Database db, OptionalLong tx, Map<Object, Long> tempids, Map<Long, Long> ids) {
    /**
     * What a transaction has come to.
     *
     * @param db not null
     * @param tx not null
     * @param tempids copied
     * @param ids copied
     */
    public Settled {
        tempids = Map.copyOf(tempids);
        ids = Map.copyOf(ids);
    }
}
