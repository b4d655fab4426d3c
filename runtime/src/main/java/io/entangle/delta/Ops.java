package io.entangle.delta;

import io.entangle.delta.Edit.Change;
import io.entangle.delta.Edit.Drop;
import io.entangle.delta.Edit.Hunk;
import io.entangle.delta.Edit.Insert;
import io.entangle.delta.Edit.Keep;
import io.entangle.delta.Edit.ListEdit;
import io.entangle.delta.Edit.MapEdit;
import io.entangle.delta.Edit.Put;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists an edit tree as steps that work one after another. */
final class Ops {
    private Ops() {}

    static List<Op> of(@Nullable Edit root) {
        List<Op> ops = new ArrayList<>();
        if (root != null) {
            add(root, Path.ROOT, ops);
        }
        return List.copyOf(ops);
    }

    private static void add(Edit edit, Path path, List<Op> ops) {
        if (edit instanceof Put put) {
            ops.add(new Op.Put(path, put.value()));
        } else if (edit instanceof MapEdit map) {
            for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
                add(entry.getValue(), path.child(entry.getKey()), ops);
            }
        } else if (edit instanceof ListEdit list) {
            addList(list.hunks(), path, ops);
        } else {
            ops.add(new Op.Remove(path));
        }
    }

    private static void addList(List<Hunk> hunks, Path path, List<Op> ops) {
        int index = 0;
        for (int h = 0; h < hunks.size(); h++) {
            Hunk hunk = hunks.get(h);
            Hunk following = h + 1 < hunks.size() ? hunks.get(h + 1) : null;
            if (hunk instanceof Keep keep) {
                index += keep.count();
            } else if (hunk instanceof Change change) {
                add(change.edit(), path.child(index), ops);
                index++;
            } else if (hunk instanceof Drop drop && following instanceof Insert insert) {
                ops.add(new Op.Splice(path, index, drop.count(), insert.items()));
                index += insert.items().size();
                h++;
            } else if (hunk instanceof Drop drop) {
                ops.add(new Op.Splice(path, index, drop.count(), Doc.list()));
            } else {
                Insert insert = (Insert) hunk;
                ops.add(new Op.Splice(path, index, 0, insert.items()));
                index += insert.items().size();
            }
        }
    }
}
