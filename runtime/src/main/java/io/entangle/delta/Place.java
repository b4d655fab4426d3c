package io.entangle.delta;

import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A path while it is walked: cheap to lengthen, and put together only if an error message wants it. Null is the root. */
record Place(@Nullable Place above, Object segment) {
    static Path path(@Nullable Place place) {
        Deque<Object> segments = new ArrayDeque<>();
        for (Place at = place; at != null; at = at.above) {
            segments.addFirst(at.segment);
        }
        return Path.of(segments.toArray());
    }

    static String show(@Nullable Place place) {
        return place == null ? "at the root" : "at \"" + path(place) + "\"";
    }

    static Doc map(@Nullable Object value, @Nullable Place at) {
        if (value instanceof Doc doc && doc.isMap()) {
            return doc;
        }
        throw new DeltaMismatchException(show(at) + ": the delta edits a map, but found " + kind(value));
    }

    static Doc list(@Nullable Object value, @Nullable Place at) {
        if (value instanceof Doc doc && doc.isList()) {
            return doc;
        }
        throw new DeltaMismatchException(show(at) + ": the delta edits a list, but found " + kind(value));
    }

    static void room(Doc list, int size, @Nullable Place at) {
        if (size > list.size()) {
            throw new DeltaMismatchException(
                    show(at) + ": the delta needs a list of at least " + size + " items, but found " + list.size());
        }
    }

    private static String kind(@Nullable Object value) {
        if (value instanceof Doc doc) {
            return doc.isMap() ? "a map" : "a list";
        }
        return value == null ? "null" : "a " + value.getClass().getSimpleName();
    }
}
