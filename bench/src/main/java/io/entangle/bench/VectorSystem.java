package io.entangle.bench;

import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * An immutable list library under measurement. Iteration and building take whatever way is fastest in the library.
 *
 * @param <L> the library's type of list
 */
interface VectorSystem<L> {
    L of(Object[] elements);

    L with(L list, int index, Object element);

    Object get(L list, int index);

    void forEach(L list, Consumer<Object> action);

    /** The indexes at which the elements are not the same object. Unless the library knows better, each is looked up. */
    default void difference(L older, L newer, IntConsumer differs) {
        int[] index = {0};
        forEach(newer, element -> {
            if (get(older, index[0]) != element) {
                differs.accept(index[0]);
            }
            index[0]++;
        });
    }
}
