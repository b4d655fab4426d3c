package io.entangle.datalog.index;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node of a tree, as columns. In a leaf each row is an entry. In a branch each row is a child and a lower bound of its
 * entries' keys, above all keys of the child before; that of the first child means nothing.
 *
 * <p>A node belongs to whoever holds its owner token, who alone may change it; once the token is given up it never
 * changes again. Columns have room for up to {@value #SLACK} more rows, so that not every entry added needs new ones.
 */
final class Node {
    static final int MAX_LEAF = 64;
    static final int MAX_BRANCH = 32;
    private static final int SLACK = 7;
    private static final int[] NO_INTS = {};

    private final @Nullable Object owner;

    /** Rows. */
    int size;

    /** Entries below, or here in a leaf. */
    int total;

    int[] entities;
    long @Nullable [] longs;

    @Nullable
    Object @Nullable [] objects;

    /** Empty in branches whose keys don't need them. */
    int[] txs;

    /** In a leaf of what was, the transactions that retracted; in a branch, how many entries are below each child. */
    int @Nullable [] numbers;

    Node @Nullable [] children;

    private Node(@Nullable Object owner, int[] entities, int[] txs) {
        this.owner = owner;
        this.entities = entities;
        this.txs = txs;
    }

    static Node emptyLeaf(Layout layout) {
        Node leaf = new Node(null, NO_INTS, NO_INTS);
        leaf.longs = layout.hasValues() && layout.values() != Kind.OBJECT ? new long[0] : null;
        leaf.objects = layout.hasValues() && layout.values() == Kind.OBJECT ? new Object[0] : null;
        leaf.numbers = layout.hasEnds() ? NO_INTS : null;
        return leaf;
    }

    /** A branch of nodes that follow each other, none of them empty. */
    static Node branch(@Nullable Object owner, Layout layout, Node... nodes) {
        int size = nodes.length;
        int capacity = capacity(size);
        Node branch = new Node(owner, new int[capacity], layout.isByTx() ? new int[capacity] : NO_INTS);
        branch.longs = nodes[0].longs == null ? null : new long[capacity];
        branch.objects = nodes[0].objects == null ? null : new Object[capacity];
        branch.children = Arrays.copyOf(nodes, capacity);
        branch.numbers = new int[capacity];
        branch.size = size;
        for (int i = 0; i < size; i++) {
            branch.setKey(i, nodes[i], 0);
            branch.numbers[i] = nodes[i].total;
            branch.total += nodes[i].total;
        }
        return branch;
    }

    boolean isLeaf() {
        return children == null;
    }

    int max() {
        return children == null ? MAX_LEAF : MAX_BRANCH;
    }

    Node child(int index) {
        return Objects.requireNonNull(children)[index];
    }

    private static int capacity(int size) {
        return size + SLACK & ~SLACK;
    }

    /** Takes over the key of a row of another node. Of a split node's right half, the first row's key is its bound. */
    private void setKey(int index, Node from, int fromIndex) {
        entities[index] = from.entities[fromIndex];
        if (longs != null) {
            longs[index] = Objects.requireNonNull(from.longs)[fromIndex];
        } else if (objects != null) {
            objects[index] = Objects.requireNonNull(from.objects)[fromIndex];
        }
        if (txs.length > 0) {
            txs[index] = from.txs[fromIndex];
        }
    }

    /** This node if it belongs to the owner, else a copy that does. */
    Node owned(@Nullable Object by) {
        return by != null && owner == by ? this : copy(by);
    }

    /** A copy with room for one more row. */
    private Node copy(@Nullable Object by) {
        Node copy = columns(by, 0, size, capacity(size + 1));
        copy.total = total;
        return copy;
    }

    /** A new node of some of the rows. */
    Node slice(@Nullable Object by, int from, int to) {
        Node slice = columns(by, from, to - from, capacity(to - from));
        slice.total = slice.size;
        if (slice.children != null) {
            slice.total = slice.entriesBefore(slice.size);
        }
        return slice;
    }

    /** How many entries there are below the first children of a branch. */
    int entriesBefore(int child) {
        int[] counts = Objects.requireNonNull(numbers);
        int count = 0;
        for (int i = 0; i < child; i++) {
            count += counts[i];
        }
        return count;
    }

    private Node columns(@Nullable Object by, int from, int rows, int capacity) {
        Node slice = new Node(by, copy(entities, from, rows, capacity), copy(txs, from, rows, capacity));
        if (longs != null) {
            slice.longs = new long[capacity];
            System.arraycopy(longs, from, slice.longs, 0, rows);
        } else if (objects != null) {
            slice.objects = new Object[capacity];
            System.arraycopy(objects, from, slice.objects, 0, rows);
        }
        slice.numbers = numbers == null ? null : copy(numbers, from, rows, capacity);
        slice.size = rows;
        if (children != null) {
            slice.children = new Node[capacity];
            System.arraycopy(children, from, slice.children, 0, rows);
        }
        return slice;
    }

    private static int[] copy(int[] column, int from, int rows, int capacity) {
        if (column.length == 0) {
            return NO_INTS;
        }
        int[] copy = new int[capacity];
        System.arraycopy(column, from, copy, 0, rows);
        return copy;
    }

    /** Makes room for a row at an index; the node must be its owner's. */
    private void open(int index) {
        int capacity = capacity(size + 1);
        entities = opened(entities, index, capacity);
        if (txs.length > 0 || children == null) {
            txs = opened(txs, index, capacity);
        }
        if (longs != null) {
            long[] wider = longs.length < capacity ? Arrays.copyOf(longs, capacity) : longs;
            System.arraycopy(longs, index, wider, index + 1, size - index);
            longs = wider;
        } else if (objects != null) {
            objects = opened(objects, index, capacity);
        }
        if (numbers != null) {
            numbers = opened(numbers, index, capacity);
        }
        if (children != null) {
            children = opened(children, index, capacity);
        }
        size++;
    }

    private int[] opened(int[] column, int index, int capacity) {
        int[] wider = column.length < capacity ? Arrays.copyOf(column, capacity) : column;
        System.arraycopy(column, index, wider, index + 1, size - index);
        return wider;
    }

    private <T> T[] opened(T[] column, int index, int capacity) {
        T[] wider = column.length < capacity ? Arrays.copyOf(column, capacity) : column;
        System.arraycopy(column, index, wider, index + 1, size - index);
        return wider;
    }

    /** Adds an entry to a leaf that is its owner's. */
    void insert(int index, Entry entry) {
        open(index);
        entities[index] = entry.entity;
        txs[index] = entry.tx;
        if (longs != null) {
            longs[index] = entry.number;
        } else if (objects != null) {
            objects[index] = entry.object;
        }
        if (numbers != null) {
            numbers[index] = entry.end;
        }
        total++;
    }

    /** Adds a child, split from the one before it, to a branch that is its owner's. */
    void insert(int index, Node child) {
        open(index);
        Objects.requireNonNull(children)[index] = child;
        Objects.requireNonNull(numbers)[index] = child.total;
        setKey(index, child, 0);
    }

    /** Puts another child in the place of one; the totals of both count as given. */
    void setChild(int index, Node child, int growth) {
        Objects.requireNonNull(children)[index] = child;
        Objects.requireNonNull(numbers)[index] = child.total;
        total += growth;
    }

    /** Removes a row from a node that is its owner's. Of a branch the totals stay: the entries are elsewhere now. */
    void remove(int index) {
        int moved = size - index - 1;
        System.arraycopy(entities, index + 1, entities, index, moved);
        if (txs.length > 0) {
            System.arraycopy(txs, index + 1, txs, index, moved);
        }
        if (longs != null) {
            System.arraycopy(longs, index + 1, longs, index, moved);
        } else if (objects != null) {
            System.arraycopy(objects, index + 1, objects, index, moved);
            objects[size - 1] = null;
        }
        if (numbers != null) {
            System.arraycopy(numbers, index + 1, numbers, index, moved);
        }
        if (children == null) {
            total--;
        } else {
            System.arraycopy(children, index + 1, children, index, moved);
            Arrays.fill(children, size - 1, size, null);
        }
        size--;
    }

    /** The rows of two neighbours in one node, perhaps of more rows than may stay; both are children of a branch. */
    static Node joined(@Nullable Object by, Node parent, int leftIndex) {
        Node left = parent.child(leftIndex);
        Node right = parent.child(leftIndex + 1);
        Node joined = left.slice(by, 0, left.size);
        int capacity = capacity(left.size + right.size);
        joined.entities = Arrays.copyOf(joined.entities, capacity);
        System.arraycopy(right.entities, 0, joined.entities, left.size, right.size);
        if (joined.txs.length > 0 || right.txs.length > 0) {
            joined.txs = Arrays.copyOf(joined.txs, capacity);
            System.arraycopy(right.txs, 0, joined.txs, left.size, right.size);
        }
        if (joined.longs != null) {
            joined.longs = Arrays.copyOf(joined.longs, capacity);
            System.arraycopy(Objects.requireNonNull(right.longs), 0, joined.longs, left.size, right.size);
        } else if (joined.objects != null) {
            joined.objects = Arrays.copyOf(joined.objects, capacity);
            System.arraycopy(Objects.requireNonNull(right.objects), 0, joined.objects, left.size, right.size);
        }
        if (joined.numbers != null) {
            joined.numbers = Arrays.copyOf(joined.numbers, capacity);
            System.arraycopy(Objects.requireNonNull(right.numbers), 0, joined.numbers, left.size, right.size);
        }
        if (joined.children != null) {
            joined.children = Arrays.copyOf(joined.children, capacity);
            System.arraycopy(Objects.requireNonNull(right.children), 0, joined.children, left.size, right.size);
            // The right node's first bound means nothing: that of the parent does.
            joined.setKey(left.size, parent, leftIndex + 1);
        }
        joined.size = left.size + right.size;
        joined.total = left.total + right.total;
        return joined;
    }
}
