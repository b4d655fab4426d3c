package io.entangle.delta;

import io.entangle.delta.Edit.Change;
import io.entangle.delta.Edit.Drop;
import io.entangle.delta.Edit.Hunk;
import io.entangle.delta.Edit.Insert;
import io.entangle.delta.Edit.Keep;
import io.entangle.delta.Edit.ListEdit;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes edits of lists. */
public final class ListEdits {
    private ListEdits() {}

    /** {@return a builder at the start of the list to be edited} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return the edit that changes the first items of a list}
     *
     * @param changes what happens to each of them, not empty
     */
    public static Edit of(List<Change> changes) {
        return new ListEdit(List.copyOf(changes));
    }

    /**
     * Collects hunks in normal form: neighbours of one kind are joined, what is dropped stands before what is inserted
     * at the same place, and there is no keep at the end. Not thread-safe.
     */
    public static final class Builder {
        private static final int FEW = 2;

        private final List<Hunk> hunks = new ArrayList<>(FEW);
        private int kept;
        private int dropped;
        /** Null until something is inserted: who reads a delta may have many builders, most of them for one change. */
        private @Nullable List<@Nullable Object> inserted;

        private Builder() {}

        /**
         * Leaves the next items as they are.
         *
         * @param count how many
         * @return this builder
         */
        public Builder keep(int count) {
            if (count > 0) {
                flushSplice();
                kept += count;
            }
            return this;
        }

        /**
         * Takes the next items out.
         *
         * @param count how many
         * @return this builder
         */
        public Builder drop(int count) {
            if (count > 0) {
                flushKeep();
                dropped += count;
            }
            return this;
        }

        /**
         * Puts items in here.
         *
         * @param items scalars of the domain or {@code Doc}s
         * @return this builder
         */
        public Builder insert(Iterable<? extends @Nullable Object> items) {
            flushKeep();
            int room = items instanceof Collection<?> known ? known.size() : FEW;
            List<@Nullable Object> all = inserted == null ? new ArrayList<>(room) : inserted;
            items.forEach(all::add);
            inserted = all;
            return this;
        }

        /**
         * Edits the next item in its place.
         *
         * @param edit the edit of the item; null leaves it as it is
         * @return this builder
         */
        public Builder change(@Nullable Edit edit) {
            if (edit == null) {
                return keep(1);
            }
            flushKeep();
            flushSplice();
            hunks.add(new Change(edit));
            return this;
        }

        private void flushKeep() {
            if (kept > 0) {
                hunks.add(new Keep(kept));
                kept = 0;
            }
        }

        private void flushSplice() {
            if (dropped > 0) {
                hunks.add(new Drop(dropped));
                dropped = 0;
            }
            List<@Nullable Object> items = inserted;
            if (items != null && !items.isEmpty()) {
                hunks.add(new Insert(Doc.list(items.toArray())));
                items.clear();
            }
        }

        /** {@return the edit, or null if it changes nothing} */
        public @Nullable Edit build() {
            flushSplice();
            kept = 0;
            if (hunks.isEmpty()) {
                return null;
            }
            return new ListEdit(hunks.size() == 1 ? List.of(hunks.get(0)) : List.copyOf(hunks));
        }
    }
}
