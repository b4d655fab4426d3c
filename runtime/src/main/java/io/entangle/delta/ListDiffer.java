package io.entangle.delta;

import io.entangle.value.Doc;
import io.entangle.value.PersistentVector;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds what changed between two lists. What is the same at both ends is set aside first, by shared structure where
 * there is any. In the middle, equal items are matched by a longest common subsequence; between those, items that are
 * alike (the same record with some fields changed) are matched in the same way and edited in place; the rest is
 * dropped and inserted.
 */
final class ListDiffer {
    private final PersistentVector<@Nullable Object> before;
    private final PersistentVector<@Nullable Object> after;
    private final ListEdits.Builder edits = ListEdits.builder();

    private ListDiffer(PersistentVector<@Nullable Object> before, PersistentVector<@Nullable Object> after) {
        this.before = before;
        this.after = after;
    }

    static @Nullable Edit diff(PersistentVector<@Nullable Object> before, PersistentVector<@Nullable Object> after) {
        ListDiffer differ = new ListDiffer(before, after);
        differ.whole();
        return differ.edits.build();
    }

    private void whole() {
        int shorter = Math.min(before.size(), after.size());
        int head = before.commonPrefix(after);
        while (head < shorter && Objects.equals(before.get(head), after.get(head))) {
            head++;
        }
        int tail = Math.min(before.commonSuffix(after), shorter - head);
        while (tail < shorter - head
                && Objects.equals(before.get(before.size() - 1 - tail), after.get(after.size() - 1 - tail))) {
            tail++;
        }
        edits.keep(head);
        region(new Region(head, before.size() - tail, head, after.size() - tail), true);
        edits.keep(tail);
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

    /** Matches items of a region, and goes on to what lies between the matches. */
    private void region(Region region, boolean byEquality) {
        if (region.removed() == 0 || region.added() == 0) {
            replace(region);
            return;
        }
        BiPredicate<@Nullable Object, @Nullable Object> match = byEquality ? Objects::equals : ListDiffer::alike;
        List<int[]> pairs = new Matching(
                        region.removed(),
                        region.added(),
                        (i, j) -> match.test(before.get(region.from + i), after.get(region.newFrom + j)))
                .pairs();
        int from = region.from;
        int newFrom = region.newFrom;
        for (int[] pair : pairs) {
            between(new Region(from, region.from + pair[0], newFrom, region.newFrom + pair[1]), byEquality);
            from = region.from + pair[0];
            newFrom = region.newFrom + pair[1];
            edits.change(byEquality ? null : Differ.diff(before.get(from), after.get(newFrom)));
            from++;
            newFrom++;
        }
        between(new Region(from, region.to, newFrom, region.newTo), byEquality);
    }

    private void between(Region region, boolean byEquality) {
        if (byEquality) {
            region(region, false);
        } else {
            replace(region);
        }
    }

    private void replace(Region region) {
        edits.drop(region.removed());
        if (region.added() > 0) {
            edits.insert(after.subList(region.newFrom, region.newTo));
        }
    }

    /** Whether two items are versions of one thing: containers of which half or more is equal. */
    private static boolean alike(@Nullable Object a, @Nullable Object b) {
        if (!(a instanceof Doc older) || !(b instanceof Doc newer)) {
            return false;
        }
        if (older.isMap() && newer.isMap()) {
            return alikeMaps(older, newer);
        }
        if (older.isList() && newer.isList()) {
            int longer = Math.max(older.size(), newer.size());
            int same = older.vector().commonPrefix(newer.vector());
            int shorter = Math.min(older.size(), newer.size());
            while (same < shorter && Objects.equals(older.get(same), newer.get(same))) {
                same++;
            }
            return same * 2 >= longer;
        }
        return false;
    }

    private static boolean alikeMaps(Doc older, Doc newer) {
        int equal = 0;
        Doc smaller = older.size() <= newer.size() ? older : newer;
        Doc other = smaller == older ? newer : older;
        for (Map.Entry<String, @Nullable Object> entry : smaller.map().entrySet()) {
            Object theirs = other.get(entry.getKey());
            if (Objects.equals(entry.getValue(), theirs) && (theirs != null || other.has(entry.getKey()))) {
                equal++;
            }
        }
        return smaller.size() > 0 && equal * 2 >= smaller.size();
    }
}
