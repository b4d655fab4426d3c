package io.entangle.delta;

import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what changed between two lists, of documents or of typed elements. What is the same at both ends is set aside
 * first, by shared structure where there is any. In the middle, items that are the same are matched by a longest common
 * subsequence; between those, items that are alike (one record with some fields changed) are matched in the same way and
 * edited in place; the rest is dropped and inserted.
 *
 * @param <E> the type of items
 */
public final class ListDiff<E> {
    /** Lists of equal length in whose middle at most one item in so many differs are compared index by index. */
    private static final int IN_PLACE_RATIO = 4;

    /**
     * What a diff needs to know of the items.
     *
     * @param <E> the type of items
     */
    public interface Items<E> {
        /**
         * {@return whether two items are equal in value}
         *
         * @param before an item of the older list
         * @param after an item of the newer list
         */
        boolean same(@Nullable E before, @Nullable E after);

        /**
         * {@return whether two items are versions of one thing, so that one is better edited than replaced}
         *
         * @param before an item of the older list
         * @param after an item of the newer list
         */
        boolean alike(@Nullable E before, @Nullable E after);

        /**
         * {@return what changed between two items, or null if nothing did}
         *
         * @param before an item of the older list
         * @param after an item of the newer list
         * @param index where that stands in its list
         */
        @Nullable
        Edit edit(@Nullable E before, @Nullable E after, int index);

        /**
         * {@return an item of the newer list as a scalar or a {@code Doc}}
         *
         * @param item the item
         * @param index where it stands
         */
        @Nullable
        Object encode(@Nullable E item, int index);
    }

    private final PersistentVector<E> before;
    private final PersistentVector<E> after;
    private final Items<E> items;
    private final ListEdits.Builder edits = ListEdits.builder();

    private ListDiff(PersistentVector<E> before, PersistentVector<E> after, Items<E> items) {
        this.before = before;
        this.after = after;
        this.items = items;
    }

    /**
     * {@return the edit that makes one list of another, or null if they are equal}
     *
     * @param before the older list
     * @param after the newer list
     * @param items what there is to know of their items
     * @param <E> the type of items
     */
    public static <E> @Nullable Edit between(PersistentVector<E> before, PersistentVector<E> after, Items<E> items) {
        ListDiff<E> diff = new ListDiff<>(before, after, items);
        diff.whole();
        return diff.edits.build();
    }

    /** A stretch of the older list and the stretch of the newer one that stands in its place. */
    private record Region(int from, int to, int newFrom, int newTo) {
        int removed() {
            return to - from;
        }

        int added() {
            return newTo - newFrom;
        }
    }

    private void whole() {
        int shorter = Math.min(before.size(), after.size());
        int head = before.commonPrefix(after);
        while (head < shorter && items.same(before.get(head), after.get(head))) {
            head++;
        }
        int tail = Math.min(before.commonSuffix(after), shorter - head);
        while (tail < shorter - head
                && items.same(before.get(before.size() - 1 - tail), after.get(after.size() - 1 - tail))) {
            tail++;
        }
        edits.keep(head);
        Region middle = new Region(head, before.size() - tail, head, after.size() - tail);
        if (middle.removed() != middle.added() || !inPlace(middle)) {
            matched(middle, true);
        }
        edits.keep(tail);
    }

    /** Edits items where they stand, if few have changed. Whether it did. */
    private boolean inPlace(Region region) {
        List<Integer> changed = new ArrayList<>();
        before.forEachDifference(after, (i, older, newer) -> {
            if (i >= region.from && i < region.to && !items.same(older, newer)) {
                changed.add(i);
            }
        });
        if (changed.size() * IN_PLACE_RATIO > region.removed()) {
            return false;
        }
        int done = region.from;
        for (int i : changed) {
            edits.keep(i - done);
            matched(new Region(i, i + 1, i, i + 1), false);
            done = i + 1;
        }
        edits.keep(region.to - done);
        return true;
    }

    /** Matches items of a region that are the same, or else those that are alike, and goes on between the matches. */
    private void matched(Region region, boolean same) {
        if (region.removed() == 0 || region.added() == 0) {
            replaced(region);
            return;
        }
        Matching.Match match = same
                ? (i, j) -> items.same(before.get(region.from + i), after.get(region.newFrom + j))
                : (i, j) -> items.alike(before.get(region.from + i), after.get(region.newFrom + j));
        int from = region.from;
        int newFrom = region.newFrom;
        for (int[] pair : new Matching(region.removed(), region.added(), match).pairs()) {
            between(new Region(from, region.from + pair[0], newFrom, region.newFrom + pair[1]), same);
            from = region.from + pair[0];
            newFrom = region.newFrom + pair[1];
            edits.change(same ? null : items.edit(before.get(from), after.get(newFrom), newFrom));
            from++;
            newFrom++;
        }
        between(new Region(from, region.to, newFrom, region.newTo), same);
    }

    private void between(Region region, boolean same) {
        if (same) {
            matched(region, false);
        } else {
            replaced(region);
        }
    }

    private void replaced(Region region) {
        edits.drop(region.removed());
        for (int j = region.newFrom; j < region.newTo; j++) {
            edits.insert(Collections.singletonList(items.encode(after.get(j), j)));
        }
    }
}
