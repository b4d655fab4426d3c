package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.delta.Op;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The conflicts that one write has met. */
final class Conflicts {
    private final Supplier<@Nullable Doc> base;
    private final HybridTimestamp written;
    private final List<Conflict> all = new ArrayList<>(0);
    private final boolean[] contested = {false};

    /**
     * None yet.
     *
     * @param base gives the document as the writer had seen it, or null if that is not known
     * @param written when the write was made
     */
    Conflicts(Supplier<@Nullable Doc> base, HybridTimestamp written) {
        this.base = base;
        this.written = written;
    }

    Supplier<@Nullable Doc> base() {
        return base;
    }

    List<Conflict> all() {
        return List.copyOf(all);
    }

    /** Others have written behind the writer's back, be it the same. */
    void contest() {
        contested[0] = true;
    }

    boolean isContested() {
        return contested[0];
    }

    void report(
            Path path,
            @Nullable Object mine,
            @Nullable Object theirs,
            @Nullable Object chosen,
            String rule,
            HybridTimestamp theirsWritten) {
        contest();
        all.add(new Conflict(path, inBase(path), mine, theirs, chosen, rule, written, theirsWritten));
    }

    /** The write edits a record that was removed; {@code stands} may be another one. */
    void lost(Edit.MapEdit edits, @Nullable Object stands, Path record, HybridTimestamp removed) {
        for (Op op : Delta.of(edits).ops()) {
            Object mine = op instanceof Op.Put put ? put.value() : null;
            Object theirs = stands instanceof Doc doc ? doc.get(op.path()) : null;
            report(field(record, op.path()), mine, theirs, theirs, Conflict.REMOVED, removed);
        }
    }

    private static Path field(Path record, Path within) {
        Path field = record;
        for (String key : within.segments()) {
            field = field.child(key);
        }
        return field;
    }

    /** The write removes a record of which some fields were written that its writer has not seen. */
    void removed(@Nullable Object stands, FieldStamps here, Predicate<Stamp> unseen, Path path) {
        for (Map.Entry<String, FieldStamps> entry : here.below.entrySet()) {
            Object theirs = stands instanceof Doc doc && doc.isMap() ? doc.get(entry.getKey()) : null;
            Path field = path.child(entry.getKey());
            Stamp stamp = entry.getValue().newest(unseen);
            if (stamp == null) {
                removed(theirs, entry.getValue(), unseen, field);
            } else {
                report(field, null, theirs, null, Conflict.REMOVED, stamp.time());
            }
        }
    }

    @Nullable
    Object inBase(Path path) {
        Object value = base.get();
        for (int depth = 0; depth < path.length(); depth++) {
            value = value instanceof Doc doc && doc.isMap() ? doc.get(path.segment(depth)) : null;
        }
        return value instanceof Doc doc && !doc.isContainer() ? doc.value() : value;
    }
}
