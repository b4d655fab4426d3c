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
 * write wins, in whichever order the writes arrive.
 *
 * <p>A field counts as changed behind the writer's back if its stamp is of another site and of a version after the one
 * the writer had seen. Where that is not so, the write applies as it is. A container is its path: a field put within a
 * map that was replaced or removed by an earlier write brings back that map, with only the fields put later; a put or a
 * removal of a map leaves fields of it standing that were put later, and what was removed later stays away. One thing
 * is not remembered: the scalar that was put where such a field stands; if the field is removed in the end, an empty map
 * may be left.
 */
public final class LastWriteWins {
    private final HybridTimestamp written;
    private final long seen;
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<Path> won = new ArrayList<>();

    private LastWriteWins(HybridTimestamp written, long seen) {
        this.written = written;
        this.seen = seen;
    }

    /**
     * The outcome of a merge.
     *
     * @param delta what the write changes in the document as it stands; empty if all of it lost, or changes nothing
     * @param won the fields that the write won and that now bear its stamp, be they changed by it or not
     * @param conflicts the fields that were written behind the writer's back, lost and won ones
     */
    public record Merged(Delta delta, List<Path> won, List<Conflict> conflicts) {}

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
        return new Merged(Delta.of(merged), List.copyOf(merge.won), List.copyOf(merge.conflicts));
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
                    : revived(entries(map, Doc.of(), stamps, covering, path));
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
        won.add(path);
        Doc kept = hasLater(stamps) ? keepingLater(mine, current, stamps, path) : null;
        if (kept != null) {
            return Edit.put(kept);
        }
        return edit instanceof Edit.Remove && !present ? null : edit;
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

    /** Where there is no map, the fields put make one; there is nothing to remove. */
    private static @Nullable Edit revived(@Nullable Edit entries) {
        return entries == null ? null : Edit.put(Delta.of(entries).apply(Doc.of()));
    }

    private boolean hasLater(FieldStamps stamps) {
        for (FieldStamps child : stamps.below.values()) {
            if (isLater(child.stamp) || hasLater(child)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The map that stands after a put or a removal of a container some of whose fields were written later: what was put,
     * with those fields as they are. Null if there is no such map: no map was put and none of the fields is there.
     */
    private @Nullable Doc keepingLater(@Nullable Object mine, @Nullable Object current, FieldStamps stamps, Path path) {
        Doc theirs = current instanceof Doc map && map.isMap() ? map : Doc.of();
        Doc kept = mine instanceof Doc map && map.isMap() ? map : null;
        for (Map.Entry<String, FieldStamps> entry : stamps.below.entrySet()) {
            String key = entry.getKey();
            FieldStamps child = entry.getValue();
            Object inMine = kept == null ? null : kept.get(key);
            if (isLater(child.stamp)) {
                conflicts.add(new Conflict(path.child(key), inMine, theirs.get(key), false, written));
                kept = withField(kept, key, theirs.get(key), theirs.has(key));
            } else if (hasLater(child)) {
                Doc below = keepingLater(inMine, theirs.get(key), child, path.child(key));
                kept = below == null ? kept : withField(kept, key, below, true);
            }
        }
        return kept;
    }

    private static @Nullable Doc withField(@Nullable Doc map, String key, @Nullable Object value, boolean present) {
        if (present) {
            return (map == null ? Doc.of() : map).with(key, value);
        }
        return map == null ? null : map.without(key);
    }
}
