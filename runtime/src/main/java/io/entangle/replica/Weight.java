package io.entangle.replica;

import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import org.jspecify.annotations.Nullable;

/** Roughly how many bytes a delta or a value takes on the wire, counted no further than needed. */
final class Weight {
    private static final int ITEM = 4;

    private Weight() {}

    /** Whether a value is lighter than a delta that leads to it. */
    static boolean isLighter(Doc value, @Nullable Edit delta) {
        long most = delta == null ? 0 : of(delta);
        return most - left(value, most) < most && left(value, most) > 0;
    }

    private static long of(Edit edit) {
        if (edit instanceof Edit.Put put) {
            return Long.MAX_VALUE / 4 - left(put.value(), Long.MAX_VALUE / 4);
        }
        long weight = ITEM;
        if (edit instanceof Edit.MapEdit map) {
            for (var entry : map.entries().entrySet()) {
                weight += entry.getKey().length() + of(entry.getValue());
            }
        } else if (edit instanceof Edit.ListEdit list) {
            for (Edit.Hunk hunk : list.hunks()) {
                weight += hunk instanceof Edit.Change change
                        ? of(change.edit())
                        : hunk instanceof Edit.Insert insert ? of(new Edit.Put(insert.items())) : ITEM;
            }
        }
        return weight;
    }

    /** What is left of an allowance after a value was taken from it; not positive once it is used up. */
    private static long left(@Nullable Object value, long allowance) {
        long left = allowance - ITEM;
        if (value instanceof String text) {
            return left - text.length();
        }
        if (value instanceof Doc doc && doc.isMap()) {
            for (var entry : doc.map().entrySet()) {
                left = left <= 0
                        ? left
                        : left(entry.getValue(), left - entry.getKey().length());
                if (left <= 0) {
                    return left;
                }
            }
        } else if (value instanceof Doc doc && doc.isList()) {
            for (Object item : doc.vector()) {
                left = left(item, left);
                if (left <= 0) {
                    return left;
                }
            }
        } else if (value instanceof Doc scalar) {
            return left(scalar.value(), allowance);
        }
        return left;
    }
}
