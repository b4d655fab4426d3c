package io.entangle.delta;

import io.entangle.delta.Edit.Change;
import io.entangle.delta.Edit.Drop;
import io.entangle.delta.Edit.Hunk;
import io.entangle.delta.Edit.Insert;
import io.entangle.delta.Edit.Keep;
import io.entangle.delta.Edit.ListEdit;
import io.entangle.delta.Edit.MapEdit;
import io.entangle.delta.Edit.Put;
import io.entangle.value.PersistentMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes one edit of two that follow each other, without the value they apply to. */
final class Composer {
    private Composer() {}

    static @Nullable Edit compose(Edit first, Edit second) {
        if (second instanceof Put || second instanceof Edit.Remove) {
            return second;
        }
        if (first instanceof Put put) {
            return Edit.put(Applier.apply(second, put.value(), null));
        }
        if (first instanceof MapEdit before && second instanceof MapEdit after) {
            return composeMaps(before, after);
        }
        if (first instanceof ListEdit before && second instanceof ListEdit after) {
            return composeLists(before, after);
        }
        throw new DeltaMismatchException("deltas do not follow each other: a " + name(first) + " is followed by a "
                + name(second) + " of the same value");
    }

    private static String name(Edit edit) {
        return edit.getClass().getSimpleName();
    }

    private static @Nullable Edit composeMaps(MapEdit first, MapEdit second) {
        PersistentMap<String, Edit> both = first.entries();
        for (Map.Entry<String, Edit> entry : second.entries().entrySet()) {
            Edit earlier = both.get(entry.getKey());
            Edit joined = earlier == null ? entry.getValue() : compose(earlier, entry.getValue());
            both = joined == null ? both.without(entry.getKey()) : both.with(entry.getKey(), joined);
        }
        return Edit.ofMap(both);
    }

    /**
     * Goes through the list as it stands between the two edits: {@code first} says where each of its items came from,
     * {@code second} what becomes of it.
     */
    private static @Nullable Edit composeLists(ListEdit first, ListEdit second) {
        HunkReader source = new HunkReader(first.hunks());
        ListEdits.Builder result = ListEdits.builder();
        for (Hunk hunk : second.hunks()) {
            if (hunk instanceof Insert insert) {
                result.insert(insert.items().asList());
            } else if (hunk instanceof Change change) {
                source.passDrops(result);
                changeOne(source, change.edit(), result);
            } else {
                int left = hunk instanceof Keep keep ? keep.count() : ((Drop) hunk).count();
                while (left > 0) {
                    source.passDrops(result);
                    left -= hunk instanceof Keep ? keepSome(source, left, result) : dropSome(source, left, result);
                }
            }
        }
        source.passRest(result);
        return result.build();
    }

    private static void changeOne(HunkReader source, Edit edit, ListEdits.Builder result) {
        Hunk next = source.peek();
        if (next instanceof Insert insert) {
            result.insert(java.util.Collections.singletonList(
                    Applier.apply(edit, insert.items().get(0), null)));
        } else if (next instanceof Change earlier) {
            result.change(compose(earlier.edit(), edit));
        } else {
            result.change(edit);
        }
        source.take(1);
    }

    private static int keepSome(HunkReader source, int most, ListEdits.Builder result) {
        Hunk next = source.peek();
        int count = Math.min(most, source.length());
        if (next instanceof Insert insert) {
            result.insert(insert.items().asList().subList(0, count));
        } else if (next instanceof Change change) {
            result.change(change.edit());
        } else {
            result.keep(count);
        }
        source.take(count);
        return count;
    }

    private static int dropSome(HunkReader source, int most, ListEdits.Builder result) {
        int count = Math.min(most, source.length());
        if (!(source.peek() instanceof Insert)) {
            result.drop(count);
        }
        source.take(count);
        return count;
    }
}
