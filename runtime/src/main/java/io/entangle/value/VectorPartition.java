package io.entangle.value;

import org.eclipse.collections.api.list.ImmutableList;
import org.eclipse.collections.api.partition.list.PartitionImmutableList;
import org.jspecify.annotations.Nullable;

record VectorPartition<E extends @Nullable Object>(PersistentVector<E> selected, PersistentVector<E> rejected)
        implements PartitionImmutableList<E> {
    @Override
    public ImmutableList<E> getSelected() {
        return selected;
    }

    @Override
    public ImmutableList<E> getRejected() {
        return rejected;
    }
}
