package io.entangle.type;

import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.MapDifference;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set: a map in which each element has a key of its own, so that elements added at the same time in two places are
 * both kept. The values are any {@link Iterable}s without duplicates; those made here are {@link PersistentSet}s.
 *
 * @param <E> the type of elements
 */
final class SetCodec<E> extends Codec<Iterable<E>> {
    private final Entries<E> entries;

    /** How an element is written as an entry of a map. */
    private interface Entries<E> {
        /** The entry of an element of the set at a place, as its key and its value. */
        Map.Entry<String, Object> entry(E element, @Nullable Place at);

        /** The element of an entry of the set at a place. */
        E element(String key, @Nullable Object value, @Nullable Place at);

        /** The element that has this key, or null if there is none. */
        @Nullable
        E find(String key, PersistentSet<E> set, Map<String, E> index);
    }

    private SetCodec(Entries<E> entries) {
        this.entries = entries;
    }

    /** The codec of a set of scalars that can be keys: each is the key of {@code true}. */
    static <E> SetCodec<E> ofKeys(KeyCodec<E> keys) {
        return new SetCodec<>(new KeyEntries<>(keys));
    }

    /** The codec of a set of any other values: each stands under the digest of its encoded form. */
    static <E> SetCodec<E> ofValues(Codec<E> elements) {
        return new SetCodec<>(new DigestEntries<>(elements));
    }

    private record KeyEntries<E>(KeyCodec<E> keys) implements Entries<E> {
        @Override
        public Map.Entry<String, Object> entry(E element, @Nullable Place at) {
            return Map.entry(keys.encode(element, at), true);
        }

        @Override
        public E element(String key, @Nullable Object value, @Nullable Place at) {
            if (!Boolean.TRUE.equals(value)) {
                throw Place.expected(Place.in(at, key), "true, for an element of a set", value);
            }
            return keys.decode(key, at);
        }

        @Override
        public @Nullable E find(String key, PersistentSet<E> set, Map<String, E> index) {
            E element = keys.decodeOrNull(key);
            return set.contains(element) ? element : null;
        }
    }

    private record DigestEntries<E>(Codec<E> elements) implements Entries<E> {
        @Override
        public Map.Entry<String, Object> entry(E element, @Nullable Place at) {
            // An element's key is known only when it is encoded: messages have "?" for it.
            Object encoded = elements.encode(element, Place.in(at, "?"));
            if (encoded == null) {
                throw nullElement(at);
            }
            return Map.entry(key(encoded), encoded);
        }

        @Override
        public E element(String key, @Nullable Object value, @Nullable Place at) {
            Place place = Place.in(at, key);
            E element = elements.decode(value, place);
            if (value == null || element == null) {
                throw nullElement(at);
            }
            if (!key(value).equals(key)) {
                throw Place.invalid(
                        place, "the key of an element of a set is its digest, expected \"" + key(value) + "\"", null);
            }
            return element;
        }

        @Override
        public @Nullable E find(String key, PersistentSet<E> set, Map<String, E> index) {
            if (index.isEmpty()) {
                for (E element : set) {
                    index.put(entry(element, null).getKey(), element);
                }
            }
            return index.get(key);
        }

        private static String key(Object encoded) {
            return "%016x".formatted(Doc.from(encoded).digest());
        }
    }

    private static InvalidValueException nullElement(@Nullable Place at) {
        return Place.invalid(at, "keys and elements of sets are not null, but found null", null);
    }

    @Override
    boolean isSet(Path path, int depth) {
        return depth == path.length();
    }

    @Override
    Doc encodeValue(Iterable<E> value, @Nullable Place at) {
        Place.room(at);
        Doc doc = Doc.of();
        for (E element : value) {
            if (element == null) {
                throw nullElement(at);
            }
            Map.Entry<String, Object> entry = entries.entry(element, at);
            doc = doc.with(entry.getKey(), entry.getValue());
        }
        return doc;
    }

    @Override
    PersistentSet<E> decodeValue(Object encoded, @Nullable Place at) {
        if (!(encoded instanceof Doc doc) || !doc.isMap()) {
            throw Place.expected(at, expected(), encoded);
        }
        PersistentSet<E> set = PersistentSet.empty();
        for (Map.Entry<String, @Nullable Object> entry : doc.map().entrySet()) {
            set = set.newWith(entries.element(entry.getKey(), entry.getValue(), at));
        }
        return set;
    }

    @Override
    Iterable<E> absent(@Nullable Place at) {
        return PersistentSet.empty();
    }

    private PersistentSet<E> persistent(Iterable<E> value, @Nullable Place at) {
        try {
            return PersistentSet.from(value);
        } catch (NullPointerException e) {
            throw nullElement(at);
        }
    }

    @Override
    @Nullable
    Edit diffValues(Iterable<E> before, Iterable<E> after, @Nullable Place at) {
        Changes changes = new Changes(at);
        persistent(before, at)
                .elements()
                .forEachDifference(persistent(after, at).elements(), changes);
        return Edit.ofMap(changes.edits());
    }

    /** Collects the entries that come and go. */
    private final class Changes implements MapDifference<E, E> {
        private final @Nullable Place at;
        private final Map<String, Object> added = new HashMap<>();
        private final Map<String, Object> removed = new HashMap<>();

        Changes(@Nullable Place at) {
            this.at = at;
        }

        @Override
        public void added(E element, @Nullable E after) {
            Map.Entry<String, Object> entry = entries.entry(element, at);
            added.put(entry.getKey(), entry.getValue());
        }

        @Override
        public void removed(E element, @Nullable E before) {
            Map.Entry<String, Object> entry = entries.entry(element, at);
            removed.put(entry.getKey(), entry.getValue());
        }

        @Override
        public void changed(E element, @Nullable E before, @Nullable E after) {
            if (before != after && before != null && after != null) {
                removed(before, before);
                added(after, after);
            }
        }

        PersistentMap<String, Edit> edits() {
            PersistentMap<String, Edit> edits = PersistentMap.empty();
            for (String key : removed.keySet()) {
                edits = added.containsKey(key) ? edits : edits.with(key, Edit.remove());
            }
            for (Map.Entry<String, Object> entry : added.entrySet()) {
                boolean stays = removed.containsKey(entry.getKey());
                edits = stays ? edits : edits.with(entry.getKey(), Edit.put(entry.getValue()));
            }
            return edits;
        }
    }

    @Override
    Iterable<E> applyInside(Iterable<E> before, Edit edit, @Nullable Place at) {
        if (!(edit instanceof Edit.MapEdit map)) {
            throw mismatch(edit, Doc.of(), at);
        }
        PersistentSet<E> older = persistent(before, at);
        PersistentSet<E> newer = older;
        Map<String, E> index = new HashMap<>();
        for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
            if (entry.getValue() instanceof Edit.Remove) {
                E element = entries.find(entry.getKey(), older, index);
                newer = element == null ? newer : newer.newWithout(element);
            }
        }
        // What comes in, comes after what goes: by their own equals the two may be one.
        for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
            String key = entry.getKey();
            if (entry.getValue() instanceof Edit.Put put) {
                newer = newer.newWith(entries.element(key, put.value(), at));
            } else if (!(entry.getValue() instanceof Edit.Remove)) {
                E element = entries.find(key, older, index);
                newer = edited(newer, present(element != null, element, Place.in(at, key)), entry, at);
            }
        }
        return newer == older ? before : newer;
    }

    /** An element edited in its place; its key hardly fits it afterwards, and is then refused. */
    private PersistentSet<E> edited(PersistentSet<E> set, E element, Map.Entry<String, Edit> edit, @Nullable Place at) {
        Doc whole = Doc.of().with(edit.getKey(), entries.entry(element, at).getValue());
        Edit inside = new Edit.MapEdit(PersistentMap.<String, Edit>empty().with(edit.getKey(), edit.getValue()));
        Doc edited = applied(inside, whole, at);
        return set.newWithout(element).newWith(entries.element(edit.getKey(), edited.get(edit.getKey()), at));
    }

    @Override
    boolean sameValues(Iterable<E> a, Iterable<E> b) {
        PersistentSet<E> one = PersistentSet.from(a);
        PersistentSet<E> other = PersistentSet.from(b);
        return one.size() == other.size() && diffValues(one, other, null) == null;
    }

    @Override
    String expected() {
        return "a map of a set's elements";
    }
}
