package io.entangle.pubsub.hub;

import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.replica.Intent;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.RefusedWriteException;
import io.entangle.replica.WriteGuard;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses writes to one atom that are larger than its hub takes. What a write asks for is gone through once, and the size of
 * the value is known from what changes in it, so that a check costs what the write does. Thread-safe.
 */
final class WriteCheck implements WriteGuard {
    private final WriteLimits limits;
    private final StateSize size = new StateSize();

    WriteCheck(WriteLimits limits) {
        this.limits = limits;
    }

    @Override
    public void check(Intent intent, Doc before) {
        if (isOff()) {
            return;
        }
        Walk walk = new Walk();
        if (intent instanceof Intent.Call call) {
            walk.value(call.arguments());
        } else if (intent instanceof Intent.Increment increment) {
            walk.path(increment.path());
        } else if (intent instanceof Intent.Undo undo) {
            walk.root(undo.inverse());
        } else {
            walk.root(((Intent.Edits) intent).delta());
        }
        most(limits.maxOperations(), walk.operations, "a write edits at most %d places");
    }

    /**
     * As {@link #check}, for a write that puts the whole value, or says in its own way what it changes: how many places of the
     * value that is does not count.
     */
    void checkWhole(Delta change) {
        if (!isOff()) {
            new Walk().root(change);
        }
    }

    @Override
    public void checkOutcome(Doc before, Delta does) {
        if (limits.maxStateBytes() == Integer.MAX_VALUE) {
            return;
        }
        long growth = StateSize.growth(before, does);
        long bytes = size.bytes(before) + growth;
        if (growth > 0 && bytes > limits.maxStateBytes()) {
            throw tooLarge(
                    "the value would take about " + bytes + " bytes, but " + limits.maxStateBytes() + " are the most");
        }
    }

    private boolean isOff() {
        return limits.equals(WriteLimits.NONE);
    }

    private static RefusedWriteException tooLarge(String reason) {
        return new RefusedWriteException(RefusalCode.TOO_LARGE, reason);
    }

    private static void most(int most, int found, String what) {
        if (found > most) {
            throw tooLarge(String.format(what, most) + ", but found " + found);
        }
    }

    /** Goes through what one write asks for; ends where it is too much. */
    private final class Walk {
        private int operations;
        private int values;

        void path(Path path) {
            depth(path.length());
            path.segments().forEach(this::key);
            operations++;
        }

        void root(Delta delta) {
            if (delta.root() != null) {
                edit(delta.root(), 0);
            }
        }

        private void edit(Edit edit, int depth) {
            depth(depth);
            if (edit instanceof Edit.MapEdit map) {
                for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
                    key(entry.getKey());
                    edit(entry.getValue(), depth + 1);
                }
            } else if (edit instanceof Edit.ListEdit list) {
                for (Edit.Hunk hunk : list.hunks()) {
                    hunk(hunk, depth);
                }
            } else {
                operations++;
                if (edit instanceof Edit.Put put) {
                    value(put.value());
                }
            }
        }

        private void hunk(Edit.Hunk hunk, int depth) {
            if (hunk instanceof Edit.Change change) {
                edit(change.edit(), depth + 1);
            } else if (!(hunk instanceof Edit.Keep)) {
                operations++;
                if (hunk instanceof Edit.Insert insert) {
                    value(insert.items());
                }
            }
        }

        void value(@Nullable Object value) {
            most(limits.maxValues(), ++values, "a write puts at most %d values");
            if (value instanceof String text) {
                most(limits.maxStringChars(), text.length(), "a string has at most %d characters");
            } else if (value instanceof Doc doc && doc.isMap()) {
                for (Map.Entry<String, @Nullable Object> entry : doc.map().entrySet()) {
                    key(entry.getKey());
                    value(entry.getValue());
                }
            } else if (value instanceof Doc doc && doc.isList()) {
                doc.vector().forEach(this::value);
            } else if (value instanceof Doc doc) {
                values--;
                value(doc.value());
            }
        }

        private void key(String key) {
            most(limits.maxKeyChars(), key.length(), "a key has at most %d characters");
        }

        private void depth(int keys) {
            most(limits.maxPathDepth(), keys, "a path has at most %d keys");
        }
    }
}
