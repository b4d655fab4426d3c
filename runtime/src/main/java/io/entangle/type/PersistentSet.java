package io.entangle.type;

import io.entangle.value.PersistentMap;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.eclipse.collections.api.block.procedure.Procedure;
import org.eclipse.collections.impl.set.immutable.AbstractImmutableSet;
import org.jspecify.annotations.Nullable;

/**
 * The set that decoded values hold: an immutable set of Java and of Eclipse Collections at once, whose versions share
 * structure. Elements are not null.
 *
 * @param <E> the type of elements
 */
@SuppressWarnings("deprecation") // RichIterable deprecates what it still asks for
final class PersistentSet<E> extends AbstractImmutableSet<E> {
    private static final PersistentSet<?> EMPTY = new PersistentSet<>(PersistentMap.empty());

    /** Each element under itself. */
    private final PersistentMap<E, E> elements;

    private PersistentSet(PersistentMap<E, E> elements) {
        this.elements = elements;
    }

    @SuppressWarnings("unchecked")
    static <E> PersistentSet<E> empty() {
        return (PersistentSet<E>) EMPTY;
    }

    /** A set of the same elements; the argument itself if it is one already. */
    @SuppressWarnings("unchecked")
    static <E> PersistentSet<E> from(Iterable<E> elements) {
        return elements instanceof PersistentSet<?> set
                ? (PersistentSet<E>) set
                : (PersistentSet<E>) empty().newWithAll(elements);
    }

    PersistentMap<E, E> elements() {
        return elements;
    }

    private PersistentSet<E> of(PersistentMap<E, E> changed) {
        return changed == elements ? this : new PersistentSet<>(changed);
    }

    @Override
    public PersistentSet<E> newWith(E element) {
        return elements.containsKey(element) ? this : of(elements.with(element, element));
    }

    @Override
    public PersistentSet<E> newWithout(E element) {
        return of(elements.without(element));
    }

    @Override
    public PersistentSet<E> newWithAll(Iterable<? extends E> added) {
        PersistentSet<E> result = this;
        for (E element : added) {
            result = result.newWith(element);
        }
        return result;
    }

    @Override
    public PersistentSet<E> newWithoutAll(Iterable<? extends E> removed) {
        PersistentSet<E> result = this;
        for (E element : removed) {
            result = result.newWithout(element);
        }
        return result;
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return elements.containsKey(element);
    }

    @Override
    public Iterator<E> iterator() {
        return elements.iterator();
    }

    @Override
    public void each(Procedure<? super E> procedure) {
        elements.each(procedure);
    }

    @Override
    public @Nullable E getFirst() {
        return isEmpty() ? null : iterator().next();
    }

    @Override
    public @Nullable E getLast() {
        E last = null;
        for (E element : this) {
            last = element;
        }
        return last;
    }

    @Override
    public E getOnly() {
        if (size() != 1) {
            throw size() == 0
                    ? new NoSuchElementException("expected one element, but the set is empty")
                    : new IllegalStateException("expected one element, but the set has " + size());
        }
        return iterator().next();
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return this == object || object instanceof Set<?> that && size() == that.size() && containsAllIterable(that);
    }

    @Override
    public int hashCode() {
        int sum = 0;
        for (E element : this) {
            sum += element.hashCode();
        }
        return sum;
    }
}
