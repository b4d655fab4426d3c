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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies an edit tree to a value. */
final class Applier {
    private Applier() {}

    static @Nullable Object apply(Edit edit, @Nullable Object before, @Nullable Place at) {
        if (edit instanceof Put put) {
            return put.value();
        }
        if (edit instanceof MapEdit map) {
            return applyMap(map, Place.map(before, at), at);
        }
        if (edit instanceof ListEdit list) {
            return applyList(list.hunks(), Place.list(before, at), at);
        }
        throw new DeltaMismatchException(Place.show(at) + ": only an entry of a map can be removed");
    }

    private static Doc applyMap(MapEdit edit, Doc before, @Nullable Place at) {
        Doc after = before;
        for (Map.Entry<String, Edit> entry : edit.entries().entrySet()) {
            String key = entry.getKey();
            if (entry.getValue() instanceof Edit.Remove) {
                after = after.without(key);
            } else if (entry.getValue() instanceof Put put) {
                after = after.with(key, put.value());
            } else if (before.has(key)) {
                after = after.with(key, apply(entry.getValue(), before.get(key), new Place(at, key)));
            } else {
                throw new DeltaMismatchException(
                        Place.show(new Place(at, key)) + ": expected a value to edit, but nothing stands there");
            }
        }
        return after;
    }

    private static Doc applyList(List<Hunk> hunks, Doc before, @Nullable Place at) {
        Doc after = before;
        int index = 0; // in the list as changed so far
        int shift = 0; // how much longer that is than the list before, up to here
        for (int h = 0; h < hunks.size(); h++) {
            Hunk hunk = hunks.get(h);
            if (hunk instanceof Keep keep) {
                index += keep.count();
                Place.room(before, index - shift, at);
            } else if (hunk instanceof Change change) {
                Place.room(before, index - shift + 1, at);
                after = after.with(index, apply(change.edit(), after.get(index), new Place(at, index - shift)));
                index++;
            } else {
                return spliced(hunks.subList(h, hunks.size()), before, after, index, at);
            }
        }
        return after;
    }

    /** The list from its first splice on, made anew in one go: one by one, many splices would be quadratic. */
    private static Doc spliced(List<Hunk> hunks, Doc before, Doc after, int from, @Nullable Place at) {
        List<@Nullable Object> fresh = new ArrayList<>();
        int index = from;
        for (Hunk hunk : hunks) {
            if (hunk instanceof Insert insert) {
                fresh.addAll(insert.items().asList().castToList());
            } else if (hunk instanceof Drop drop) {
                index += drop.count();
                Place.room(before, index, at);
            } else if (hunk instanceof Keep keep) {
                Place.room(before, index + keep.count(), at);
                for (int end = index + keep.count(); index < end; index++) {
                    fresh.add(before.get(index));
                }
            } else {
                Place.room(before, index + 1, at);
                fresh.add(apply(((Change) hunk).edit(), before.get(index), new Place(at, index)));
                index++;
            }
        }
        return after.splice(from, index - from, fresh);
    }
}
