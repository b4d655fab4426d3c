package io.entangle.replica;

import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether two writes touch the same fields. */
final class Overlap {
    private Overlap() {}

    /** Calls are taken to touch everything: what they do is not known before they run. */
    static boolean of(Intent one, Intent other) {
        Delta mine = delta(one);
        Delta theirs = delta(other);
        return mine == null || theirs == null || edits(mine.root(), theirs.root());
    }

    /** The fields that either of two edits touches, as an edit that touches them. */
    static Edit join(@Nullable Edit one, Edit other) {
        if (!(one instanceof Edit.MapEdit mine) || !(other instanceof Edit.MapEdit theirs)) {
            return one == null ? other : one instanceof Edit.MapEdit ? other : one;
        }
        PersistentMap<String, Edit> both = mine.entries();
        for (Map.Entry<String, Edit> entry : theirs.entries().entrySet()) {
            both = both.with(entry.getKey(), join(both.get(entry.getKey()), entry.getValue()));
        }
        return new Edit.MapEdit(both);
    }

    /** What a write touches, as an edit; of a call that is everything. */
    static Edit touched(Intent intent) {
        Delta delta = delta(intent);
        return delta == null || delta.root() == null ? Edit.remove() : delta.root();
    }

    static boolean of(@Nullable Edit touched, Intent intent) {
        return edits(touched, touched(intent));
    }

    private static @Nullable Delta delta(Intent intent) {
        if (intent instanceof Intent.Edits edits) {
            return edits.delta();
        }
        if (intent instanceof Intent.Undo undo) {
            return undo.inverse();
        }
        return intent instanceof Intent.Increment increment ? Delta.of(put(increment.path(), increment.by())) : null;
    }

    private static Edit put(Path path, Number number) {
        Edit edit = Edit.put(number);
        for (int depth = path.length() - 1; depth >= 0; depth--) {
            edit = new Edit.MapEdit(PersistentMap.<String, Edit>empty().with(path.segment(depth), edit));
        }
        return edit;
    }

    private static boolean edits(@Nullable Edit one, @Nullable Edit other) {
        if (one == null || other == null) {
            return false;
        }
        if (!(one instanceof Edit.MapEdit mine) || !(other instanceof Edit.MapEdit theirs)) {
            return true;
        }
        for (Map.Entry<String, Edit> entry : mine.entries().entrySet()) {
            if (edits(entry.getValue(), theirs.entries().get(entry.getKey()))) {
                return true;
            }
        }
        return false;
    }
}
