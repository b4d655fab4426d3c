package io.entangle.value;

import java.util.ListIterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Walks a vector leaf by leaf, in both directions. */
final class VectorIterator<E extends @Nullable Object> implements ListIterator<E> {
    private final PersistentVector<E> vector;
    private final int size;
    private int next;
    private Object[] leaf = VectorTrie.EMPTY;
    private int leafStart = -1;

    VectorIterator(PersistentVector<E> vector, int next) {
        this.vector = vector;
        this.size = vector.size();
        this.next = next;
    }

    @Override
    public boolean hasNext() {
        return next < size;
    }

    @Override
    public E next() {
        if (next >= size) {
            throw new NoSuchElementException();
        }
        return elementAt(next++);
    }

    @Override
    public boolean hasPrevious() {
        return next > 0;
    }

    @Override
    public E previous() {
        if (next <= 0) {
            throw new NoSuchElementException();
        }
        return elementAt(--next);
    }

    @Override
    public int nextIndex() {
        return next;
    }

    @Override
    public int previousIndex() {
        return next - 1;
    }

    @Override
    public void remove() {
        throw VectorList.unchangeable();
    }

    @Override
    public void set(E element) {
        throw VectorList.unchangeable();
    }

    @Override
    public void add(E element) {
        throw VectorList.unchangeable();
    }

    @SuppressWarnings("unchecked")
    private E elementAt(int index) {
        int start = index & ~VectorTrie.MASK;
        if (start != leafStart) {
            leaf = vector.leafAt(start);
            leafStart = start;
        }
        return (E) leaf[index & VectorTrie.MASK];
    }
}
