package io.entangle.type;

import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A sealed interface: the map of whichever record it is, and in it the record's simple name.
 *
 * @param <T> the sealed interface
 */
final class SealedCodec<T> extends Codec<T> {
    /** The key of the record's simple name; no component can be called that. */
    static final String TYPE = "@type";

    private record Case(String name, RecordCodec<Object> codec) {}

    private final String name;
    // As in RecordCodec, set once, by complete().
    private Map<Class<?>, Case> byClass = Map.of();
    private Map<String, Case> byName = Map.of();

    SealedCodec(String name) {
        this.name = name;
    }

    /** Sets the records of this interface, whose simple names differ. */
    void complete(Map<Class<?>, RecordCodec<Object>> records) {
        Map<Class<?>, Case> classes = new HashMap<>();
        Map<String, Case> names = new HashMap<>();
        records.forEach((type, codec) -> {
            Case one = new Case(type.getSimpleName(), codec);
            classes.put(type, one);
            names.put(one.name, one);
        });
        byClass = Map.copyOf(classes);
        byName = Map.copyOf(names);
    }

    private Case of(T value) {
        Case found = byClass.get(value.getClass());
        if (found == null) {
            throw new IllegalStateException(value.getClass() + " is no record of " + name);
        }
        return found;
    }

    /** Which record stands there is not known here: components of one name are taken to be alike. */
    @Override
    boolean isSet(Path path, int depth) {
        return byName.values().stream().anyMatch(one -> one.codec.isSet(path, depth));
    }

    @Override
    boolean isRecord(Path path, int depth) {
        return byName.values().stream().anyMatch(one -> one.codec.isRecord(path, depth));
    }

    @Override
    Doc encodeValue(T value, @Nullable Place at) {
        Case one = of(value);
        return one.codec.encodeValue(value, at).with(TYPE, one.name);
    }

    @Override
    @SuppressWarnings("unchecked")
    T decodeValue(Object encoded, @Nullable Place at) {
        if (!(encoded instanceof Doc doc) || !doc.isMap()) {
            throw Place.expected(at, expected(), encoded);
        }
        Object type = doc.get(TYPE);
        Case one = type instanceof String text ? byName.get(text) : null;
        if (one == null) {
            Place place = Place.in(at, TYPE);
            String names = "one of " + String.join(", ", new TreeSet<>(byName.keySet()));
            throw doc.has(TYPE) ? Place.expected(place, names, type) : Place.missing(place, names);
        }
        return (T) one.codec.decodeValue(doc, at);
    }

    @Override
    @Nullable
    Edit diffValues(T before, T after, @Nullable Place at) {
        return before.getClass() == after.getClass()
                ? of(after).codec.diffValues(before, after, at)
                : Delta.diff(encodeValue(before, at), encodeValue(after, at)).root(); // a map that is there is edited
    }

    @Override
    @SuppressWarnings("unchecked")
    T applyInside(T before, Edit edit, @Nullable Place at) {
        Case one = of(before);
        if (edit instanceof Edit.MapEdit map && map.entries().containsKey(TYPE)) {
            boolean typeStays = map.entries().get(TYPE) instanceof Edit.Put put && one.name.equals(put.value());
            if (!typeStays) {
                return decodeValue(applied(edit, encodeValue(before, at), at), at);
            }
            PersistentMap<String, Edit> rest = map.entries().without(TYPE);
            return rest.isEmpty() ? before : (T) one.codec.applyInside(before, new Edit.MapEdit(rest), at);
        }
        return (T) one.codec.applyInside(before, edit, at);
    }

    @Override
    boolean sameValues(T a, T b) {
        return a.getClass() == b.getClass() && of(a).codec.sameValues(a, b);
    }

    @Override
    boolean alike(T a, T b) {
        return a.getClass() == b.getClass() && of(a).codec.alike(a, b);
    }

    @Override
    String expected() {
        return "a map of a record of " + name;
    }
}
