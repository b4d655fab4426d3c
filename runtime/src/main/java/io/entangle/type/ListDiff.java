package io.entangle.type;

import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.delta.Edit.Hunk;
import io.entangle.delta.ListEdits;
import io.entangle.value.Doc;
import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds what changed between two lists of typed elements and encodes only that. What is the same at both ends is set
 * aside first. In the middle, each element is given a number, the same for elements that are the same, and the numbers
 * are compared as documents are. Between what stayed, elements that are alike (the same record with some components
 * changed) are edited in place; the rest is dropped and inserted.
 *
 * @param <E> the type of elements
 */
final class ListDiff<E> {
    /** How many elements may have been dropped before one that was edited, for it to be found. */
    private static final int MAX_LOOKAHEAD = 16;

    private final Codec<E> elements;
    private final PersistentVector<E> before;
    private final PersistentVector<E> after;
    private final @Nullable Place at;
    private final ListEdits.Builder edits = ListEdits.builder();

    ListDiff(Codec<E> elements, PersistentVector<E> before, PersistentVector<E> after, @Nullable Place at) {
        this.elements = elements;
        this.before = before;
        this.after = after;
        this.at = at;
    }

    @Nullable
    Edit edit() {
        int shorter = Math.min(before.size(), after.size());
        int head = before.commonPrefix(after);
        while (head < shorter && elements.same(before.get(head), after.get(head))) {
            head++;
        }
        int tail = Math.min(before.commonSuffix(after), shorter - head);
        while (tail < shorter - head
                && elements.same(before.get(before.size() - 1 - tail), after.get(after.size() - 1 - tail))) {
            tail++;
        }
        edits.keep(head);
        middle(head, before.size() - tail, head, after.size() - tail);
        edits.keep(tail);
        return edits.build();
    }

    private void middle(int from, int to, int newFrom, int newTo) {
        if (to - from <= 1 || newTo - newFrom <= 1) {
            replace(from, to, newFrom, newTo);
            return;
        }
        if (to - from == newTo - newFrom && inPlace(from, to)) {
            return;
        }
        int i = from;
        int j = newFrom;
        int dropped = 0;
        int inserted = 0;
        for (Hunk hunk : matching(from, to, newFrom, newTo)) {
            if (hunk instanceof Edit.Drop drop) {
                dropped += drop.count();
            } else if (hunk instanceof Edit.Insert insert) {
                inserted += insert.items().size();
            } else if (hunk instanceof Edit.Keep keep) {
                replace(i, i + dropped, j, j + inserted);
                edits.keep(keep.count());
                i += dropped + keep.count();
                j += inserted + keep.count();
                dropped = 0;
                inserted = 0;
            }
        }
        replace(i, i + dropped, j, j + inserted);
        int kept = to - i - dropped;
        edits.keep(kept);
    }

    /**
     * Edits items where they stand, if few have changed and none has moved. Whether it did. Where the two lists have as
     * many items, the middle begins and ends at the same index in both.
     */
    private boolean inPlace(int from, int to) {
        List<Integer> changed = new ArrayList<>();
        before.forEachDifference(after, (i, older, newer) -> {
            if (i >= from && i < to && !elements.same(older, newer)) {
                changed.add(i);
            }
        });
        if (changed.size() * 4 > to - from) {
            return false;
        }
        int done = from;
        for (int i : changed) {
            edits.keep(i - done);
            replace(i, i + 1, i, i + 1);
            done = i + 1;
        }
        edits.keep(to - done);
        return true;
    }

    /** What stays, goes and comes, found by comparing numbers that stand for the elements. */
    private List<Hunk> matching(int from, int to, int newFrom, int newTo) {
        Map<Object, Long> numbers = new HashMap<>();
        Doc older = numbered(before, from, to, numbers);
        Doc newer = numbered(after, newFrom, newTo, numbers);
        return Delta.diff(older, newer).root() instanceof Edit.ListEdit list ? list.hunks() : List.of();
    }

    private Doc numbered(PersistentVector<E> list, int from, int to, Map<Object, Long> numbers) {
        List<Long> result = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            Element element = new Element(list.get(i));
            Long number = numbers.get(element);
            if (number == null) {
                number = (long) numbers.size();
                numbers.put(element, number);
            }
            result.add(number);
        }
        return Doc.from(result);
    }

    /** An element as the key of a map, compared by its encoded form: a class's own equals may leave something out. */
    private final class Element {
        private final @Nullable E value;
        private final int hash;

        Element(@Nullable E value) {
            this.value = value;
            this.hash = Objects.hashCode(value);
        }

        @Override
        @SuppressWarnings("unchecked")
        public boolean equals(@Nullable Object object) {
            return object instanceof ListDiff<?>.Element that
                    && hash == that.hash
                    && elements.same(value, (E) that.value);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** Some elements in the place of others, edited where they are alike. */
    private void replace(int from, int to, int newFrom, int newTo) {
        int i = from;
        int gone = from; // from here to i is to be dropped
        int fresh = newFrom; // from here to j is to be inserted
        for (int j = newFrom; j < newTo && i < to; j++) {
            int match = likeness(i, Math.min(to, i + MAX_LOOKAHEAD), after.get(j));
            if (match >= 0) {
                splice(gone, match, fresh, j);
                edits.change(elements.diff(before.get(match), after.get(j), Place.in(at, j)));
                i = match + 1;
                gone = i;
                fresh = j + 1;
            }
        }
        splice(gone, to, fresh, newTo);
    }

    private int likeness(int from, int to, @Nullable E newer) {
        for (int i = from; i < to && newer != null; i++) {
            E older = before.get(i);
            if (older != null && elements.alike(older, newer)) {
                return i;
            }
        }
        return -1;
    }

    private void splice(int from, int to, int newFrom, int newTo) {
        edits.drop(to - from);
        if (newTo > newFrom) {
            List<@Nullable Object> items = new ArrayList<>(newTo - newFrom);
            for (int j = newFrom; j < newTo; j++) {
                items.add(elements.encode(after.get(j), Place.in(at, j)));
            }
            edits.insert(items);
        }
    }
}
