package io.entangle.collection;

import io.entangle.atom.Cell;
import io.entangle.atom.Transaction;
import io.entangle.atom.Watch;
import java.util.function.UnaryOperator;

/**
 * A cell as a transaction sees it.
 *
 * @param transaction the transaction
 * @param cell the cell
 * @param <V> the type of values
 */
record TransactionCell<V>(Transaction transaction, Cell<V> cell) implements Cell<V> {
    @Override
    public V get() {
        return transaction.get(cell);
    }

    @Override
    public V swap(UnaryOperator<V> change) {
        return transaction.swap(cell, change);
    }

    @Override
    public boolean compareAndSet(V expected, V value) {
        boolean isExpected = get().equals(expected);
        if (isExpected) {
            transaction.reset(cell, value);
        }
        return isExpected;
    }

    @Override
    public void watch(Object key, Watch<V> watch) {
        throw new IllegalStateException("nothing is watched within a transaction: watch the collection itself");
    }

    @Override
    public boolean unwatch(Object key) {
        return false;
    }
}
