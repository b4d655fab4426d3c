package io.entangle.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The arrays below a {@link PersistentVector}: leaves hold exactly 32 elements, branches hold up to 32 children and are
 * exactly as long as they have children. The shift of a node is 0 for a leaf and 5 more than its children's otherwise.
 * Every function leaves its arguments as they are.
 */
final class VectorTrie {
    static final int BITS = 5;
    static final int WIDTH = 1 << BITS;
    static final int MASK = WIDTH - 1;
    static final Object[] EMPTY = new Object[0];

    private VectorTrie() {}

    /** Asked about each pair that is not the same object; answering false ends the comparison. */
    @FunctionalInterface
    interface Pairs {
        boolean proceed(int index, @Nullable Object mine, @Nullable Object theirs);
    }

    static Object[] leaf(Object[] root, int shift, int index) {
        if (shift == BITS) {
            return (Object[]) root[index >>> BITS]; // up to 1,056 elements: the most common case, without a loop
        }
        Object[] node = root;
        for (int level = shift; level > 0; level -= BITS) {
            node = (Object[]) node[(index >>> level) & MASK];
        }
        return node;
    }

    /** The leftmost node of the given lower shift. */
    static Object[] leftmost(Object[] root, int shift, int lowerShift) {
        Object[] node = root;
        for (int level = shift; level > lowerShift; level -= BITS) {
            node = (Object[]) node[0];
        }
        return node;
    }

    static Object[] append(Object[] array, @Nullable Object element) {
        Object[] longer = Arrays.copyOf(array, array.length + 1);
        longer[array.length] = element;
        return longer;
    }

    /** A chain of one-child branches above the leaf, the topmost of the given shift. */
    static Object[] path(Object[] leaf, int shift) {
        Object[] node = leaf;
        for (int level = 0; level < shift; level += BITS) {
            node = new Object[] {node};
        }
        return node;
    }

    /** Adds the leaf whose first element has the given index; the caller has made sure that there is room. */
    static Object[] appendLeaf(Object[] node, int shift, int index, Object[] leaf) {
        int slot = (index >>> shift) & MASK;
        if (slot == node.length) {
            return append(node, path(leaf, shift - BITS));
        }
        Object[] copy = node.clone();
        copy[slot] = appendLeaf((Object[]) node[slot], shift - BITS, index, leaf);
        return copy;
    }

    static Object[] with(Object[] root, int shift, int index, @Nullable Object element) {
        Object[] copy = root.clone();
        Object[] node = copy;
        for (int level = shift; level > 0; level -= BITS) {
            int slot = (index >>> level) & MASK;
            Object[] child = ((Object[]) node[slot]).clone();
            node[slot] = child;
            node = child;
        }
        node[index & MASK] = element;
        return copy;
    }

    /**
     * Replaces the elements from index {@code from} on, counted from the node's first element, as far as the node
     * reaches; {@code from} may be negative. A node that already holds those very objects is returned as it is.
     */
    static Object[] overwrite(Object[] node, int shift, int from, Object[] elements) {
        int first = Math.max(0, from >> shift);
        int last = Math.min(node.length - 1, (from + elements.length - 1) >> shift);
        Object[] copy = node;
        for (int slot = first; slot <= last; slot++) {
            int start = from - (slot << shift);
            Object now =
                    shift == 0 ? elements[-start] : overwrite((Object[]) node[slot], shift - BITS, start, elements);
            if (now != node[slot]) {
                copy = copy == node ? node.clone() : copy;
                copy[slot] = now;
            }
        }
        return copy;
    }

    /**
     * Visits the pairs of elements at equal indexes that are not the same object, in order, skipping what both share.
     *
     * @return false if the visitor ended the comparison
     */
    static boolean compare(Object[] mine, Object[] theirs, int shift, int offset, Pairs pairs) {
        Object[] left = mine;
        Object[] right = theirs;
        int level = shift;
        int start = offset;
        while (left != right) {
            int common = Math.min(left.length, right.length);
            int slot = mismatch(left, right, 0, common);
            if (slot == common) {
                return true;
            }
            if (level == 0 || mismatch(left, right, slot + 1, common) < common) {
                return slots(left, right, slot, level, start, pairs);
            }
            // A single change: down its path without recursion.
            left = (Object[]) left[slot];
            right = (Object[]) right[slot];
            start += slot << level;
            level -= BITS;
        }
        return true;
    }

    private static boolean slots(Object[] mine, Object[] theirs, int first, int shift, int offset, Pairs pairs) {
        int common = Math.min(mine.length, theirs.length);
        for (int slot = first; slot < common; slot = mismatch(mine, theirs, slot + 1, common)) {
            int index = offset + (slot << shift);
            if (!(shift == 0
                    ? pairs.proceed(index, mine[slot], theirs[slot])
                    : compare((Object[]) mine[slot], (Object[]) theirs[slot], shift - BITS, index, pairs))) {
                return false;
            }
        }
        return true;
    }

    /** The first slot from {@code start} on that does not hold the same object in both; {@code end} if there is none. */
    private static int mismatch(Object[] mine, Object[] theirs, int start, int end) {
        int slot = start;
        while (slot < end && mine[slot] == theirs[slot]) {
            slot++;
        }
        return slot;
    }

    /** As {@link #compare}, but from the end to the start; both nodes have the same shape. */
    static boolean compareBackwards(Object[] mine, Object[] theirs, int shift, int offset, Pairs pairs) {
        if (mine == theirs) {
            return true;
        }
        for (int slot = mine.length - 1; slot >= 0; slot--) {
            Object left = mine[slot];
            Object right = theirs[slot];
            int index = offset + (slot << shift);
            if (left != right
                    && !(shift == 0
                            ? pairs.proceed(index, left, right)
                            : compareBackwards((Object[]) left, (Object[]) right, shift - BITS, index, pairs))) {
                return false;
            }
        }
        return true;
    }
}
