package io.entangle.type;

import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A record: a map from the names of its components.
 *
 * @param <T> the record class
 */
final class RecordCodec<T> extends Codec<T> {
    /**
     * One component.
     *
     * @param name its name
     * @param accessor of type {@code (Object)Object}
     * @param codec the codec of its type
     */
    record Component(String name, MethodHandle accessor, Codec<Object> codec) {}

    private final String name;
    private final MethodHandle constructor;
    // A record may hold itself, so its codec is needed before its components' codecs are there: set once, by
    // complete().
    private Component[] components = {};
    private Map<String, Integer> indexes = Map.of();

    /**
     * A codec that still lacks its components.
     *
     * @param name the simple name, for messages
     * @param constructor of type {@code (Object[])Object}
     */
    RecordCodec(String name, MethodHandle constructor) {
        this.name = name;
        this.constructor = constructor;
    }

    void complete(List<Component> all) {
        components = all.toArray(Component[]::new);
        indexes = IntStream.range(0, all.size())
                .boxed()
                .collect(Collectors.toUnmodifiableMap(i -> all.get(i).name(), i -> i));
    }

    @Override
    boolean isSet(Path path, int depth) {
        Integer index = depth < path.length() ? indexes.get(path.segment(depth)) : null;
        return index != null && components[index].codec.isSet(path, depth + 1);
    }

    @Override
    boolean isRecord(Path path, int depth) {
        Integer index = depth < path.length() ? indexes.get(path.segment(depth)) : null;
        return depth == path.length() || index != null && components[index].codec.isRecord(path, depth + 1);
    }

    @Override
    Doc encodeValue(T value, @Nullable Place at) {
        Place.room(at);
        Doc doc = Doc.of();
        for (Component component : components) {
            Object encoded = component.codec.encode(get(component, value), Place.in(at, component.name));
            doc = doc.with(component.name, encoded);
        }
        return doc;
    }

    @Override
    T decodeValue(Object encoded, @Nullable Place at) {
        if (!(encoded instanceof Doc doc) || !doc.isMap()) {
            throw Place.expected(at, expected(), encoded);
        }
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            Component component = components[i];
            Place place = Place.in(at, component.name);
            Object field = doc.get(component.name);
            values[i] = field == null && !doc.has(component.name)
                    ? component.codec.absent(place)
                    : component.codec.decode(field, place);
        }
        return construct(values, at);
    }

    @Override
    @Nullable
    Edit diffValues(T before, T after, @Nullable Place at) {
        PersistentMap<String, Edit> edits = PersistentMap.empty();
        for (Component component : components) {
            Object older = get(component, before);
            Object newer = get(component, after);
            Edit edit = older == newer ? null : component.codec.diff(older, newer, Place.in(at, component.name));
            if (edit != null) {
                edits = edits.with(component.name, edit);
            }
        }
        return Edit.ofMap(edits);
    }

    @Override
    T applyInside(T before, Edit edit, @Nullable Place at) {
        if (!(edit instanceof Edit.MapEdit map)) {
            throw mismatch(edit, Doc.of(), at);
        }
        @Nullable Object @Nullable [] values = null;
        for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
            Integer index = indexes.get(entry.getKey());
            if (index == null) {
                continue; // a field this version of the record does not know
            }
            Component component = components[index];
            Object older = get(component, before);
            Object newer = component.codec.apply(older, entry.getValue(), Place.in(at, component.name));
            if (newer != older) {
                values = values == null ? all(before) : values;
                values[index] = newer;
            }
        }
        return values == null ? before : construct(values, at);
    }

    @Override
    boolean sameValues(T a, T b) {
        for (Component component : components) {
            if (!component.codec.same(get(component, a), get(component, b))) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean alike(T a, T b) {
        int same = 0;
        for (Component component : components) {
            same += component.codec.same(get(component, a), get(component, b)) ? 1 : 0;
        }
        return same > 0 && same * 2 >= components.length;
    }

    @Override
    String expected() {
        return "a map of the record " + name;
    }

    private @Nullable Object[] all(T value) {
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(components[i], value);
        }
        return values;
    }

    private @Nullable Object get(Component component, T value) {
        try {
            return (Object) component.accessor.invokeExact((Object) value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the accessor " + name + "." + component.name + " threw", e);
        }
    }

    @SuppressWarnings("unchecked")
    private T construct(@Nullable Object[] values, @Nullable Place at) {
        try {
            return (T) (Object) constructor.invokeExact(values);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw Place.invalid(at, "the record " + name + " refused its components: " + e.getMessage(), e);
        }
    }
}
