package io.entangle.type;

import io.entangle.delta.Edit;
import io.entangle.delta.ListDiff;
import io.entangle.value.Doc;
import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list: a list of the same elements. The values are any {@link Iterable}s; those made here are
 * {@link PersistentVector}s, which are Java's and Eclipse Collections' lists at once.
 *
 * @param <E> the type of elements
 */
final class ListCodec<E> extends Codec<Iterable<E>> {
    private final Codec<E> elements;

    ListCodec(Codec<E> elements) {
        this.elements = elements;
    }

    @Override
    Doc encodeValue(Iterable<E> value, @Nullable Place at) {
        Place.room(at);
        List<@Nullable Object> items = new ArrayList<>();
        for (E element : value) {
            items.add(elements.encode(element, Place.in(at, items.size())));
        }
        return Doc.from(items);
    }

    @Override
    PersistentVector<@Nullable E> decodeValue(Object encoded, @Nullable Place at) {
        if (!(encoded instanceof Doc doc) || !doc.isList()) {
            throw Place.expected(at, expected(), encoded);
        }
        PersistentVector.Builder<@Nullable E> list = PersistentVector.builder();
        for (Object item : doc.vector()) {
            list.add(elements.decode(item, Place.in(at, list.size())));
        }
        return list.build();
    }

    @Override
    Iterable<E> absent(@Nullable Place at) {
        return PersistentVector.empty();
    }

    @Override
    @Nullable
    Edit diffValues(Iterable<E> before, Iterable<E> after, @Nullable Place at) {
        return ListDiff.between(PersistentVector.from(before), PersistentVector.from(after), new Elements(at));
    }

    /** The elements of a list at a place, as a diff sees them. */
    private final class Elements implements ListDiff.Items<E> {
        private final @Nullable Place list;

        Elements(@Nullable Place list) {
            this.list = list;
        }

        @Override
        public boolean same(@Nullable E before, @Nullable E after) {
            return elements.same(before, after);
        }

        @Override
        public boolean alike(@Nullable E before, @Nullable E after) {
            return before != null && after != null && elements.alike(before, after);
        }

        @Override
        public @Nullable Edit edit(@Nullable E before, @Nullable E after, int index) {
            return elements.diff(before, after, Place.in(list, index));
        }

        @Override
        public @Nullable Object encode(@Nullable E item, int index) {
            return elements.encode(item, Place.in(list, index));
        }
    }

    @Override
    Iterable<E> applyInside(Iterable<E> before, Edit edit, @Nullable Place at) {
        if (!(edit instanceof Edit.ListEdit list)) {
            throw mismatch(edit, Doc.list(), at);
        }
        PersistentVector<E> older = PersistentVector.from(before);
        PersistentVector<E> newer = new ListPatch<>(elements, older, at).apply(list.hunks());
        return newer == older ? before : newer;
    }

    @Override
    boolean sameValues(Iterable<E> a, Iterable<E> b) {
        PersistentVector<E> one = PersistentVector.from(a);
        PersistentVector<E> other = PersistentVector.from(b);
        boolean[] same = {one.size() == other.size()};
        if (same[0]) {
            one.forEachDifference(other, (i, mine, theirs) -> same[0] = same[0] && elements.same(mine, theirs));
        }
        return same[0];
    }

    @Override
    boolean alike(Iterable<E> a, Iterable<E> b) {
        PersistentVector<E> one = PersistentVector.from(a);
        PersistentVector<E> other = PersistentVector.from(b);
        int[] same = {Math.min(one.size(), other.size())};
        one.forEachDifference(other, (i, mine, theirs) -> same[0] -= elements.same(mine, theirs) ? 0 : 1);
        return same[0] * 2 >= Math.max(one.size(), other.size());
    }

    @Override
    String expected() {
        return "a list";
    }
}
