package io.entangle.value;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import org.eclipse.collections.api.block.procedure.Procedure;
import org.eclipse.collections.api.tuple.Pair;
import org.eclipse.collections.impl.lazy.AbstractLazyIterable;
import org.eclipse.collections.impl.tuple.Tuples;
import org.jspecify.annotations.Nullable;

/** The collection views of a {@link PersistentMap}; all of them refuse to be modified. */
final class TrieViews {
    private TrieViews() {}

    static final class Entry extends AbstractMap.SimpleImmutableEntry<Object, @Nullable Object> {
        Entry(Object key, @Nullable Object value) {
            super(key, value);
        }
    }

    static final class Keys<K, V> extends AbstractSet<K> {
        private final PersistentMap<K, V> map;

        Keys(PersistentMap<K, V> map) {
            this.map = map;
        }

        @Override
        public Iterator<K> iterator() {
            return map.keyIterator();
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean contains(@Nullable Object key) {
            return map.containsKey(key);
        }
    }

    static final class Entries<K, V> extends AbstractSet<Map.Entry<K, V>> {
        private final PersistentMap<K, V> map;

        Entries(PersistentMap<K, V> map) {
            this.map = map;
        }

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            return map.entryIterator();
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean contains(@Nullable Object object) {
            return object instanceof Map.Entry<?, ?> entry
                    && map.containsKey(entry.getKey())
                    && java.util.Objects.equals(map.get(entry.getKey()), entry.getValue());
        }
    }

    static final class Values<K, V> extends AbstractCollection<V> {
        private final PersistentMap<K, V> map;

        Values(PersistentMap<K, V> map) {
            this.map = map;
        }

        @Override
        public Iterator<V> iterator() {
            return map.iterator();
        }

        @Override
        public int size() {
            return map.size();
        }
    }

    static final class LazyKeys<K, V> extends AbstractLazyIterable<K> {
        private final PersistentMap<K, V> map;

        LazyKeys(PersistentMap<K, V> map) {
            this.map = map;
        }

        @Override
        public Iterator<K> iterator() {
            return map.keyIterator();
        }

        @Override
        public void each(Procedure<? super K> procedure) {
            map.forEachKeyValue((key, value) -> procedure.value(key));
        }
    }

    static final class LazyValues<K, V> extends AbstractLazyIterable<V> {
        private final PersistentMap<K, V> map;

        LazyValues(PersistentMap<K, V> map) {
            this.map = map;
        }

        @Override
        public Iterator<V> iterator() {
            return map.iterator();
        }

        @Override
        public void each(Procedure<? super V> procedure) {
            map.forEachKeyValue((key, value) -> procedure.value(value));
        }
    }

    static final class LazyPairs<K, V> extends AbstractLazyIterable<Pair<K, V>> {
        private final PersistentMap<K, V> map;

        LazyPairs(PersistentMap<K, V> map) {
            this.map = map;
        }

        @Override
        public Iterator<Pair<K, V>> iterator() {
            Iterator<Map.Entry<K, V>> entries = map.entryIterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return entries.hasNext();
                }

                @Override
                public Pair<K, V> next() {
                    Map.Entry<K, V> entry = entries.next();
                    return Tuples.pair(entry.getKey(), entry.getValue());
                }
            };
        }

        @Override
        public void each(Procedure<? super Pair<K, V>> procedure) {
            map.forEachKeyValue((key, value) -> procedure.value(Tuples.pair(key, value)));
        }
    }
}
