package io.entangle.delta;

import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * JSON Patch, RFC 6902: patches are lists of operations {@code add}, {@code remove}, {@code replace}, {@code move},
 * {@code copy} and {@code test}. A patch is applied as a whole or not at all.
 */
public final class JsonPatch {
    private JsonPatch() {}

    /**
     * {@return the document that a patch makes of another}
     *
     * @param before the document; it stays as it is
     * @param patch a list of operations; members that the RFC does not know are ignored
     * @throws JsonPatchException if the patch is malformed, or an operation can't be done or tests in vain
     */
    public static Doc apply(Doc before, Doc patch) {
        if (!patch.isList()) {
            throw new JsonPatchException(-1, "a JSON Patch is a list of operations, but found " + kind(patch));
        }
        Doc doc = before;
        int index = 0;
        for (Object operation : patch.vector()) {
            doc = step(doc, index++, operation);
        }
        return doc;
    }

    /**
     * {@return the delta that does what a patch does to a document}
     *
     * @param before the document
     * @param patch a list of operations
     * @throws JsonPatchException as {@link #apply}
     */
    public static Delta toDelta(Doc before, Doc patch) {
        return Delta.diff(before, apply(before, patch));
    }

    /**
     * {@return a patch that does what a delta does to a document, made of {@code add}, {@code remove} and
     * {@code replace}}
     *
     * @param delta the delta
     * @param before a document of the shape the delta was made for
     * @throws DeltaMismatchException if the document is of another shape
     * @throws InvalidValueException if the patch would nest too deep: it holds the delta's values 2 deep
     */
    public static Doc fromDelta(Delta delta, Doc before) {
        return new JsonPatchExport().export(delta, before);
    }

    private static Doc step(Doc doc, int index, @Nullable Object operation) {
        if (!(operation instanceof Doc members) || !members.isMap()) {
            throw new JsonPatchException(
                    index, "operation " + index + ": an operation is a map, but found " + kind(operation));
        }
        Object op = members.get("op");
        Object path = members.get("path");
        try {
            return operate(doc, members);
        } catch (Refusal | InvalidValueException e) {
            String message = "operation %d (%s at %s): %s"
                    .formatted(
                            index,
                            op instanceof String ? op : "no op",
                            path instanceof String ? "\"" + path + "\"" : "no path",
                            e.getMessage());
            JsonPatchException failure = new JsonPatchException(index, message);
            failure.initCause(e);
            throw failure;
        }
    }

    private static Doc operate(Doc doc, Doc members) {
        String op = text(members, "op");
        Path path = Path.parse(text(members, "path"));
        return switch (op) {
            case "add" -> add(doc, path, value(members));
            case "remove" -> remove(doc, path);
            case "replace" -> replace(doc, path, value(members));
            case "move" -> move(doc, from(members), path);
            case "copy" -> add(doc, path, existing(doc, from(members)));
            case "test" -> test(doc, path, value(members));
            default -> throw new Refusal("unknown op");
        };
    }

    private static Path from(Doc members) {
        return Path.parse(text(members, "from"));
    }

    private static @Nullable Object value(Doc members) {
        if (!members.has("value")) {
            throw new Refusal("\"value\" is missing");
        }
        return members.get("value");
    }

    private static String text(Doc members, String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw new Refusal(
                members.has(name)
                        ? "\"" + name + "\" is a string, but found " + kind(members.get(name))
                        : "\"" + name + "\" is missing");
    }

    private static Doc add(Doc doc, Path path, @Nullable Object value) {
        if (path.length() == 0) {
            return Doc.from(value);
        }
        Doc parent = parent(doc, path);
        String last = path.last();
        if (parent.isMap()) {
            return doc.with(path.parent(), parent.with(last, value));
        }
        int index = last.equals("-") ? parent.size() : Path.index(last);
        if (index < 0 || index > parent.size()) {
            throw new Refusal("an index from 0 to " + parent.size() + " or \"-\" was expected, but found \"" + last
                    + "\", in the list at \"" + path.parent() + "\"");
        }
        return doc.with(path.parent(), parent.splice(index, 0, Doc.list(value).vector()));
    }

    private static Doc replace(Doc doc, Path path, @Nullable Object value) {
        existing(doc, path);
        return doc.with(path, value);
    }

    private static Doc remove(Doc doc, Path path) {
        if (path.length() == 0) {
            throw new Refusal("the whole document can't be removed, only replaced");
        }
        existing(doc, path);
        Doc parent = parent(doc, path);
        String last = path.last();
        Doc rest = parent.isMap() ? parent.without(last) : parent.splice(Path.index(last), 1, List.of());
        return doc.with(path.parent(), rest);
    }

    private static Doc move(Doc doc, Path from, Path path) {
        Object moved = existing(doc, from);
        if (from.equals(path)) {
            return doc;
        }
        if (path.startsWith(from)) {
            throw new Refusal("\"" + from + "\" can't be moved into itself");
        }
        return add(remove(doc, from), path, moved);
    }

    private static Doc test(Doc doc, Path path, @Nullable Object expected) {
        Object found = existing(doc, path);
        if (!Objects.equals(found, expected)) {
            throw new Refusal("expected " + shown(expected) + ", but found " + shown(found));
        }
        return doc;
    }

    private static Doc parent(Doc doc, Path path) {
        if (existing(doc, path.parent()) instanceof Doc parent) {
            return parent;
        }
        throw new Refusal(
                "a map or a list was expected at \"" + path.parent() + "\", but found " + kind(doc.get(path.parent())));
    }

    private static @Nullable Object existing(Doc doc, Path path) {
        if (!doc.has(path)) {
            throw new Refusal("nothing stands at \"" + path + "\"");
        }
        return doc.get(path);
    }

    static String kind(@Nullable Object value) {
        if (value instanceof Doc doc) {
            return doc.isMap() ? "a map" : doc.isList() ? "a list" : kind(doc.value());
        }
        return value == null ? "null" : "a " + value.getClass().getSimpleName();
    }

    private static String shown(@Nullable Object value) {
        String text = Doc.from(value).toCanonicalJson();
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    /** Why one operation can't be done; becomes a {@link JsonPatchException} once the operation is known. */
    private static final class Refusal extends RuntimeException {
        Refusal(String message) {
            super(message, null, false, false);
        }
    }
}
