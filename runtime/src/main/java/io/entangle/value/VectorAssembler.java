package io.entangle.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Grows a vector at its end without copying a path per element. The unfinished nodes along the right edge live in
 * buffers of this assembler; a buffer becomes a node only when it is full and is not written after that, so vectors
 * assembled earlier stay as they are.
 */
final class VectorAssembler {
    /** Room for the first elements: most vectors stay short, and there may be many of them. */
    private static final int FIRST_ROOM = 4;

    private static final Object[][] NO_EDGE = {};
    private static final int[] NO_COUNTS = {};

    /** {@code edge[i]} holds the finished children of the unfinished branch of shift 5 * (i + 1). */
    private Object[][] edge = NO_EDGE;

    private int[] counts = NO_COUNTS;
    private int leafElements;
    private Object[] tail = VectorTrie.EMPTY;
    private int tailCount;

    /** Starts with the first {@code count} elements of a vector, sharing its full leaves. */
    static VectorAssembler startingWith(PersistentVector<?> vector, int count) {
        VectorAssembler result = new VectorAssembler();
        if (count > 0) {
            int inLeaves = (count - 1) & ~VectorTrie.MASK; // what is left is the tail, which must not be empty
            result.adopt(vector.root(), vector.shift(), inLeaves);
            result.leafElements = inLeaves;
            result.addLeaf(vector.leafAt(inLeaves), 0, count - inLeaves);
        }
        return result;
    }

    int size() {
        return leafElements + tailCount;
    }

    void add(@Nullable Object element) {
        makeRoom();
        tail[tailCount++] = element;
    }

    /** Adds elements of an array that the caller may change later. */
    void addCopies(Object[] array) {
        for (int from = 0; from < array.length; ) {
            makeRoom();
            from += fill(array, from, array.length - from);
        }
    }

    /** Adds {@code count} elements of a leaf of some vector; a whole leaf that falls on a leaf's place is shared. */
    void addLeaf(Object[] leaf, int from, int count) {
        if (count == VectorTrie.WIDTH && tailCount % VectorTrie.WIDTH == 0) {
            finishTail();
            tail = leaf;
            tailCount = count;
            return;
        }
        for (int done = 0; done < count; ) {
            makeRoom();
            done += fill(leaf, from + done, count - done);
        }
    }

    /** Adds the elements of a vector from index {@code start} to before index {@code end}. */
    void addRange(PersistentVector<?> vector, int start, int end) {
        for (int index = start; index < end; ) {
            Object[] leaf = vector.leafAt(index);
            int from = index & VectorTrie.MASK;
            int count = Math.min(leaf.length - from, end - index);
            addLeaf(leaf, from, count);
            index += count;
        }
    }

    <E extends @Nullable Object> PersistentVector<E> vector() {
        if (size() == 0) {
            return PersistentVector.empty();
        }
        Object[] root = VectorTrie.EMPTY;
        int shift = VectorTrie.BITS;
        for (int level = 0; level < edge.length; level++) {
            boolean below = root.length > 0;
            int count = counts[level] + (below ? 1 : 0);
            if (count > 0) {
                Object[] node = Arrays.copyOf(edge[level], count);
                if (below) {
                    node[count - 1] = root;
                }
                root = node;
                shift = VectorTrie.BITS * (level + 1);
            }
        }
        if (shift > VectorTrie.BITS && root.length == 1) {
            root = (Object[]) root[0];
            shift -= VectorTrie.BITS;
        }
        Object[] end = tailCount == VectorTrie.WIDTH ? tail : Arrays.copyOf(tail, tailCount);
        return new PersistentVector<>(size(), shift, root, end);
    }

    private void adopt(Object[] node, int shift, int count) {
        int whole = count >>> shift;
        for (int slot = 0; slot < whole; slot++) {
            addNode(shift / VectorTrie.BITS - 1, (Object[]) node[slot]);
        }
        int rest = count & ((1 << shift) - 1);
        if (rest > 0) {
            adopt((Object[]) node[whole], shift - VectorTrie.BITS, rest);
        }
    }

    private int fill(Object[] array, int from, int most) {
        int count = Math.min(most, tail.length - tailCount);
        System.arraycopy(array, from, tail, tailCount, count);
        tailCount += count;
        return count;
    }

    private void makeRoom() {
        if (tailCount == VectorTrie.WIDTH) {
            finishTail();
        }
        if (tailCount == 0) {
            tail = new Object[leafElements == 0 ? FIRST_ROOM : VectorTrie.WIDTH];
        } else if (tailCount == tail.length) {
            tail = Arrays.copyOf(tail, Math.min(VectorTrie.WIDTH, 2 * tailCount));
        }
    }

    private void finishTail() {
        if (tailCount > 0) {
            addNode(0, tail);
            leafElements += VectorTrie.WIDTH;
            tailCount = 0;
        }
    }

    private void addNode(int level, Object[] node) {
        while (edge.length <= level) {
            edge = Arrays.copyOf(edge, edge.length + 1);
            edge[edge.length - 1] = new Object[VectorTrie.WIDTH];
            counts = Arrays.copyOf(counts, edge.length);
        }
        edge[level][counts[level]++] = node;
        if (counts[level] == VectorTrie.WIDTH) {
            Object[] full = edge[level];
            edge[level] = new Object[VectorTrie.WIDTH];
            counts[level] = 0;
            addNode(level + 1, full);
        }
    }
}
