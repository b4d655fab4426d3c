package io.entangle.delta;

import io.entangle.delta.Edit.Change;
import io.entangle.delta.Edit.Drop;
import io.entangle.delta.Edit.Hunk;
import io.entangle.delta.Edit.Insert;
import io.entangle.delta.Edit.Keep;
import io.entangle.value.Doc;
import java.util.List;

/** Reads hunks in pieces of any length; behind the last one there is an endless keep. */
final class HunkReader {
    private static final Keep REST = new Keep(Integer.MAX_VALUE);

    private final List<Hunk> hunks;
    private int next;
    private Hunk current;

    HunkReader(List<Hunk> hunks) {
        this.hunks = hunks;
        this.current = hunks.isEmpty() ? REST : hunks.get(0);
    }

    /** What is left of the current hunk. */
    Hunk peek() {
        return current;
    }

    /** How many items of the edited list the current hunk yields. */
    int length() {
        if (current instanceof Keep keep) {
            return keep.count();
        }
        return current instanceof Insert insert ? insert.items().size() : 1;
    }

    /** Moves past {@code count} items, at most {@link #length}, of the current hunk. */
    void take(int count) {
        if (count == length() && current != REST) {
            advance();
        } else if (current instanceof Insert insert) {
            current = new Insert(Doc.from(insert.items().asList().subList(count, length())));
        } else if (current != REST) {
            current = new Keep(length() - count);
        }
    }

    private void advance() {
        next++;
        current = next < hunks.size() ? hunks.get(next) : REST;
    }

    /** Hands on the drops that stand here: they yield nothing. */
    void passDrops(ListEdits.Builder result) {
        while (current instanceof Drop drop) {
            result.drop(drop.count());
            advance();
        }
    }

    /** Hands on all that is left. */
    void passRest(ListEdits.Builder result) {
        for (; current != REST; advance()) {
            if (current instanceof Keep keep) {
                result.keep(keep.count());
            } else if (current instanceof Drop drop) {
                result.drop(drop.count());
            } else if (current instanceof Insert insert) {
                result.insert(insert.items().asList());
            } else {
                result.change(((Change) current).edit());
            }
        }
    }
}
