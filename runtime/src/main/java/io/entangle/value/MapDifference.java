package io.entangle.value;

import org.jspecify.annotations.Nullable;

/**
 * Receives what differs between two versions of a {@link PersistentMap}. Values are compared by identity: a reported
 * change may still be between equal objects.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface MapDifference<K, V> {
    /**
     * A key only the newer map has.
     *
     * @param key the key
     * @param after its value in the newer map
     */
    void added(K key, @Nullable V after);

    /**
     * A key only the older map has.
     *
     * @param key the key
     * @param before its value in the older map
     */
    void removed(K key, @Nullable V before);

    /**
     * A key both maps have, with values that are not the same object.
     *
     * @param key the key
     * @param before its value in the older map
     * @param after its value in the newer map
     */
    void changed(K key, @Nullable V before, @Nullable V after);
}
