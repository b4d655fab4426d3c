package io.entangle.type;

import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Where in the encoded form a codec is at work: cheap to lengthen, and put together as a path only if a message wants
 * it. Null is the root.
 */
record Place(@Nullable Place above, Object segment, int depth) {
    /** The place of a key or an index of the container at {@code above}. */
    static Place in(@Nullable Place above, Object segment) {
        return new Place(above, segment, above == null ? 1 : above.depth + 1);
    }

    /**
     * Refuses a container that stands too deep for a document, before the recursion into it gets any deeper.
     *
     * @throws InvalidValueException if it is too deep
     */
    static void room(@Nullable Place at) {
        if (at != null && at.depth >= Doc.MAX_DEPTH) {
            throw invalid(at, "documents nest at most " + Doc.MAX_DEPTH + " containers deep", null);
        }
    }

    static InvalidValueException expected(@Nullable Place at, String expected, @Nullable Object found) {
        return expected(at, expected, found, null);
    }

    static InvalidValueException expected(
            @Nullable Place at, String expected, @Nullable Object found, @Nullable Throwable cause) {
        return invalid(at, "expected " + expected + ", but found " + describe(found), cause);
    }

    static InvalidValueException missing(@Nullable Place at, String expected) {
        return invalid(at, "expected " + expected + ", but nothing stands there", null);
    }

    static InvalidValueException invalid(@Nullable Place at, String problem, @Nullable Throwable cause) {
        return new InvalidValueException(show(at) + ": " + problem, cause);
    }

    static String show(@Nullable Place at) {
        return at == null ? "at the root" : "at " + path(at);
    }

    private static Path path(Place place) {
        Deque<Object> segments = new ArrayDeque<>();
        for (Place at = place; at != null; at = at.above) {
            segments.addFirst(at.segment);
        }
        return Path.of(segments.toArray());
    }

    /** An encoded or a Java value as messages show it. */
    static String describe(@Nullable Object value) {
        if (value instanceof Doc doc) {
            return doc.isMap() ? "a map" : doc.isList() ? "a list" : describe(doc.value());
        }
        if (value == null || value instanceof Boolean) {
            return String.valueOf(value);
        }
        String text = value.toString();
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return value instanceof String ? "the string \"" + shown + "\"" : "the number " + shown;
    }
}
