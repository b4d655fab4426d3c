package io.entangle.delta;

import io.entangle.delta.Edit.Change;
import io.entangle.delta.Edit.Drop;
import io.entangle.delta.Edit.Hunk;
import io.entangle.delta.Edit.Insert;
import io.entangle.delta.Edit.Keep;
import io.entangle.delta.Edit.ListEdit;
import io.entangle.delta.Edit.MapEdit;
import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the edit that takes another one back, with the old values from the document the other was made for. */
final class Inverter {
    private Inverter() {}

    static @Nullable Edit invert(Edit edit, @Nullable Object before) {
        return invert(edit, before, null);
    }

    private static @Nullable Edit invert(Edit edit, @Nullable Object before, @Nullable Place at) {
        if (edit instanceof MapEdit map) {
            return invertMap(map, Place.map(before, at), at);
        }
        if (edit instanceof ListEdit list) {
            return invertList(list, Place.list(before, at), at);
        }
        return Edit.put(before);
    }

    private static @Nullable Edit invertMap(MapEdit edit, Doc before, @Nullable Place at) {
        PersistentMap<String, Edit> back = PersistentMap.empty();
        for (Map.Entry<String, Edit> entry : edit.entries().entrySet()) {
            String key = entry.getKey();
            if (before.has(key)) {
                Edit inverse = invert(entry.getValue(), before.get(key), new Place(at, key));
                back = inverse == null ? back : back.with(key, inverse);
            } else if (entry.getValue() instanceof Edit.Put) {
                back = back.with(key, Edit.remove());
            } else if (!(entry.getValue() instanceof Edit.Remove)) {
                throw new DeltaMismatchException(
                        Place.show(new Place(at, key)) + ": expected a value to edit, but nothing stands there");
            }
        }
        return Edit.ofMap(back);
    }

    private static @Nullable Edit invertList(ListEdit edit, Doc before, @Nullable Place at) {
        ListEdits.Builder back = ListEdits.builder();
        int index = 0;
        for (Hunk hunk : edit.hunks()) {
            if (hunk instanceof Keep keep) {
                back.keep(keep.count());
                index += keep.count();
            } else if (hunk instanceof Insert insert) {
                back.drop(insert.items().size());
            } else if (hunk instanceof Drop drop) {
                Place.room(before, index + drop.count(), at);
                back.insert(before.asList().subList(index, index + drop.count()));
                index += drop.count();
            } else {
                Place.room(before, index + 1, at);
                back.change(invert(((Change) hunk).edit(), before.get(index), new Place(at, index)));
                index++;
            }
        }
        return back.build();
    }
}
