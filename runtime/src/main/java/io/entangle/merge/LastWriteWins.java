package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges a write into a document that others may have changed since the writer last looked: field by field, the later
 * write wins.
 *
 * <p>A field counts as changed behind the writer's back if its stamp is of another site and of a version after the one
 * the writer had seen. Where that is not so, the write applies as it is. A container is its path: an edit within a map
 * that was replaced or removed by an earlier write brings back that map with only the fields of this write; a put or a
 * removal of a map leaves fields of it standing that were written later.
 */
public final class LastWriteWins {
    private final HybridTimestamp written;
    private final long seen;
    private final List<Conflict> conflicts = new ArrayList<>();

    private LastWriteWins(HybridTimestamp written, long seen) {
        this.written = written;
        this.seen = seen;
    }

    /**
     * The outcome of a merge.
     *
     * @param delta what is left of the write, for the document as it stands; empty if all of it lost
     * @param conflicts the fields that were written behind the writer's back, lost and won ones
     */
    public record Merged(Delta delta, List<Conflict> conflicts) {}

    /**
     * {@return what a write does to a document}
     *
     * @param write the write; lists are put whole
     * @param written when it was made
     * @param seen the version of the atom that the writer had seen
     * @param current the document as it stands
     * @param stamps when its fields were written
     * @throws StaleListException if the write edits items of a list that was written since
     */
    public static Merged merge(Delta write, HybridTimestamp written, long seen, Doc current, FieldStamps stamps) {
        LastWriteWins merge = new LastWriteWins(written, seen);
        Edit root = write.root();
        Object value = current.isContainer() ? current : current.value();
        Edit merged = root == null ? null : merge.edit(root, value, true, stamps, null, Path.ROOT);
        return new Merged(Delta.of(merged), List.copyOf(merge.conflicts));
    }

    private boolean unseen(@Nullable Stamp stamp) {
        return stamp != null && stamp.version() > seen && !stamp.time().site().equals(written.site());
    }

    private boolean isLater(@Nullable Stamp stamp) {
        return stamp != null && unseen(stamp) && stamp.time().compareTo(written) > 0;
    }

    private static @Nullable Stamp later(@Nullable Stamp a, @Nullable Stamp b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.time().compareTo(b.time()) >= 0 ? a : b;
    }

    /** What is left of an edit at a place; {@code above} is the latest unseen stamp of a container around it. */
    private @Nullable Edit edit(
            Edit edit,
            @Nullable Object current,
            boolean present,
            FieldStamps stamps,
            @Nullable Stamp above,
            Path path) {
        Stamp covering = unseen(stamps.stamp) ? later(above, stamps.stamp) : above;
        if (edit instanceof Edit.MapEdit map) {
            return current instanceof Doc doc && doc.isMap()
                    ? entries(map, doc, stamps, covering, path)
                    : revived(map, current, covering, path);
        }
        if (edit instanceof Edit.ListEdit && covering != null) {
            throw new StaleListException(path);
        }
        Object mine = edit instanceof Edit.Put put ? put.value() : null;
        if (covering != null) {
            conflicts.add(new Conflict(path, mine, current, !isLater(covering), written));
            if (isLater(covering)) {
                return null;
            }
        }
        if (!hasLater(stamps)) {
            return edit instanceof Edit.Remove && !present ? null : edit;
        }
        return Edit.put(keepingLater(mine, edit instanceof Edit.Put, current, stamps, path));
    }

    private @Nullable Edit entries(
            Edit.MapEdit edit, Doc current, FieldStamps stamps, @Nullable Stamp covering, Path path) {
        PersistentMap<String, Edit> merged = PersistentMap.empty();
        for (Map.Entry<String, Edit> entry : edit.entries().entrySet()) {
            String key = entry.getKey();
            Edit left = edit(
                    entry.getValue(), current.get(key), current.has(key), stamps.at(key), covering, path.child(key));
            merged = left == null ? merged : merged.with(key, left);
        }
        return Edit.ofMap(merged);
    }

    /** The map that this write edits is gone. If that was done later, the write has lost; else it makes a new one. */
    private @Nullable Edit revived(Edit.MapEdit edit, @Nullable Object current, @Nullable Stamp covering, Path path) {
        Doc mine = written(edit);
        conflicts.add(new Conflict(path, mine, current, !isLater(covering), written));
        return isLater(covering) ? null : Edit.put(mine);
    }

    private static Doc written(Edit.MapEdit edit) {
        Doc fields = Doc.of();
        for (Map.Entry<String, Edit> entry : edit.entries().entrySet()) {
            if (entry.getValue() instanceof Edit.Put put) {
                fields = fields.with(entry.getKey(), put.value());
            } else if (entry.getValue() instanceof Edit.MapEdit inner) {
                fields = fields.with(entry.getKey(), written(inner));
            }
        }
        return fields;
    }

    private boolean hasLater(FieldStamps stamps) {
        for (FieldStamps child : stamps.below.values()) {
            if (isLater(child.stamp) || hasLater(child)) {
                return true;
            }
        }
        return false;
    }

    /** The value put, with those fields of the current one that were written later than the put. */
    private Object keepingLater(
            @Nullable Object mine, boolean put, @Nullable Object current, FieldStamps stamps, Path path) {
        Doc kept = put && mine instanceof Doc doc && doc.isMap() ? doc : Doc.of();
        if (!(current instanceof Doc theirs) || !theirs.isMap()) {
            return kept;
        }
        for (Map.Entry<String, FieldStamps> entry : stamps.below.entrySet()) {
            String key = entry.getKey();
            FieldStamps child = entry.getValue();
            if (isLater(child.stamp)) {
                conflicts.add(new Conflict(path.child(key), kept.get(key), theirs.get(key), false, written));
                kept = theirs.has(key) ? kept.with(key, theirs.get(key)) : kept.without(key);
            } else if (hasLater(child)) {
                kept = kept.with(
                        key, keepingLater(kept.get(key), kept.has(key), theirs.get(key), child, path.child(key)));
            }
        }
        return kept;
    }
}
