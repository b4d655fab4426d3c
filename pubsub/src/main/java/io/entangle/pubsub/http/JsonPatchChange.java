package io.entangle.pubsub.http;

import io.entangle.delta.JsonPatch;
import io.entangle.delta.JsonPatchException;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Patch as a change of a value. That it is a patch is found out before it is applied; what it copies is bounded,
 * as a few operations {@code copy} can make a value of more parts than there are atoms in the universe.
 */
final class JsonPatchChange implements UnaryOperator<Doc> {
    private static final Set<String> WITH_VALUE = Set.of("add", "replace", "test");
    private static final Set<String> WITH_FROM = Set.of("move", "copy");

    private final Doc patch;
    private final long maxCopied;

    private JsonPatchChange(Doc patch, long maxCopied) {
        this.patch = patch;
        this.maxCopied = maxCopied;
    }

    /** The change that a body describes. */
    static JsonPatchChange of(Doc body, HttpOptions options) {
        if (!body.isList()) {
            throw Problem.BAD_PATCH.because("a JSON Patch is a list of operations");
        }
        if (body.size() > options.maxPatchOperations()) {
            throw Problem.TOO_LARGE.because("a JSON Patch has at most " + options.maxPatchOperations()
                    + " operations, but this one has " + body.size());
        }
        for (int i = 0; i < body.size(); i++) {
            check(i, body.get(i));
        }
        return new JsonPatchChange(body, options.maxBodyBytes());
    }

    private static void check(int index, @Nullable Object operation) {
        if (!(operation instanceof Doc members) || !members.isMap()) {
            throw malformed(index, "an operation is a map");
        }
        Object op = members.get("op");
        if (!(op instanceof String name)
                || !WITH_VALUE.contains(name) && !WITH_FROM.contains(name) && !name.equals("remove")) {
            throw malformed(index, "\"op\" is one of add, remove, replace, move, copy, test");
        }
        checkPointer(index, members, "path");
        if (WITH_FROM.contains(name)) {
            checkPointer(index, members, "from");
        }
        if (WITH_VALUE.contains(name) && !members.has("value")) {
            throw malformed(index, "\"value\" is missing");
        }
    }

    private static void checkPointer(int index, Doc members, String name) {
        if (!(members.get(name) instanceof String pointer)) {
            throw malformed(index, "\"" + name + "\" is a JSON Pointer, a string");
        }
        try {
            Path.parse(pointer);
        } catch (IllegalArgumentException e) {
            throw malformed(index, "\"" + name + "\": " + e.getMessage());
        }
    }

    private static ProblemException malformed(int index, String reason) {
        return Problem.BAD_PATCH.because("operation " + index + ": " + reason).withMember("operation", index);
    }

    @Override
    public Doc apply(Doc before) {
        Doc doc = before;
        long copied = 0;
        for (int i = 0; i < patch.size(); i++) {
            Doc operation = (Doc) patch.vector().get(i);
            if ("copy".equals(operation.get("op"))) {
                copied += sizeOfCopied(doc, operation, maxCopied - copied);
                if (copied > maxCopied) {
                    throw Problem.TOO_LARGE
                            .because("operation " + i + ": a JSON Patch may copy about " + maxCopied + " bytes")
                            .withMember("operation", i);
                }
            }
            doc = step(doc, i, operation);
        }
        return doc;
    }

    private static Doc step(Doc doc, int index, Doc operation) {
        try {
            return JsonPatch.apply(doc, Doc.list(operation));
        } catch (JsonPatchException e) {
            // the patch that failed is the one operation
            String message = e.getMessage().replaceFirst("^operation 0", "operation " + index);
            throw Problem.PATCH_CONFLICT
                    .because(message)
                    .withMember("operation", index)
                    .withMember("pointer", operation.get("path"));
        }
    }

    private static long sizeOfCopied(Doc doc, Doc operation, long enough) {
        Path from = Path.parse((String) operation.get("from"));
        return doc.has(from) ? size(doc.get(from), enough) : 0;
    }

    /** About how many bytes a value takes as JSON, counted no further than until it is more than enough. */
    private static long size(@Nullable Object value, long enough) {
        long size = 4;
        if (value instanceof String text) {
            size += text.length();
        } else if (value instanceof Doc doc && doc.isMap()) {
            for (Map.Entry<String, @Nullable Object> entry : doc.map().entrySet()) {
                size += entry.getKey().length() + size(entry.getValue(), enough - size);
                if (size > enough) {
                    break;
                }
            }
        } else if (value instanceof Doc doc && doc.isList()) {
            for (Object item : doc.vector()) {
                size += size(item, enough - size);
                if (size > enough) {
                    break;
                }
            }
        }
        return size;
    }
}
