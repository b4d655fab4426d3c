package io.entangle.type;

import io.entangle.delta.DeltaMismatchException;
import io.entangle.delta.Edit.Change;
import io.entangle.delta.Edit.Drop;
import io.entangle.delta.Edit.Hunk;
import io.entangle.delta.Edit.Insert;
import io.entangle.delta.Edit.Keep;
import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies the edit of a list to typed elements, decoding only what comes in.
 *
 * @param <E> the type of elements
 */
final class ListPatch<E> {
    private final Codec<E> elements;
    private final PersistentVector<E> before;
    private final @Nullable Place at;

    ListPatch(Codec<E> elements, PersistentVector<E> before, @Nullable Place at) {
        this.elements = elements;
        this.before = before;
        this.at = at;
    }

    PersistentVector<E> apply(List<Hunk> hunks) {
        PersistentVector<E> after = before;
        int index = 0;
        for (int h = 0; h < hunks.size(); h++) {
            Hunk hunk = hunks.get(h);
            if (hunk instanceof Keep keep) {
                index += keep.count();
                room(index);
            } else if (hunk instanceof Change change) {
                room(index + 1);
                after = after.with(index, elements.apply(before.get(index), change.edit(), Place.in(at, index)));
                index++;
            } else {
                return spliced(hunks.subList(h, hunks.size()), after, index);
            }
        }
        return after;
    }

    /** The list from its first splice on, made anew in one go: one by one, many splices would be quadratic. */
    private PersistentVector<E> spliced(List<Hunk> hunks, PersistentVector<E> after, int from) {
        List<@Nullable E> fresh = new ArrayList<>();
        int index = from;
        for (Hunk hunk : hunks) {
            if (hunk instanceof Insert insert) {
                for (Object item : insert.items().vector()) {
                    fresh.add(elements.decode(item, Place.in(at, from + fresh.size())));
                }
            } else if (hunk instanceof Drop drop) {
                index += drop.count();
                room(index);
            } else if (hunk instanceof Keep keep) {
                room(index + keep.count());
                for (int end = index + keep.count(); index < end; index++) {
                    fresh.add(before.get(index));
                }
            } else if (hunk instanceof Change change) {
                room(index + 1);
                fresh.add(elements.apply(before.get(index), change.edit(), Place.in(at, index)));
                index++;
            }
        }
        return after.splice(from, index - from, fresh);
    }

    private void room(int size) {
        if (size > before.size()) {
            throw new DeltaMismatchException(Place.show(at) + ": the delta needs a list of at least " + size
                    + " items, but found " + before.size());
        }
    }
}
