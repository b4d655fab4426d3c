package io.entangle.datalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes transaction data of what a database is like at that point of a transaction. */
@FunctionalInterface
public interface TransactionFunction {
    /**
     * {@return transaction data to stand in the place of the call, or null for none}
     *
     * @param database the database with all that stands before the call in the transaction
     * @param arguments the arguments of the call
     */
    @Nullable
    List<?> apply(Database database, List<@Nullable Object> arguments);
}
