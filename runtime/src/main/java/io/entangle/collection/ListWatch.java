package io.entangle.collection;

/**
 * Is told of a {@link LiveList}: first of the list as it is, as a change from the empty list, and then of every change, in
 * order, each {@link ListChange#before} equal to the {@link ListChange#after} of the call before. Otherwise it is called like
 * any {@link io.entangle.atom.Watch}: one call at a time, on the thread of a writer, and it may write to the collection
 * itself.
 *
 * @param <T> the type of records
 */
@FunctionalInterface
public interface ListWatch<T> {
    /**
     * The list has changed.
     *
     * @param change how
     */
    void changed(ListChange<T> change);
}
