package io.entangle.value;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.eclipse.collections.api.list.ImmutableList;
import org.eclipse.collections.api.map.ImmutableMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON-like document: a map, a list or a single scalar. Versions share structure, so {@code with} costs
 * O(log n) and a diff of two versions skips what they share. Thread-safe, like every value.
 *
 * <p><b>The value domain</b>, the same for every peer and every packer:
 *
 * <ul>
 *   <li>null, booleans;
 *   <li>numbers: integers within ±(2^53-1), held as {@link Long}, and all other finite doubles, held as
 *       {@link Double}. {@code 1}, {@code 1.0} and {@code 1e0} are the same value, {@code -0.0} is {@code 0}. NaN,
 *       infinities, and Java integers beyond that range are refused: hold those as strings;
 *   <li>strings of valid Unicode; lone surrogates are refused, nothing is normalized;
 *   <li>lists, and maps whose keys are strings without NUL; a container nests at most {@value #MAX_DEPTH} deep.
 * </ul>
 *
 * <p>A container within a document is a {@code Doc} itself; every method that takes a value also takes Java and Eclipse
 * Collections maps, iterables and arrays of objects, and any {@code Number} that is exactly in the domain. Two documents are equal
 * if their contents are, whatever the order and the history of their making.
 */
public final class Doc {
    /** How deep containers may nest: a list in a map is 2 deep. */
    public static final int MAX_DEPTH = 64;

    private static final Doc EMPTY_MAP = new Doc(PersistentMap.empty(), 1, 0);
    private static final Doc EMPTY_LIST = new Doc(PersistentVector.empty(), 1, 0);

    /** A PersistentMap, a PersistentVector, or a scalar. */
    private final @Nullable Object content;
    /** Not less than the real depth: taking a deep part away does not lower it. */
    private final int depth;
    /** The real depth, or 0 where it was not asked for yet; a benign race. */
    private int exactDepth;
    /** The sum of the entries' digest terms, or 0 where it was not asked for yet; a benign race. */
    private long digestSum;

    private Doc(@Nullable Object content, int depth, long digestSum) {
        this.content = content;
        this.depth = depth;
        this.digestSum = digestSum;
    }

    /** {@return the empty map} */
    public static Doc of() {
        return EMPTY_MAP;
    }

    /**
     * {@return a map of the given entries}
     *
     * @param key the first key
     * @param value its value
     * @param more further keys and values by turns
     * @throws InvalidValueException if one is outside the value domain, a key stands twice or has no value
     */
    public static Doc of(String key, @Nullable Object value, @Nullable Object... more) {
        if (more.length % 2 != 0) {
            throw new InvalidValueException("keys and values come in pairs, but "
                    + Domain.describe(more[more.length - 1]) + " stands alone at the end");
        }
        Doc doc = EMPTY_MAP.with(key, value);
        for (int i = 0; i < more.length; i += 2) {
            if (!(more[i] instanceof String next)) {
                throw new InvalidValueException(
                        "keys of a document's maps are Strings, but found " + Domain.describe(more[i]));
            }
            if (doc.has(next)) {
                throw new InvalidValueException("the key \"" + next + "\" is given twice");
            }
            doc = doc.with(next, more[i + 1]);
        }
        return doc;
    }

    /**
     * {@return a list of the given items}
     *
     * @param items the items
     * @throws InvalidValueException if one is outside the value domain
     */
    public static Doc list(@Nullable Object... items) {
        return items.length == 0 ? EMPTY_LIST : from(items);
    }

    /**
     * {@return the document of any value}
     *
     * @param value a scalar, a map, an iterable, an array or a {@code Doc}, see the class comment
     * @throws InvalidValueException if it or a part of it is outside the value domain
     */
    public static Doc from(@Nullable Object value) {
        if (value instanceof Doc doc) {
            return doc;
        }
        Object inDomain = Domain.value(value);
        return inDomain instanceof Doc doc ? doc : new Doc(inDomain, 0, 0);
    }

    /**
     * {@return the document that a JSON text writes}
     *
     * @param json RFC 8259 text; comments, duplicate keys, trailing text and numbers outside the domain are refused
     * @throws InvalidValueException if it is not JSON or outside the value domain; the message gives line and column
     */
    public static Doc parse(String json) {
        return JsonText.read(json);
    }

    /**
     * A document of a map whose keys and values are in the domain already.
     *
     * @param deepest how deep the deepest of them is
     */
    static Doc ofMap(PersistentMap<String, @Nullable Object> map, int deepest) {
        return map.isEmpty() ? EMPTY_MAP : container(map, deepest + 1, 0);
    }

    /**
     * A document of a vector whose items are in the domain already.
     *
     * @param deepest how deep the deepest of them is
     */
    static Doc ofList(PersistentVector<@Nullable Object> list, int deepest) {
        return list.isEmpty() ? EMPTY_LIST : container(list, deepest + 1, 0);
    }

    private static Doc container(Object content, int depthBound, long digestSum) {
        if (depthBound <= MAX_DEPTH) {
            return new Doc(content, depthBound, digestSum);
        }
        Doc candidate = new Doc(content, depthBound, digestSum);
        int real = candidate.realDepth(MAX_DEPTH);
        if (real > MAX_DEPTH) {
            throw Domain.tooDeep();
        }
        return new Doc(content, real, digestSum);
    }

    /** A bound of how deep a value of the domain is: 0 for a scalar. */
    static int depthOf(@Nullable Object value) {
        return value instanceof Doc doc ? doc.depth : 0;
    }

    /** The exact depth, or anything above {@code limit} once it is passed. */
    private int realDepth(int limit) {
        if (depth <= 1 || limit == 0) {
            return depth == 0 ? 0 : 1;
        }
        int deepest = 0;
        for (Object value : isMap() ? map().values() : vector()) {
            // a part that stands in several places is gone through once: there may be 2^63 ways to it
            if (value instanceof Doc doc && (doc.exactDepth == 0 ? doc.depth : doc.exactDepth) > deepest) {
                deepest = Math.max(deepest, doc.realDepth(limit - 1));
                if (deepest >= limit) {
                    return deepest + 1;
                }
            }
        }
        exactDepth = deepest + 1;
        return exactDepth;
    }

    /** {@return whether this is a map} */
    public boolean isMap() {
        return content instanceof PersistentMap;
    }

    /** {@return whether this is a list} */
    public boolean isList() {
        return content instanceof PersistentVector;
    }

    /** {@return whether this is a map or a list} */
    public boolean isContainer() {
        return isMap() || isList();
    }

    /**
     * {@return what this document is: an {@link ImmutableMap}, an {@link ImmutableList}, a {@code String}, {@code Long},
     * {@code Double}, {@code Boolean} or null}
     */
    public @Nullable Object value() {
        return content;
    }

    /**
     * {@return the entries, backed by this document: O(1)}
     *
     * @throws InvalidValueException if this is not a map
     */
    public ImmutableMap<String, @Nullable Object> asMap() {
        return map();
    }

    /**
     * {@return the items, backed by this document: O(1)}
     *
     * @throws InvalidValueException if this is not a list
     */
    public ImmutableList<@Nullable Object> asList() {
        return vector();
    }

    /**
     * {@return the entries as the persistent map they are}
     *
     * @throws InvalidValueException if this is not a map
     */
    @SuppressWarnings("unchecked")
    public PersistentMap<String, @Nullable Object> map() {
        if (content instanceof PersistentMap<?, ?> map) {
            return (PersistentMap<String, @Nullable Object>) map;
        }
        throw new InvalidValueException("expected a map, but found " + Domain.describe(this));
    }

    /**
     * {@return the items as the persistent vector they are}
     *
     * @throws InvalidValueException if this is not a list
     */
    @SuppressWarnings("unchecked")
    public PersistentVector<@Nullable Object> vector() {
        if (content instanceof PersistentVector<?> list) {
            return (PersistentVector<@Nullable Object>) list;
        }
        throw new InvalidValueException("expected a list, but found " + Domain.describe(this));
    }

    /** {@return the number of entries or items; 0 for a scalar} */
    public int size() {
        return isMap() ? map().size() : isList() ? vector().size() : 0;
    }

    /**
     * {@return whether this map has the key, be its value null or not}
     *
     * @param key the key
     * @throws InvalidValueException if this is not a map
     */
    public boolean has(String key) {
        return map().containsKey(key);
    }

    /**
     * {@return the value of a key: a scalar, a {@code Doc}, or null if it is null or absent}
     *
     * @param key the key
     * @throws InvalidValueException if this is not a map
     */
    public @Nullable Object get(String key) {
        return map().get(key);
    }

    /**
     * {@return the item at an index: a scalar, a {@code Doc} or null}
     *
     * @param index counted from 0
     * @throws InvalidValueException if this is not a list
     * @throws IndexOutOfBoundsException if there is no such item
     */
    public @Nullable Object get(int index) {
        return vector().get(index);
    }

    /**
     * {@return the value at a path: a scalar, a {@code Doc}, or null if it is null or nothing stands there}
     *
     * @param path the path; the root gives this document, or its scalar
     */
    public @Nullable Object get(Path path) {
        return DocPaths.get(this, path);
    }

    /**
     * {@return whether something, be it null, stands at a path}
     *
     * @param path the path
     */
    public boolean has(Path path) {
        return DocPaths.has(this, path);
    }

    /**
     * {@return the value of a key, of a type one expects}
     *
     * @param key the key
     * @param type {@code String}, {@code Long}, {@code Double}, {@code Boolean} or {@code Doc}; as {@code Double}, an
     *     integer is one too
     * @param <T> the same
     * @throws InvalidValueException if the key is absent or its value of another type
     */
    public <T> T get(String key, Class<T> type) {
        Object value = get(key);
        Object wanted = type == Double.class && value instanceof Long whole ? (Double) (double) whole : value;
        if (!type.isInstance(wanted)) {
            throw new InvalidValueException("at \"" + key + "\": expected a " + type.getSimpleName() + ", but found "
                    + (has(key) ? Domain.describe(value) : "nothing"));
        }
        return type.cast(wanted);
    }

    /**
     * {@return this map with one entry set; this document itself if that is so already}
     *
     * @param key the key
     * @param value its new value
     * @throws InvalidValueException if this is not a map, or one is outside the value domain
     */
    public Doc with(String key, @Nullable Object value) {
        PersistentMap<String, @Nullable Object> before = map();
        Object set = Domain.value(value);
        PersistentMap<String, @Nullable Object> after = before.with(Domain.key(key), set);
        if (after == before) {
            return this;
        }
        long sum = digestSum;
        if (sum != 0) {
            sum = before.containsKey(key) ? Digest.minus(sum, Digest.entry(key, before.get(key))) : sum;
            sum = Digest.plus(sum, Digest.entry(key, set));
        }
        return container(after, Math.max(depth, depthOf(set) + 1), sum);
    }

    /**
     * {@return this list with one item replaced}
     *
     * @param index counted from 0
     * @param value the new item
     * @throws InvalidValueException if this is not a list, or the item is outside the value domain
     * @throws IndexOutOfBoundsException if there is no such item
     */
    public Doc with(int index, @Nullable Object value) {
        PersistentVector<@Nullable Object> before = vector();
        Object set = Domain.value(value);
        PersistentVector<@Nullable Object> after = before.with(index, set);
        if (after == before) {
            return this;
        }
        long sum = digestSum;
        if (sum != 0) {
            sum = Digest.minus(sum, Digest.item(index, before.get(index)));
            sum = Digest.plus(sum, Digest.item(index, set));
        }
        return container(after, Math.max(depth, depthOf(set) + 1), sum);
    }

    /**
     * {@return this document with the value at a path set}
     *
     * @param path the path; maps missing on the way are made; in a list its length means the end, as does {@code -}
     * @param value the new value
     * @throws InvalidValueException if the path leads through a scalar or past the end of a list, or the value is
     *     outside the value domain
     */
    public Doc with(Path path, @Nullable Object value) {
        return DocPaths.with(this, path, 0, value);
    }

    /**
     * {@return this map without a key; this document itself if it has none}
     *
     * @param key the key
     * @throws InvalidValueException if this is not a map
     */
    public Doc without(String key) {
        PersistentMap<String, @Nullable Object> before = map();
        if (!before.containsKey(key)) {
            return this;
        }
        long sum = digestSum == 0 ? 0 : Digest.minus(digestSum, Digest.entry(key, before.get(key)));
        return new Doc(before.without(key), depth, sum);
    }

    /**
     * {@return this document without what stands at a path; this document itself if nothing does}
     *
     * @param path the path, not the root
     * @throws InvalidValueException if the path is the root
     */
    public Doc without(Path path) {
        return DocPaths.without(this, path, 0);
    }

    /**
     * {@return this list with some items taken out and others put in}
     *
     * @param from the index of the first item taken out; the size means the end
     * @param removed how many are taken out
     * @param inserted what is put in there
     * @throws InvalidValueException if this is not a list, or an item is outside the value domain
     * @throws IndexOutOfBoundsException if the items to take out do not exist
     */
    public Doc splice(int from, int removed, Iterable<?> inserted) {
        PersistentVector<@Nullable Object> items = vector();
        Doc added = from(inserted);
        return container(items.splice(from, removed, added.vector()), Math.max(depth, added.depth), 0);
    }

    /**
     * {@return this list with one item more at the end}
     *
     * @param item the item
     * @throws InvalidValueException if this is not a list, or the item is outside the value domain
     */
    public Doc append(@Nullable Object item) {
        Object added = Domain.value(item);
        long sum = digestSum == 0 ? 0 : Digest.plus(digestSum, Digest.item(size(), added));
        return container(vector().append(added), Math.max(depth, depthOf(added) + 1), sum);
    }

    /**
     * {@return this map with the value of a key replaced by what a function makes of it}
     *
     * @param key the key
     * @param change gets the value (null if absent) and returns the new one
     * @throws InvalidValueException if this is not a map, or the new value is outside the value domain
     */
    public Doc update(String key, UnaryOperator<@Nullable Object> change) {
        return with(key, change.apply(get(key)));
    }

    /**
     * {@return this document with the value at a path replaced by what a function makes of it}
     *
     * @param path the path
     * @param change gets the value (null if absent) and returns the new one
     * @throws InvalidValueException as {@link #with(Path, Object)}
     */
    public Doc update(Path path, UnaryOperator<@Nullable Object> change) {
        return with(path, change.apply(get(path)));
    }

    /**
     * {@return a 64-bit digest of the contents, equal for equal documents whatever their history} Once asked for, it is
     * kept up with O(1) work for each change of an entry. It tells accidents apart, not attackers: for that, hash
     * {@link #toCanonicalJson()}.
     */
    public long digest() {
        if (!isContainer()) {
            return Digest.of(content);
        }
        long sum = digestSum;
        if (sum == 0) {
            sum = isMap() ? Digest.sum(map()) : Digest.sum(vector());
            digestSum = sum;
        }
        return isMap() ? Digest.map(size(), sum) : Digest.list(size(), sum);
    }

    /** {@return the canonical JSON text of RFC 8785: sorted keys, one form of each number and string, no white space} */
    public String toCanonicalJson() {
        return CanonicalJson.text(this);
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return this == object || object instanceof Doc that && Objects.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(digest());
    }

    /** {@return the canonical JSON text} */
    @Override
    public String toString() {
        return toCanonicalJson();
    }
}
