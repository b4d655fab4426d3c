package io.entangle.collection;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * The first elements of a ranking as an immutable list. Made without looking at them; an index takes O(log n).
 *
 * @param <E> the type of elements
 */
final class RankedList<E> extends AbstractList<E> {
    private final Ranking<E> ranking;
    private final int size;

    /** A list of at most so many elements. */
    RankedList(Ranking<E> ranking, int limit) {
        this.ranking = ranking;
        this.size = Math.min(limit, ranking.size());
    }

    @Override
    public E get(int index) {
        return ranking.get(Objects.checkIndex(index, size));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Iterator<E> iterator() {
        Iterator<E> all = ranking.iterator();
        return new Iterator<>() {
            private int left = size;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public E next() {
                if (left == 0) {
                    throw new NoSuchElementException();
                }
                left--;
                return all.next();
            }
        };
    }
}
