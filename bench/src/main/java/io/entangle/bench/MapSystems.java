package io.entangle.bench;

import io.entangle.value.MapDifference;
import io.entangle.value.PersistentMap;
import io.vavr.collection.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import kotlinx.collections.immutable.ExtensionsKt;
import org.eclipse.collections.api.factory.Maps;
import org.eclipse.collections.api.map.ImmutableMap;
import org.eclipse.collections.api.map.MutableMap;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import scala.Tuple2;

/** The map libraries by name. */
final class MapSystems {
    private MapSystems() {}

    static MapSystem<?> named(String name) {
        return switch (name) {
            case Systems.ENTANGLE -> new Entangle();
            case Systems.KOTLINX -> new Kotlinx();
            case Systems.SCALA -> new Scala();
            case Systems.VAVR -> new Vavr();
            case Systems.PCOLLECTIONS -> new PCollections();
            case Systems.ECLIPSE -> new Eclipse();
            default -> throw new IllegalArgumentException("unknown system: " + name);
        };
    }

    private record Entangle() implements MapSystem<PersistentMap<String, Object>> {
        @Override
        public PersistentMap<String, Object> of(String[] keys, Object value) {
            PersistentMap<String, Object> map = PersistentMap.empty();
            for (String key : keys) {
                map = map.with(key, value);
            }
            return map;
        }

        @Override
        public PersistentMap<String, Object> with(PersistentMap<String, Object> map, String key, Object value) {
            return map.with(key, value);
        }

        @Override
        public Object get(PersistentMap<String, Object> map, String key) {
            return map.get(key);
        }

        @Override
        public int size(PersistentMap<String, Object> map) {
            return map.size();
        }

        @Override
        public void forEach(PersistentMap<String, Object> map, BiConsumer<String, Object> action) {
            map.forEach(action);
        }

        @Override
        public void difference(
                PersistentMap<String, Object> older, PersistentMap<String, Object> newer, Consumer<String> differs) {
            older.forEachDifference(newer, new Differs(differs));
        }
    }

    private record Differs(Consumer<String> differs) implements MapDifference<String, Object> {
        @Override
        public void added(String key, Object after) {
            differs.accept(key);
        }

        @Override
        public void removed(String key, Object before) {
            differs.accept(key);
        }

        @Override
        public void changed(String key, Object before, Object after) {
            differs.accept(key);
        }
    }

    private record Kotlinx() implements MapSystem<kotlinx.collections.immutable.PersistentMap<String, Object>> {
        @Override
        public kotlinx.collections.immutable.PersistentMap<String, Object> of(String[] keys, Object value) {
            var builder = ExtensionsKt.<String, Object>persistentHashMapOf().builder();
            for (String key : keys) {
                builder.put(key, value);
            }
            return builder.build();
        }

        @Override
        public kotlinx.collections.immutable.PersistentMap<String, Object> with(
                kotlinx.collections.immutable.PersistentMap<String, Object> map, String key, Object value) {
            return map.putting(key, value);
        }

        @Override
        public Object get(kotlinx.collections.immutable.PersistentMap<String, Object> map, String key) {
            return map.get(key);
        }

        @Override
        public int size(kotlinx.collections.immutable.PersistentMap<String, Object> map) {
            return map.size();
        }

        @Override
        public void forEach(
                kotlinx.collections.immutable.PersistentMap<String, Object> map, BiConsumer<String, Object> action) {
            for (Map.Entry<String, Object> entry : map.entrySet()) {
                action.accept(entry.getKey(), entry.getValue());
            }
        }
    }

    private record Scala() implements MapSystem<scala.collection.immutable.HashMap<String, Object>> {
        @Override
        public scala.collection.immutable.HashMap<String, Object> of(String[] keys, Object value) {
            var builder = scala.collection.immutable.HashMap.<String, Object>newBuilder();
            for (String key : keys) {
                builder.addOne(new Tuple2<>(key, value));
            }
            return builder.result();
        }

        @Override
        public scala.collection.immutable.HashMap<String, Object> with(
                scala.collection.immutable.HashMap<String, Object> map, String key, Object value) {
            return map.updated(key, value);
        }

        @Override
        public Object get(scala.collection.immutable.HashMap<String, Object> map, String key) {
            scala.Option<Object> found = map.get(key);
            return found.isEmpty() ? null : found.get();
        }

        @Override
        public int size(scala.collection.immutable.HashMap<String, Object> map) {
            return map.size();
        }

        @Override
        public void forEach(scala.collection.immutable.HashMap<String, Object> map, BiConsumer<String, Object> action) {
            map.foreachEntry((key, value) -> {
                action.accept(key, value);
                return null;
            });
        }
    }

    private record Vavr() implements MapSystem<HashMap<String, Object>> {
        @Override
        public HashMap<String, Object> of(String[] keys, Object value) {
            HashMap<String, Object> map = HashMap.empty();
            for (String key : keys) {
                map = map.put(key, value);
            }
            return map;
        }

        @Override
        public HashMap<String, Object> with(HashMap<String, Object> map, String key, Object value) {
            return map.put(key, value);
        }

        @Override
        public Object get(HashMap<String, Object> map, String key) {
            return map.get(key).getOrNull();
        }

        @Override
        public int size(HashMap<String, Object> map) {
            return map.size();
        }

        @Override
        public void forEach(HashMap<String, Object> map, BiConsumer<String, Object> action) {
            map.forEach(action);
        }
    }

    private record PCollections() implements MapSystem<PMap<String, Object>> {
        @Override
        public PMap<String, Object> of(String[] keys, Object value) {
            PMap<String, Object> map = HashTreePMap.empty();
            for (String key : keys) {
                map = map.plus(key, value);
            }
            return map;
        }

        @Override
        public PMap<String, Object> with(PMap<String, Object> map, String key, Object value) {
            return map.plus(key, value);
        }

        @Override
        public Object get(PMap<String, Object> map, String key) {
            return map.get(key);
        }

        @Override
        public int size(PMap<String, Object> map) {
            return map.size();
        }

        @Override
        public void forEach(PMap<String, Object> map, BiConsumer<String, Object> action) {
            for (Map.Entry<String, Object> entry : map.entrySet()) {
                action.accept(entry.getKey(), entry.getValue());
            }
        }
    }

    private record Eclipse() implements MapSystem<ImmutableMap<String, Object>> {
        @Override
        public ImmutableMap<String, Object> of(String[] keys, Object value) {
            MutableMap<String, Object> map = Maps.mutable.ofInitialCapacity(keys.length);
            for (String key : keys) {
                map.put(key, value);
            }
            return map.toImmutable();
        }

        @Override
        public ImmutableMap<String, Object> with(ImmutableMap<String, Object> map, String key, Object value) {
            return map.newWithKeyValue(key, value);
        }

        @Override
        public Object get(ImmutableMap<String, Object> map, String key) {
            return map.get(key);
        }

        @Override
        public int size(ImmutableMap<String, Object> map) {
            return map.size();
        }

        @Override
        public void forEach(ImmutableMap<String, Object> map, BiConsumer<String, Object> action) {
            map.forEachKeyValue(action::accept);
        }
    }
}
