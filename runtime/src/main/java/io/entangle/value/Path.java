package io.entangle.value;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a value stands in a document: the keys and list indices that lead to it from the root. The text form is a JSON
 * Pointer (RFC 6901); an index is kept in its decimal form, so {@code Path.of("users", 3)} equals
 * {@code Path.parse("/users/3")} and whether {@code 3} is a key or an index is decided by the document. Immutable.
 */
public final class Path {
    /** The path of the whole document, whose text form is the empty string. */
    public static final Path ROOT = new Path(new String[0]);

    private final String[] segments;

    private Path(String[] segments) {
        this.segments = segments;
    }

    /**
     * {@return the path through the given keys and indices}
     *
     * @param segments keys ({@code String}) and non-negative indices ({@code Integer} or {@code Long})
     * @throws InvalidValueException if a segment is of another type, a negative number or no valid key
     */
    public static Path of(Object... segments) {
        String[] texts = new String[segments.length];
        for (int i = 0; i < segments.length; i++) {
            texts[i] = text(segments[i]);
        }
        return new Path(texts);
    }

    private static String text(@Nullable Object segment) {
        if (segment instanceof String key) {
            return Domain.key(key);
        }
        if ((segment instanceof Integer || segment instanceof Long) && ((Number) segment).longValue() >= 0) {
            return segment.toString();
        }
        throw new InvalidValueException(
                "a path segment is a key (String) or a non-negative index, but found " + Domain.describe(segment));
    }

    /**
     * {@return the path that a JSON Pointer writes}
     *
     * @param pointer the empty string, or segments each led by {@code /}, with {@code ~1} for {@code /} and {@code ~0}
     *     for {@code ~}
     * @throws InvalidValueException if it is not a JSON Pointer
     */
    public static Path parse(String pointer) {
        if (pointer.isEmpty()) {
            return ROOT;
        }
        if (pointer.charAt(0) != '/') {
            throw new InvalidValueException(
                    "a JSON Pointer is empty or starts with '/', but found \"" + pointer + "\"");
        }
        String[] segments = pointer.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            segments[i] = Domain.key(unescape(segments[i], pointer));
        }
        return new Path(segments);
    }

    private static String unescape(String segment, String pointer) {
        int tilde = segment.indexOf('~');
        if (tilde < 0) {
            return segment;
        }
        for (int i = tilde; i >= 0; i = segment.indexOf('~', i + 1)) {
            char next = i + 1 < segment.length() ? segment.charAt(i + 1) : ' ';
            if (next != '0' && next != '1') {
                throw new InvalidValueException(
                        "in a JSON Pointer '~' is followed by 0 or 1, but found \"" + pointer + "\"");
            }
        }
        return segment.replace("~1", "/").replace("~0", "~");
    }

    /**
     * {@return this path and one key more}
     *
     * @param key the key
     * @throws InvalidValueException if it is no valid key
     */
    public Path child(String key) {
        String[] longer = Arrays.copyOf(segments, segments.length + 1);
        longer[segments.length] = Domain.key(key);
        return new Path(longer);
    }

    /**
     * {@return this path and one index more}
     *
     * @param index the index, not negative
     * @throws InvalidValueException if it is negative
     */
    public Path child(int index) {
        return child(text(index));
    }

    /**
     * {@return this path without its last segment}
     *
     * @throws IllegalStateException if this is the root
     */
    public Path parent() {
        if (segments.length == 0) {
            throw new IllegalStateException("the root path has no parent");
        }
        return new Path(Arrays.copyOf(segments, segments.length - 1));
    }

    /**
     * {@return the last segment}
     *
     * @throws IllegalStateException if this is the root
     */
    public String last() {
        if (segments.length == 0) {
            throw new IllegalStateException("the root path has no segment");
        }
        return segments[segments.length - 1];
    }

    /** {@return how many segments lead from the root} */
    public int length() {
        return segments.length;
    }

    /**
     * {@return the segment at a place}
     *
     * @param i counted from the root, from 0
     * @throws IndexOutOfBoundsException if there is no such segment
     */
    public String segment(int i) {
        return segments[i];
    }

    /** {@return the segments from the root, as an immutable list} */
    public List<String> segments() {
        return List.of(segments);
    }

    /**
     * {@return whether {@code prefix} leads to this path's place or to a container around it}
     *
     * @param prefix the path that may be the beginning of this one
     */
    public boolean startsWith(Path prefix) {
        return prefix.segments.length <= segments.length
                && Arrays.equals(segments, 0, prefix.segments.length, prefix.segments, 0, prefix.segments.length);
    }

    /**
     * {@return the list index that a segment writes, or -1 if it writes none}
     *
     * @param segment an index has the form {@code 0} or a digit 1 to 9 and further digits, and fits an {@code int}
     */
    public static int index(String segment) {
        int length = segment.length();
        if (length == 0 || length > 10 || segment.charAt(0) == '0' && length > 1) {
            return -1;
        }
        long index = 0;
        for (int i = 0; i < length; i++) {
            int digit = segment.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            index = index * 10 + digit;
        }
        return index > Integer.MAX_VALUE ? -1 : (int) index;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Path that && Arrays.equals(segments, that.segments);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(segments);
    }

    /** {@return the JSON Pointer of this path} */
    @Override
    public String toString() {
        StringBuilder pointer = new StringBuilder();
        for (String segment : segments) {
            pointer.append('/').append(segment.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }
}
