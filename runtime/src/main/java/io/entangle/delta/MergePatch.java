package io.entangle.delta;

import io.entangle.value.Doc;
import io.entangle.value.MapDifference;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * JSON Merge Patch, RFC 7386: a patch looks like the document, holds only what changes, and says null where an entry is
 * taken out. It can't set an entry to null, nor change a list but as a whole.
 */
public final class MergePatch {
    private MergePatch() {}

    /**
     * {@return the document that a patch makes of another}
     *
     * @param before the document; it stays as it is
     * @param patch the patch, any document
     */
    public static Doc apply(Doc before, Doc patch) {
        return Doc.from(merged(before, patch));
    }

    private static @Nullable Object merged(@Nullable Object before, @Nullable Object patch) {
        if (!(patch instanceof Doc changes) || !changes.isMap()) {
            return patch;
        }
        Doc result = before instanceof Doc doc && doc.isMap() ? doc : Doc.of();
        for (Map.Entry<String, @Nullable Object> change : changes.map().entrySet()) {
            String key = change.getKey();
            result = change.getValue() == null
                    ? result.without(key)
                    : result.with(key, merged(result.get(key), change.getValue()));
        }
        return result;
    }

    /**
     * {@return the delta that does what a patch does to a document}
     *
     * @param before the document
     * @param patch the patch, any document
     */
    public static Delta toDelta(Doc before, Doc patch) {
        return Delta.diff(before, apply(before, patch));
    }

    /**
     * {@return a patch that does what a delta does to a document}
     *
     * @param delta the delta
     * @param before a document of the shape the delta was made for
     * @throws IllegalArgumentException if a merge patch can't say it, because an entry becomes null; the message names
     *     its path
     * @throws DeltaMismatchException if the document is of another shape
     */
    public static Doc fromDelta(Delta delta, Doc before) {
        Doc after = delta.apply(before);
        return after.isMap() ? between(before, after, Path.ROOT) : after;
    }

    private static Doc between(@Nullable Object before, Doc after, Path path) {
        PersistentMap<String, @Nullable Object> old =
                before instanceof Doc doc && doc.isMap() ? doc.map() : PersistentMap.empty();
        Collector collector = new Collector(path);
        old.forEachDifference(after.map(), collector);
        return collector.patch;
    }

    /** Collects the patch of one map. */
    private static final class Collector implements MapDifference<String, @Nullable Object> {
        private final Path path;
        private Doc patch = Doc.of();

        Collector(Path path) {
            this.path = path;
        }

        @Override
        public void added(String key, @Nullable Object after) {
            changed(key, null, after);
        }

        @Override
        public void removed(String key, @Nullable Object before) {
            patch = patch.with(key, null);
        }

        @Override
        public void changed(String key, @Nullable Object before, @Nullable Object after) {
            if (after == null) {
                throw new IllegalArgumentException("a merge patch can't set an entry to null, as the delta does at \""
                        + path.child(key) + "\": null there means removal");
            }
            if (!Objects.equals(before, after)) {
                boolean isMap = after instanceof Doc doc && doc.isMap();
                patch = patch.with(key, isMap ? between(before, (Doc) after, path.child(key)) : after);
            }
        }
    }
}
