package io.entangle.type;

import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import io.entangle.value.MapDifference;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.Map;
import java.util.SortedMap;
import org.eclipse.collections.api.map.MapIterable;
import org.jspecify.annotations.Nullable;

/**
 * A map: a map of the same entries. The values are {@link Map}s or {@link MapIterable}s; those made here are
 * {@link PersistentMap}s, which are both.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class MapCodec<K, V> extends Codec<Object> {
    private final KeyCodec<K> keys;
    private final Codec<V> values;

    MapCodec(KeyCodec<K> keys, Codec<V> values) {
        this.keys = keys;
        this.values = values;
    }

    /** The entries as a map that can be looked up; keys are compared by {@code equals}. */
    @SuppressWarnings("unchecked")
    private static <K, V> Map<K, @Nullable V> entries(Object value, @Nullable Place at) {
        if (value instanceof Map<?, ?> map && !(value instanceof SortedMap<?, ?>)) {
            return (Map<K, V>) map;
        }
        return persistent(value, at);
    }

    @SuppressWarnings("unchecked")
    private static <K, V> PersistentMap<K, V> persistent(Object value, @Nullable Place at) {
        try {
            return value instanceof Map<?, ?> map
                    ? PersistentMap.from((Map<K, V>) map)
                    : PersistentMap.fromEclipse((MapIterable<K, V>) value);
        } catch (NullPointerException e) {
            throw Place.invalid(at, "keys and elements of sets are not null, but found null", e);
        }
    }

    @Override
    Doc encodeValue(Object value, @Nullable Place at) {
        Place.room(at);
        Doc doc = Doc.of();
        for (Map.Entry<K, @Nullable V> entry : MapCodec.<K, V>entries(value, at).entrySet()) {
            String key = keys.encode(entry.getKey(), at);
            doc = doc.with(key, values.encode(entry.getValue(), Place.in(at, key)));
        }
        return doc;
    }

    @Override
    PersistentMap<K, @Nullable V> decodeValue(Object encoded, @Nullable Place at) {
        if (!(encoded instanceof Doc doc) || !doc.isMap()) {
            throw Place.expected(at, expected(), encoded);
        }
        PersistentMap<K, @Nullable V> map = PersistentMap.empty();
        for (Map.Entry<String, @Nullable Object> entry : doc.map().entrySet()) {
            String key = entry.getKey();
            map = map.with(keys.decode(key, at), values.decode(entry.getValue(), Place.in(at, key)));
        }
        return map;
    }

    @Override
    Object absent(@Nullable Place at) {
        return PersistentMap.empty();
    }

    @Override
    @Nullable
    Edit diffValues(Object before, Object after, @Nullable Place at) {
        Edits edits = new Edits(at);
        if (before instanceof PersistentMap<?, ?> && after instanceof PersistentMap<?, ?>) {
            MapCodec.<K, V>persistent(before, at).forEachDifference(persistent(after, at), edits);
        } else {
            edits.compare(entries(before, at), entries(after, at));
        }
        return Edit.ofMap(edits.edits);
    }

    @Override
    boolean isSet(Path path, int depth) {
        return depth < path.length() && values.isSet(path, depth + 1);
    }

    @Override
    boolean isRecord(Path path, int depth) {
        return depth < path.length() && values.isRecord(path, depth + 1);
    }

    /** Collects the edits of the entries that differ. */
    private final class Edits implements MapDifference<K, V> {
        private final @Nullable Place at;
        private PersistentMap<String, Edit> edits = PersistentMap.empty();

        Edits(@Nullable Place at) {
            this.at = at;
        }

        void compare(Map<K, @Nullable V> older, Map<K, @Nullable V> newer) {
            int shared = 0;
            for (Map.Entry<K, @Nullable V> entry : newer.entrySet()) {
                K key = entry.getKey();
                keys.encode(key, at); // refuses null, which not every map can be asked for
                V before = older.get(key);
                if (before == null && !older.containsKey(key)) {
                    added(key, entry.getValue());
                } else {
                    shared++;
                    changed(key, before, entry.getValue());
                }
            }
            if (shared < older.size()) {
                older.forEach((key, value) -> {
                    if (!newer.containsKey(key)) {
                        removed(key, value);
                    }
                });
            }
        }

        @Override
        public void added(K key, @Nullable V after) {
            String name = keys.encode(key, at);
            edits = edits.with(name, Edit.put(values.encode(after, Place.in(at, name))));
        }

        @Override
        public void removed(K key, @Nullable V before) {
            edits = edits.with(keys.encode(key, at), Edit.remove());
        }

        @Override
        public void changed(K key, @Nullable V before, @Nullable V after) {
            if (before != after) {
                String name = keys.encode(key, at);
                Edit edit = values.diff(before, after, Place.in(at, name));
                edits = edit == null ? edits : edits.with(name, edit);
            }
        }
    }

    @Override
    Object applyInside(Object before, Edit edit, @Nullable Place at) {
        if (!(edit instanceof Edit.MapEdit map)) {
            throw mismatch(edit, Doc.of(), at);
        }
        PersistentMap<K, @Nullable V> older = persistent(before, at);
        PersistentMap<K, @Nullable V> newer = older;
        for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
            String name = entry.getKey();
            Place place = Place.in(at, name);
            if (entry.getValue() instanceof Edit.Remove) {
                newer = newer.without(keys.decodeOrNull(name));
            } else if (entry.getValue() instanceof Edit.Put put) {
                newer = newer.with(keys.decode(name, at), values.decode(put.value(), place));
            } else {
                K key = keys.decodeOrNull(name);
                V value = present(older.containsKey(key), older.get(key), place);
                newer = newer.with(keys.decode(name, at), values.apply(value, entry.getValue(), place));
            }
        }
        return newer == older ? before : newer;
    }

    @Override
    boolean sameValues(Object a, Object b) {
        Map<K, @Nullable V> one = entries(a, null);
        Map<K, @Nullable V> other = entries(b, null);
        return one.size() == other.size() && countSame(one, other) == one.size();
    }

    @Override
    boolean alike(Object a, Object b) {
        Map<K, @Nullable V> one = entries(a, null);
        Map<K, @Nullable V> other = entries(b, null);
        boolean oneIsSmaller = one.size() <= other.size();
        int same = oneIsSmaller ? countSame(one, other) : countSame(other, one);
        return same > 0 && same * 2 >= Math.min(one.size(), other.size());
    }

    private int countSame(Map<K, @Nullable V> one, Map<K, @Nullable V> other) {
        int same = 0;
        for (Map.Entry<K, @Nullable V> entry : one.entrySet()) {
            V theirs = other.get(entry.getKey());
            boolean there = theirs != null || other.containsKey(entry.getKey());
            same += there && values.same(entry.getValue(), theirs) ? 1 : 0;
        }
        return same;
    }

    @Override
    String expected() {
        return "a map";
    }
}
