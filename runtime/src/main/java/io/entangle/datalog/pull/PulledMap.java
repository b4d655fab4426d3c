package io.entangle.datalog.pull;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of one entity, in the order in which it was read. Most have a few keys, and are found by looking at each;
 * those of many are hashed when they are first asked for one. Immutable.
 */
final class PulledMap extends AbstractMap<Object, @Nullable Object> {
    private static final int FEW = 8;

    private final int size;
    private final Object[] keys;
    private final @Nullable Object[] values;

    /** Where keys are, made when it is first needed; threads may make it twice, to the same end. */
    private volatile @Nullable Map<Object, Integer> hashed;

    private PulledMap(int size, Object[] keys, @Nullable Object[] values) {
        this.size = size;
        this.keys = keys;
        this.values = values;
    }

    private static int indexOf(@Nullable Object key, Object[] keys, int size) {
        for (int i = 0; i < size; i++) {
            if (keys[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private int indexOf(@Nullable Object key) {
        if (size <= FEW) {
            return indexOf(key, keys, size);
        }
        Map<Object, Integer> known = hashed;
        if (known == null) {
            known = new HashMap<>(size * 2);
            for (int i = 0; i < size; i++) {
                known.put(keys[i], i);
            }
            hashed = known;
        }
        return known.getOrDefault(key, -1);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        int index = indexOf(key);
        return index < 0 ? null : values[index];
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return indexOf(key) >= 0;
    }

    @Override
    public Set<Entry<Object, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Iterator<Entry<Object, @Nullable Object>> iterator() {
                return new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < size;
                    }

                    @Override
                    public Entry<Object, @Nullable Object> next() {
                        if (next >= size) {
                            throw new NoSuchElementException();
                        }
                        return new SimpleImmutableEntry<>(keys[next], values[next++]);
                    }
                };
            }
        };
    }

    /** Collects what is read of an entity. */
    static final class Builder {
        private int size;
        private Object[] keys = new Object[FEW];
        private @Nullable Object[] values = new Object[FEW];

        /** Where keys are, once there are more than a few. */
        private @Nullable Map<Object, Integer> hashed;

        boolean isEmpty() {
            return size == 0;
        }

        /** Puts a value under a key, in place of another if there is one. */
        void put(Object key, @Nullable Object value) {
            int index = indexOf(key);
            if (index < 0) {
                index = add(key);
            }
            values[index] = value;
        }

        private int indexOf(Object key) {
            return hashed == null ? PulledMap.indexOf(key, keys, size) : hashed.getOrDefault(key, -1);
        }

        private int add(Object key) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            keys[size] = key;
            if (hashed != null) {
                hashed.put(key, size);
            } else if (size == FEW) {
                Map<Object, Integer> all = new HashMap<>();
                for (int i = 0; i <= size; i++) {
                    all.put(keys[i], i);
                }
                hashed = all;
            }
            return size++;
        }

        PulledMap build() {
            PulledMap built = new PulledMap(size, keys, values);
            built.hashed = hashed;
            return built;
        }
    }
}
