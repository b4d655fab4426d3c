package io.entangle.value;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import org.eclipse.collections.api.block.procedure.Procedure;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list whose changed copies share most of their structure with the original: replacing or appending an
 * element takes time logarithmic, to the base of 32, in the size. Elements may be null.
 *
 * <p>It is an Eclipse Collections {@link org.eclipse.collections.api.list.ImmutableList} and a {@link List}, equal to
 * any list with equal elements in the same order. The methods of {@link List} that would change it throw
 * {@link UnsupportedOperationException}. A vector may be shared between threads without synchronization.
 *
 * @param <E> the type of the elements
 */
public final class PersistentVector<E extends @Nullable Object> extends VectorList<E> {
    /*
     * The last 1 to 32 elements are in the tail; all others are in full leaves of 32 below the root, in a trie of the
     * least possible height. So the shape depends on the size alone, whichever way a vector came about. When a vector
     * of 32 elements or fewer has no trie, its root is the empty array and its shift that of a lowest branch.
     */
    private static final PersistentVector<?> EMPTY =
            new PersistentVector<>(0, VectorTrie.BITS, VectorTrie.EMPTY, VectorTrie.EMPTY);

    private final int size;
    private final int shift;
    private final Object[] root;
    private final Object[] tail;

    /** Zero until computed; threads may compute it twice, to the same end. */
    private int hash;

    /**
     * Told about one index at which two vectors differ.
     *
     * @param <E> the type of the elements
     */
    @FunctionalInterface
    public interface IndexedDifference<E extends @Nullable Object> {
        /**
         * Called for each index at which the two vectors do not hold the same object, in increasing order.
         *
         * @param index where they differ
         * @param mine the element of the vector that was asked
         * @param theirs the element of the other vector
         */
        void differs(int index, E mine, E theirs);
    }

    PersistentVector(int size, int shift, Object[] root, Object[] tail) {
        this.size = size;
        this.shift = shift;
        this.root = root;
        this.tail = tail;
    }

    /**
     * {@return the vector without elements}
     *
     * @param <E> the type of the elements
     */
    @SuppressWarnings("unchecked")
    public static <E extends @Nullable Object> PersistentVector<E> empty() {
        return (PersistentVector<E>) EMPTY;
    }

    /**
     * {@return a vector of the elements of an array, which belongs to it from then on}
     *
     * @param leaf at most as many elements as a node has
     */
    static <E extends @Nullable Object> PersistentVector<E> ofLeaf(Object[] leaf) {
        return leaf.length == 0
                ? empty()
                : new PersistentVector<>(leaf.length, VectorTrie.BITS, VectorTrie.EMPTY, leaf);
    }

    /**
     * {@return a vector of the given elements}
     *
     * @param elements the elements; the array is copied
     * @param <E> the type of the elements
     */
    @SafeVarargs
    public static <E extends @Nullable Object> PersistentVector<E> of(E... elements) {
        VectorAssembler assembler = new VectorAssembler();
        for (E element : elements) {
            assembler.add(element);
        }
        return assembler.vector();
    }

    /**
     * {@return a vector of the given elements; the argument itself if it is a vector}
     *
     * @param elements the elements, in order of iteration
     * @param <E> the type of the elements
     */
    @SuppressWarnings("unchecked")
    public static <E extends @Nullable Object> PersistentVector<E> from(Iterable<? extends E> elements) {
        return elements instanceof PersistentVector<?> vector
                ? (PersistentVector<E>) vector
                : PersistentVector.<E>builder().addAll(elements).build();
    }

    /**
     * {@return a new empty builder}
     *
     * @param <E> the type of the elements
     */
    public static <E extends @Nullable Object> Builder<E> builder() {
        return new Builder<>();
    }

    @Override
    public int size() {
        return size;
    }

    /**
     * {@return the element at an index}
     *
     * @param index counted from 0
     * @throws IndexOutOfBoundsException if the index is negative or not less than the size
     */
    @Override
    @SuppressWarnings("unchecked")
    public E get(int index) {
        Objects.checkIndex(index, size);
        // The tail begins where a leaf would, so this is leafElements() without a look at the tail.
        Object[] leaf = index >= (size - 1 & ~VectorTrie.MASK) ? tail : VectorTrie.leaf(root, shift, index);
        return (E) leaf[index & VectorTrie.MASK];
    }

    /**
     * {@return a vector with one element replaced; this vector if it holds that very object there already}
     *
     * @param index which element to replace
     * @param element what to put there, may be null
     * @throws IndexOutOfBoundsException if the index is negative or not less than the size
     */
    public PersistentVector<E> with(int index, E element) {
        if (get(index) == element) {
            return this;
        }
        int inTail = index - leafElements();
        if (inTail < 0) {
            return new PersistentVector<>(size, shift, VectorTrie.with(root, shift, index, element), tail);
        }
        Object[] end = tail.clone();
        end[inTail] = element;
        return new PersistentVector<>(size, shift, root, end);
    }

    /**
     * {@return a vector with one more element at the end}
     *
     * @param element the new last element, may be null
     */
    public PersistentVector<E> append(E element) {
        if (tail.length < VectorTrie.WIDTH) {
            return new PersistentVector<>(size + 1, shift, root, VectorTrie.append(tail, element));
        }
        Object[] end = {element};
        int leafElements = leafElements();
        if (leafElements >>> VectorTrie.BITS == 1 << shift) {
            Object[] higher = {root, VectorTrie.path(tail, shift)};
            return new PersistentVector<>(size + 1, shift + VectorTrie.BITS, higher, end);
        }
        return new PersistentVector<>(size + 1, shift, VectorTrie.appendLeaf(root, shift, leafElements, tail), end);
    }

    /**
     * {@return a vector in which a run of elements is replaced by others}
     *
     * <p>If as many are inserted as are removed, everything but the replaced elements is shared; this vector is
     * returned if it holds those very objects already. Otherwise all full blocks of 32 before the run are shared, and
     * what follows the run is copied, which takes time proportional to it.
     *
     * @param from the index of the first element to replace
     * @param removed how many elements to take out
     * @param inserted what to put in their place
     * @throws IndexOutOfBoundsException if the run is not within this vector
     */
    public PersistentVector<E> splice(int from, int removed, Iterable<? extends E> inserted) {
        return splice(from, removed, arrayOf(inserted));
    }

    /**
     * {@return a vector with one more element}
     *
     * @param index the index that the new element will have, at most the size
     * @param element the new element, may be null
     * @throws IndexOutOfBoundsException if the index is negative or greater than the size
     */
    public PersistentVector<E> insert(int index, E element) {
        return splice(index, 0, new Object[] {element});
    }

    /**
     * {@return a vector without the element at an index}
     *
     * @param index which element to leave out
     * @throws IndexOutOfBoundsException if the index is negative or not less than the size
     */
    public PersistentVector<E> removeAt(int index) {
        return splice(index, 1, VectorTrie.EMPTY);
    }

    /**
     * {@return how many elements at the start are the same objects in both vectors} What the two share by structure is
     * skipped without being looked at.
     *
     * @param other the vector to compare with
     */
    public int commonPrefix(PersistentVector<?> other) {
        int[] result = {Math.min(size, other.size)};
        compare(other, (index, mine, theirs) -> {
            result[0] = index;
            return false;
        });
        return result[0];
    }

    /**
     * {@return how many elements at the end are the same objects in both vectors} What two vectors of one size share
     * by structure is skipped without being looked at. Common prefix and suffix may overlap.
     *
     * @param other the vector to compare with
     */
    public int commonSuffix(PersistentVector<?> other) {
        if (size != other.size) {
            return commonSuffixByElement(other);
        }
        int[] result = {size};
        VectorTrie.Pairs stop = (index, mine, theirs) -> {
            result[0] = size - 1 - index;
            return false;
        };
        if (VectorTrie.compareBackwards(tail, other.tail, 0, leafElements(), stop)) {
            VectorTrie.compareBackwards(root, other.root, shift, 0, stop);
        }
        return result[0];
    }

    /**
     * Visits, in increasing order, the indexes below both sizes at which the vectors do not hold the same object. What
     * the two share by structure is skipped without being looked at.
     *
     * @param other the vector to compare with
     * @param visitor told about each difference
     */
    @SuppressWarnings("unchecked")
    public void forEachDifference(PersistentVector<E> other, IndexedDifference<E> visitor) {
        compare(other, (index, mine, theirs) -> {
            visitor.differs(index, (E) mine, (E) theirs);
            return true;
        });
    }

    @Override
    public PersistentVector<E> newWith(E element) {
        return append(element);
    }

    @Override
    public PersistentVector<E> newWithAll(Iterable<? extends E> elements) {
        return splice(size, 0, elements);
    }

    @Override
    public PersistentVector<E> subList(int from, int to) {
        Objects.checkFromToIndex(from, to, size);
        if (from == 0) {
            return splice(to, size - to, VectorTrie.EMPTY);
        }
        VectorAssembler assembler = new VectorAssembler();
        assembler.addRange(this, from, to);
        return assembler.vector();
    }

    @Override
    @SuppressWarnings("unchecked")
    public void each(Procedure<? super E> procedure) {
        for (int start = 0; start < size; start += VectorTrie.WIDTH) {
            for (Object element : leafAt(start)) {
                procedure.value((E) element);
            }
        }
    }

    @Override
    public Iterator<E> iterator() {
        return new VectorIterator<>(this, 0);
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        Objects.checkIndex(index, size + 1);
        return new VectorIterator<>(this, index);
    }

    @Override
    public boolean equals(@Nullable Object object) {
        if (object == this) {
            return true;
        }
        if (object instanceof PersistentVector<?> other) {
            return size == other.size
                    && (hash == 0 || other.hash == 0 || hash == other.hash)
                    && compare(other, (index, mine, theirs) -> Objects.equals(mine, theirs));
        }
        return object instanceof List<?> other && size == other.size() && equalElements(other.iterator());
    }

    @Override
    public int hashCode() {
        int result = hash;
        if (result == 0) {
            result = 1;
            for (int start = 0; start < size; start += VectorTrie.WIDTH) {
                for (Object element : leafAt(start)) {
                    result = 31 * result + Objects.hashCode(element);
                }
            }
            hash = result;
        }
        return result;
    }

    @Override
    PersistentVector<E> self() {
        return this;
    }

    int shift() {
        return shift;
    }

    Object[] root() {
        return root;
    }

    /** How many elements are in the leaves of the trie, that is, not in the tail. */
    int leafElements() {
        return size - tail.length;
    }

    /** The leaf, or the tail, that holds the element at an index; it is not to be changed. */
    Object[] leafAt(int index) {
        return index >= leafElements() ? tail : VectorTrie.leaf(root, shift, index);
    }

    private PersistentVector<E> splice(int from, int removed, Object[] inserted) {
        Objects.checkFromIndexSize(from, removed, size);
        if (removed == inserted.length) {
            return overwrite(from, inserted);
        }
        VectorAssembler assembler = VectorAssembler.startingWith(this, from);
        assembler.addCopies(inserted);
        assembler.addRange(this, from + removed, size);
        return assembler.vector();
    }

    private PersistentVector<E> overwrite(int from, Object[] elements) {
        Object[] newRoot = VectorTrie.overwrite(root, shift, from, elements);
        Object[] newTail = VectorTrie.overwrite(tail, 0, from - leafElements(), elements);
        return newRoot == root && newTail == tail ? this : new PersistentVector<>(size, shift, newRoot, newTail);
    }

    /** Compares the tries where both have one, then the leaf and the tail, or the two tails, at their common end. */
    private boolean compare(PersistentVector<?> other, VectorTrie.Pairs pairs) {
        int lower = Math.min(shift, other.shift);
        Object[] mine = VectorTrie.leftmost(root, shift, lower);
        Object[] theirs = VectorTrie.leftmost(other.root, other.shift, lower);
        int end = Math.min(leafElements(), other.leafElements());
        return VectorTrie.compare(mine, theirs, lower, 0, pairs)
                && (end >= Math.min(size, other.size)
                        || VectorTrie.compare(leafAt(end), other.leafAt(end), 0, end, pairs));
    }

    private int commonSuffixByElement(PersistentVector<?> other) {
        ListIterator<E> mine = listIterator(size);
        ListIterator<?> theirs = other.listIterator(other.size);
        int count = 0;
        while (mine.hasPrevious() && theirs.hasPrevious() && mine.previous() == theirs.previous()) {
            count++;
        }
        return count;
    }

    private boolean equalElements(Iterator<?> others) {
        for (E element : this) {
            if (!others.hasNext() || !Objects.equals(element, others.next())) {
                return false;
            }
        }
        return !others.hasNext();
    }

    private static Object[] arrayOf(Iterable<?> elements) {
        if (elements instanceof Collection<?> collection) {
            return collection.toArray();
        }
        return PersistentVector.from(elements).toArray();
    }

    /**
     * Collects elements into a vector. Not safe for use by several threads at once.
     *
     * @param <E> the type of the elements
     */
    public static final class Builder<E extends @Nullable Object> {
        private final VectorAssembler assembler = new VectorAssembler();

        private Builder() {}

        /**
         * Adds an element at the end.
         *
         * @param element the element, may be null
         * @return this builder
         */
        public Builder<E> add(E element) {
            assembler.add(element);
            return this;
        }

        /**
         * Adds elements at the end.
         *
         * @param elements the elements, in order of iteration
         * @return this builder
         */
        public Builder<E> addAll(Iterable<? extends E> elements) {
            if (elements instanceof PersistentVector<?> vector) {
                assembler.addRange(vector, 0, vector.size);
            } else {
                elements.forEach(assembler::add);
            }
            return this;
        }

        /** {@return how many elements were added so far} */
        public int size() {
            return assembler.size();
        }

        /** {@return a vector of the elements added so far; the builder may be used further} */
        public PersistentVector<E> build() {
            return assembler.vector();
        }
    }
}
