package io.entangle.value;

import org.jspecify.annotations.Nullable;

/** Reads and writes of a {@link Doc} along a {@link Path}. */
final class DocPaths {
    private static final Object ABSENT = new Object();

    private DocPaths() {}

    static @Nullable Object get(Doc doc, Path path) {
        Object found = find(doc, path);
        return found == ABSENT ? null : found;
    }

    static boolean has(Doc doc, Path path) {
        return find(doc, path) != ABSENT;
    }

    private static @Nullable Object find(Doc doc, Path path) {
        Object at = doc.isContainer() ? doc : doc.value();
        for (int i = 0; i < path.length() && at != ABSENT; i++) {
            at = step(at, path.segment(i));
        }
        return at;
    }

    private static @Nullable Object step(@Nullable Object at, String segment) {
        if (!(at instanceof Doc doc)) {
            return ABSENT;
        }
        if (doc.isMap()) {
            return doc.map().getOrDefault(segment, ABSENT);
        }
        int index = Path.index(segment);
        return index < 0 || index >= doc.size() ? ABSENT : doc.get(index);
    }

    static Doc with(Doc doc, Path path, int depth, @Nullable Object value) {
        if (depth == path.length()) {
            return Doc.from(value);
        }
        String segment = path.segment(depth);
        if (doc.isMap()) {
            return doc.with(segment, below(doc.get(segment), doc.has(segment), path, depth, value));
        }
        if (!doc.isList()) {
            throw misfit(path, depth, "a map or a list", doc);
        }
        int index = segment.equals("-") ? doc.size() : Path.index(segment);
        if (index < 0 || index > doc.size()) {
            throw misfit(path, depth, "an index of at most " + doc.size() + " behind it, not \"" + segment + "\"", doc);
        }
        return index == doc.size()
                ? doc.append(below(null, false, path, depth, value))
                : doc.with(index, below(doc.get(index), true, path, depth, value));
    }

    private static @Nullable Object below(
            @Nullable Object child, boolean present, Path path, int depth, @Nullable Object value) {
        if (depth + 1 == path.length()) {
            return value;
        }
        if (!present) {
            return with(Doc.of(), path, depth + 1, value);
        }
        if (!(child instanceof Doc container)) {
            throw misfit(path, depth + 1, "a map or a list", child);
        }
        return with(container, path, depth + 1, value);
    }

    static Doc without(Doc doc, Path path, int depth) {
        if (path.length() == 0) {
            throw new InvalidValueException("the root of a document can't be taken out; replace it instead");
        }
        String segment = path.segment(depth);
        Object child = step(doc, segment);
        if (child == ABSENT) {
            return doc;
        }
        if (depth + 1 == path.length()) {
            return doc.isMap() ? doc.without(segment) : doc.splice(Path.index(segment), 1, java.util.List.of());
        }
        if (!(child instanceof Doc container)) {
            return doc;
        }
        Doc changed = without(container, path, depth + 1);
        return doc.isMap() ? doc.with(segment, changed) : doc.with(Path.index(segment), changed);
    }

    private static InvalidValueException misfit(Path path, int depth, String expected, @Nullable Object found) {
        Path at = Path.of(path.segments().subList(0, depth).toArray());
        return new InvalidValueException("at \"" + at + "\" of the path \"" + path + "\": expected " + expected
                + ", but found " + Domain.describe(found));
    }
}
