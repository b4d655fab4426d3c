package io.entangle.value;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import org.eclipse.collections.api.RichIterable;
import org.eclipse.collections.api.block.procedure.Procedure;
import org.eclipse.collections.api.block.procedure.Procedure2;
import org.eclipse.collections.api.map.ImmutableMap;
import org.eclipse.collections.api.map.MapIterable;
import org.eclipse.collections.api.tuple.Pair;
import org.eclipse.collections.impl.map.immutable.AbstractImmutableMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map whose versions share structure: {@link #with} and {@link #without} cost O(log n) in time and
 * in new memory, and {@link #forEachDifference} costs what changed and not the size.
 *
 * <p>It is an Eclipse Collections {@link ImmutableMap} and a {@link java.util.Map} that refuses to be modified;
 * {@code newWithKeyValue} and {@code newWithoutKey} are as cheap as {@code with} and {@code without}. Keys are not null
 * and must have a stable {@code hashCode}; values may be null. The order of iteration depends on the contents alone
 * (for keys of equal hash that can't be compared: on their order of insertion). Thread-safe, like every value.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class PersistentMap<K, V> extends AbstractImmutableMap<K, V> {
    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(TrieNode.EMPTY, 0);
    private static final Object ABSENT = new Object();

    private final TrieNode root;
    private final int size;
    private int hash; // 0 until asked for; a benign race, as in String

    private PersistentMap(TrieNode root, int size) {
        this.root = root;
        this.size = size;
    }

    /**
     * {@return the map without entries}
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    @SuppressWarnings("unchecked")
    public static <K, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    /**
     * {@return a persistent map of the same entries; {@code map} itself if it is one already}
     *
     * @param map any map; its keys must not be null
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    public static <K, V> PersistentMap<K, V> from(Map<? extends K, ? extends V> map) {
        if (map instanceof PersistentMap<?, ?> persistent) {
            @SuppressWarnings("unchecked")
            PersistentMap<K, V> same = (PersistentMap<K, V>) persistent;
            return same;
        }
        PersistentMap<K, V> result = empty();
        for (Map.Entry<? extends K, ? extends V> entry : map.entrySet()) {
            result = result.with(entry.getKey(), entry.getValue());
        }
        return result;
    }

    /**
     * {@return a persistent map of the same entries; {@code map} itself if it is one already}
     *
     * @param map an Eclipse Collections map; its keys must not be null
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    public static <K, V> PersistentMap<K, V> fromEclipse(MapIterable<? extends K, ? extends V> map) {
        if (map instanceof Map<?, ?>) {
            @SuppressWarnings("unchecked")
            Map<K, V> asMap = (Map<K, V>) map;
            return from(asMap);
        }
        PersistentMap<K, V> result = empty();
        for (Pair<? extends K, ? extends V> pair : map.keyValuesView()) {
            result = result.with(pair.getOne(), pair.getTwo());
        }
        return result;
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Object object) {
        return (T) object;
    }

    /**
     * {@return this map with {@code key} standing for {@code value}; this map itself if that is so already}
     *
     * @param key the key, not null
     * @param value its new value, may be null
     * @throws NullPointerException if {@code key} is null
     */
    public PersistentMap<K, V> with(K key, @Nullable V value) {
        int hash = Objects.requireNonNull(key, "key").hashCode();
        TrieNode node = root;
        int bit = TrieNode.bit(hash, 0);
        if ((node.nodeMap & bit) == 0) {
            TrieNode changed = node.with(bit, key, value, hash, 0);
            return changed == node ? this : new PersistentMap<>(changed, size + TrieNode.growth(node, changed, bit));
        }
        // Copies on the way back up: on the way down each step would wait for the copy made by the one before.
        TrieNode[] path = new TrieNode[TrieNode.MAX_DEPTH];
        int depth = 0;
        while ((node.nodeMap & bit) != 0 && depth < TrieNode.MAX_DEPTH - 1) {
            path[depth++] = node;
            node = (TrieNode) Objects.requireNonNull(node.content[node.childIndex(bit)]);
            bit = TrieNode.bit(hash, depth * TrieNode.BITS);
        }
        TrieNode changed = node.with(bit, key, value, hash, depth * TrieNode.BITS);
        if (changed == node) {
            return this;
        }
        int newSize = size + TrieNode.growth(node, changed, bit);
        while (depth > 0) {
            depth--;
            changed = path[depth].withChild(TrieNode.bit(hash, depth * TrieNode.BITS), changed);
        }
        return new PersistentMap<>(changed, newSize);
    }

    /**
     * {@return this map without {@code key}; this map itself if it has no such key}
     *
     * @param key the key; null is never one
     */
    public PersistentMap<K, V> without(@Nullable Object key) {
        if (key == null || !containsKey(key)) {
            return this;
        }
        return size == 1 ? empty() : new PersistentMap<>(root.without(key, key.hashCode(), 0), size - 1);
    }

    /**
     * {@return the value of {@code key}, or {@code absent} if the map has no such key}
     *
     * @param key the key; null is never one
     * @param absent what to return instead, may be null
     */
    @Override
    @SuppressWarnings("unchecked")
    public @Nullable V getOrDefault(@Nullable Object key, @Nullable V absent) {
        return (V) find(key, absent);
    }

    private @Nullable Object find(@Nullable Object key, @Nullable Object absent) {
        if (key == null) {
            return absent;
        }
        int hash = key.hashCode();
        TrieNode node = root;
        for (int shift = 0; ; shift += TrieNode.BITS) {
            int bit = TrieNode.bit(hash, shift);
            if ((node.dataMap & bit) != 0) {
                int index = node.dataIndex(bit);
                return TrieNode.sameKey(node.content[index], key) ? node.content[index + 1] : absent;
            }
            if ((node.nodeMap & bit) == 0) {
                return absent;
            }
            Object child = node.content[node.childIndex(bit)];
            if (shift == TrieNode.LAST_SHIFT) {
                return ((CollisionBucket) Objects.requireNonNull(child)).get(key, absent);
            }
            node = (TrieNode) Objects.requireNonNull(child);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable V get(@Nullable Object key) {
        return (V) find(key, null);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return find(key, ABSENT) != ABSENT;
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        return values().contains(value);
    }

    @Override
    public int size() {
        return size;
    }

    /**
     * Reports every key whose value is not the same object in both maps. Parts the two maps share are skipped whole, so
     * between a map and a version k changes away this costs O(k log n).
     *
     * @param newer the map to compare with; this one is the older
     * @param difference told of each differing key once, in no particular order
     */
    public void forEachDifference(PersistentMap<K, V> newer, MapDifference<? super K, ? super V> difference) {
        new TrieDifference<K, V>(difference).nodes(root, newer.root, 0);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void forEachKeyValue(Procedure2<? super K, ? super V> procedure) {
        root.forEach((key, value) -> procedure.value((K) key, (V) value));
    }

    @Override
    @SuppressWarnings("unchecked")
    public void forEach(BiConsumer<? super K, ? super V> action) {
        root.forEach((BiConsumer<Object, @Nullable Object>) action);
    }

    @Override
    public void each(Procedure<? super V> procedure) {
        forEachKeyValue((key, value) -> procedure.value(value));
    }

    @Override
    public Iterator<V> iterator() {
        return new TrieIterator<>(root, (key, value) -> cast(value));
    }

    Iterator<Map.Entry<K, V>> entryIterator() {
        return new TrieIterator<>(root, (key, value) -> cast(new TrieViews.Entry(key, value)));
    }

    Iterator<K> keyIterator() {
        return new TrieIterator<>(root, (key, value) -> cast(key));
    }

    @Override
    public Set<K> keySet() {
        return new TrieViews.Keys<>(this);
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new TrieViews.Entries<>(this);
    }

    @Override
    public Collection<V> values() {
        return new TrieViews.Values<>(this);
    }

    @Override
    public RichIterable<K> keysView() {
        return new TrieViews.LazyKeys<>(this);
    }

    @Override
    public RichIterable<V> valuesView() {
        return new TrieViews.LazyValues<>(this);
    }

    @Override
    public RichIterable<Pair<K, V>> keyValuesView() {
        return new TrieViews.LazyPairs<>(this);
    }

    @Override
    public PersistentMap<K, V> newWithKeyValue(K key, V value) {
        return with(key, value);
    }

    @Override
    public PersistentMap<K, V> newWithoutKey(K key) {
        return without(key);
    }

    @Override
    public ImmutableMap<K, V> newWithMap(Map<? extends K, ? extends V> map) {
        PersistentMap<K, V> result = this;
        for (Map.Entry<? extends K, ? extends V> entry : map.entrySet()) {
            result = result.with(entry.getKey(), entry.getValue());
        }
        return result;
    }

    @Override
    public ImmutableMap<K, V> newWithMapIterable(MapIterable<? extends K, ? extends V> map) {
        return newWithAllKeyValues(cast(map.keyValuesView()));
    }

    @Override
    public ImmutableMap<K, V> newWithAllKeyValues(Iterable<? extends Pair<? extends K, ? extends V>> pairs) {
        PersistentMap<K, V> result = this;
        for (Pair<? extends K, ? extends V> pair : pairs) {
            result = result.with(pair.getOne(), pair.getTwo());
        }
        return result;
    }

    @Override
    @SafeVarargs
    public final ImmutableMap<K, V> newWithAllKeyValueArguments(Pair<? extends K, ? extends V>... pairs) {
        PersistentMap<K, V> result = this;
        for (Pair<? extends K, ? extends V> pair : pairs) {
            result = result.with(pair.getOne(), pair.getTwo());
        }
        return result;
    }

    @Override
    public ImmutableMap<K, V> newWithoutAllKeys(Iterable<? extends K> keys) {
        PersistentMap<K, V> result = this;
        for (K key : keys) {
            result = result.without(key);
        }
        return result;
    }

    /** For tests of the canonical shape. */
    TrieNode root() {
        return root;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        if (this == object) {
            return true;
        }
        if (object instanceof PersistentMap<?, ?> that) {
            return size == that.size && root.contentEquals(that.root);
        }
        return object instanceof Map<?, ?> map && map.size() == size && map.equals(this);
    }

    @Override
    public int hashCode() {
        int result = hash;
        if (result == 0) {
            int[] sum = {0};
            root.forEach((key, value) -> sum[0] += key.hashCode() ^ Objects.hashCode(value));
            result = sum[0];
            hash = result;
        }
        return result;
    }

    /** {@return the entries, as every Java map shows them: <code>{key=value, key=value}</code>} */
    @Override
    public String toString() {
        StringJoiner entries = new StringJoiner(", ", "{", "}");
        root.forEach((key, value) -> entries.add(key + "=" + value));
        return entries.toString();
    }
}
