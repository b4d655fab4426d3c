package io.entangle.bench;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * An immutable map library under measurement. Iteration and building take whatever way is fastest in the library.
 *
 * @param <M> the library's type of map
 */
interface MapSystem<M> {
    M of(String[] keys, Object value);

    M with(M map, String key, Object value);

    Object get(M map, String key);

    int size(M map);

    void forEach(M map, BiConsumer<String, Object> action);

    /** The keys whose value is another object. Unless the library knows better, each entry is looked up. */
    default void difference(M older, M newer, Consumer<String> differs) {
        int[] kept = {0};
        forEach(newer, (key, value) -> {
            Object before = get(older, key);
            kept[0] += before == null ? 0 : 1;
            if (before != value) {
                differs.accept(key);
            }
        });
        if (kept[0] < size(older)) {
            forEach(older, (key, value) -> {
                if (get(newer, key) == null) {
                    differs.accept(key);
                }
            });
        }
    }
}
