package io.entangle.datalog;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has done.
 *
 * @param dbBefore the database before it
 * @param dbAfter the database after it
 * @param txData the datoms asserted and retracted, in the order in which it happened
 * @param tempids the ids of the entities that temporary ids stood for: negative numbers as {@code Long} and strings; and
 *     that of the transaction, for {@code :db/current-tx} and the other words it was called by
 * @param txMeta whatever was given with the transaction, or null
 */
public record TxReport(
        Database dbBefore,
        Database dbAfter,
        List<Datom> txData,
        Map<Object, Long> tempids,
        @Nullable Object txMeta) {}
