package io.entangle.collection;

import io.entangle.collection.ListEvent.Added;
import io.entangle.collection.ListEvent.Changed;
import io.entangle.collection.ListEvent.Removed;
import java.util.List;

/**
 * What happened to a list at one instant. Immutable.
 *
 * @param before the list before, which can't be modified
 * @param after the list after, which can't be modified
 * @param events the steps from the one to the other, one for each item that came, went, or has another record: first those
 *     that went, the last one first, then those whose records are other ones, then those that came, in order
 * @param <T> the type of records
 */
public record ListChange<T>(List<Item<T>> before, List<Item<T>> after, List<ListEvent<T>> events) {
    /** {@return the items that came in, in order} */
    public List<Item<T>> added() {
        return events.stream()
                .filter(Added.class::isInstance)
                .map(event -> ((Added<T>) event).item())
                .toList();
    }

    /** {@return the items that have another record now, in order} */
    public List<Item<T>> changed() {
        return events.stream()
                .filter(Changed.class::isInstance)
                .map(event -> ((Changed<T>) event).item())
                .toList();
    }

    /** {@return the items that went out, as they were, the last one first} */
    public List<Item<T>> removed() {
        return events.stream()
                .filter(Removed.class::isInstance)
                .map(event -> ((Removed<T>) event).item())
                .toList();
    }

    /**
     * Takes the steps on a list of one's own, such as the model of a user interface.
     *
     * @param list can be modified, and is equal to {@link #before}; to {@link #after}, when this returns
     */
    public void applyTo(List<Item<T>> list) {
        for (ListEvent<T> event : events) {
            if (event instanceof Added<T> added) {
                list.add(added.index(), added.item());
            } else if (event instanceof Removed<T> removed) {
                list.remove(removed.index());
            } else if (event instanceof Changed<T> changed) {
                if (changed.isMoved()) {
                    list.remove(changed.from());
                    list.add(changed.to(), changed.item());
                } else {
                    list.set(changed.to(), changed.item());
                }
            }
        }
    }
}
