package io.entangle.collection;

/**
 * What happened to one item of a list. Events are steps: an index is one of the list as the events before have left it.
 *
 * @param <T> the type of records
 */
public sealed interface ListEvent<T> {
    /** {@return the id of the item} */
    String id();

    /**
     * An item came in.
     *
     * @param index where it stands now
     * @param item the item
     * @param <T> the type of records
     */
    record Added<T>(int index, Item<T> item) implements ListEvent<T> {
        @Override
        public String id() {
            return item.id();
        }
    }

    /**
     * An item's record is another one; it may have moved because of that.
     *
     * @param from where it stood
     * @param to where it stands now, after being taken out of the list and put in again
     * @param before its record before
     * @param item the item now
     * @param <T> the type of records
     */
    record Changed<T>(int from, int to, T before, Item<T> item) implements ListEvent<T> {
        @Override
        public String id() {
            return item.id();
        }

        /** {@return whether it stands at another place now} */
        public boolean isMoved() {
            return from != to;
        }
    }

    /**
     * An item went out.
     *
     * @param index where it stood
     * @param item the item as it was
     * @param <T> the type of records
     */
    record Removed<T>(int index, Item<T> item) implements ListEvent<T> {
        @Override
        public String id() {
            return item.id();
        }
    }
}
