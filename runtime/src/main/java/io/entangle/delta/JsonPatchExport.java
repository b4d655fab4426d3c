package io.entangle.delta;

import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a delta as the operations of a JSON Patch. */
final class JsonPatchExport {
    private final List<Doc> operations = new ArrayList<>();

    Doc export(Delta delta, Doc before) {
        Edit root = delta.root();
        if (root != null) {
            edit(root, Path.ROOT, before.isContainer() ? before : before.value());
        }
        return Doc.from(operations);
    }

    /** The edit of a value that stands at the path. */
    private void edit(Edit edit, Path path, @Nullable Object before) {
        if (edit instanceof Edit.Put put) {
            emit("replace", path, put.value());
        } else if (edit instanceof Edit.Remove) {
            operations.add(Doc.of("op", "remove", "path", path.toString()));
        } else if (edit instanceof Edit.MapEdit map) {
            map(map.entries(), path, before);
        } else if (edit instanceof Edit.ListEdit list) {
            list(list.hunks(), path, before);
        }
    }

    private void map(PersistentMap<String, Edit> entries, Path path, @Nullable Object before) {
        if (!(before instanceof Doc doc) || !doc.isMap()) {
            throw mismatch(path, "a map", before);
        }
        String[] keys = entries.keySet().toArray(new String[0]);
        Arrays.sort(keys);
        for (String key : keys) {
            Edit edit = entries.get(key);
            Path child = path.child(key);
            if (doc.has(key)) {
                edit(edit, child, doc.get(key));
            } else if (edit instanceof Edit.Put put) {
                emit("add", child, put.value());
            } else if (!(edit instanceof Edit.Remove)) {
                throw new DeltaMismatchException(
                        "at \"" + child + "\": expected a value to change inside, but found nothing");
            }
        }
    }

    private void list(List<Edit.Hunk> hunks, Path path, @Nullable Object before) {
        if (!(before instanceof Doc doc) || !doc.isList()) {
            throw mismatch(path, "a list", before);
        }
        int source = 0;
        int target = 0;
        int dropped = 0;
        for (Edit.Hunk hunk : hunks) {
            if (!(hunk instanceof Edit.Insert)) {
                removeAt(path, target, dropped);
                dropped = 0;
            }
            if (hunk instanceof Edit.Insert insert) {
                target = insert(insert.items(), path, target, dropped);
                dropped = 0;
            } else if (hunk instanceof Edit.Keep keep) {
                source += keep.count();
                target += keep.count();
            } else if (hunk instanceof Edit.Drop drop) {
                source += drop.count();
                dropped = drop.count();
            } else if (hunk instanceof Edit.Change change) {
                checkReach(source + 1, path, doc);
                edit(change.edit(), path.child(target++), doc.get(source++));
            }
            checkReach(source, path, doc);
        }
        removeAt(path, target, dropped);
    }

    /** Items put in where others are taken out replace them one by one; what is left over is added or removed. */
    private int insert(Doc items, Path path, int at, int dropped) {
        int index = at;
        for (Object item : items.vector()) {
            emit(index - at < dropped ? "replace" : "add", path.child(index), item);
            index++;
        }
        removeAt(path, index, dropped - items.size());
        return index;
    }

    private void removeAt(Path path, int index, int count) {
        Path item = path.child(index);
        for (int i = 0; i < count; i++) {
            operations.add(Doc.of("op", "remove", "path", item.toString()));
        }
    }

    private void emit(String op, Path path, @Nullable Object value) {
        operations.add(Doc.of("op", op, "path", path.toString(), "value", value));
    }

    private static void checkReach(int items, Path path, Doc list) {
        if (items > list.size()) {
            throw new DeltaMismatchException("at \"" + path + "\": expected a list of at least " + items
                    + " items, but found one of " + list.size());
        }
    }

    private static DeltaMismatchException mismatch(Path path, String expected, @Nullable Object found) {
        return new DeltaMismatchException(
                "at \"" + path + "\": expected " + expected + ", but found " + JsonPatch.kind(found));
    }
}
