package io.entangle.datalog;

import java.util.List;

/**
 * A transaction, as it is kept where history is.
 *
 * @param tx its id
 * @param txData the datoms it asserted and retracted, in the order in which that happened
 */
public record TxLogEntry(long tx, List<Datom> txData) {
    /**
     * A transaction.
     *
     * @param tx its id
     * @param txData its datoms; the list is copied
     */
    public TxLogEntry {
        txData = List.copyOf(txData);
    }
}
