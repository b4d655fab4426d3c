package io.entangle.datalog.index;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place between the entries of a tree: the entry it is at is the next. It belongs to one thread.
 *
 * <p>Whoever reads many entries reads a leaf at a time: rows {@link #at()} to {@link #end()} of the columns, then
 * {@link #nextLeaf()}. The columns are the tree's own and must not be written to.
 */
public final class Cursor {
    /** How many rows it is faster to look at one by one. */
    private static final int NEAR = 8;

    private final Tree tree;
    private final Node[] branches;
    private final int[] children;

    /** Between which entities the entries of each branch are, as the bounds above it say. */
    private final long[] lows;

    private final long[] highs;
    private int height;
    private Node leaf;
    private int at;

    Cursor(Tree tree) {
        this.tree = tree;
        this.leaf = tree.root();
        int levels = tree.height();
        this.branches = new Node[levels];
        this.children = new int[levels];
        this.lows = new long[levels + 1];
        this.highs = new long[levels + 1];
        first();
    }

    /** Goes to the first entry. */
    public void first() {
        start();
        while (!leaf.isLeaf()) {
            branches[height] = leaf;
            descend(height, 0);
        }
        at = 0;
    }

    /** {@return whether there is an entry here; if not, all are before} */
    public boolean isValid() {
        return at < leaf.size;
    }

    /** Goes on by one entry. There must be one here. */
    public void next() {
        if (++at == leaf.size) {
            nextLeaf();
        }
    }

    /** Goes on to the first entry of the next leaf, or behind the last of all. */
    public void nextLeaf() {
        at = leaf.size;
        int level = height - 1;
        while (level >= 0 && children[level] + 1 == branches[level].size) {
            level--;
        }
        if (level < 0) {
            return;
        }
        descend(level, children[level] + 1);
        while (!leaf.isLeaf()) {
            branches[height] = leaf;
            descend(height, 0);
        }
        at = 0;
    }

    /** {@return whether there was an entry before, and the cursor has stepped back to it} */
    public boolean previous() {
        if (at > 0) {
            at--;
            return true;
        }
        int level = height - 1;
        while (level >= 0 && children[level] == 0) {
            level--;
        }
        if (level < 0) {
            return false;
        }
        descend(level, children[level] - 1);
        while (!leaf.isLeaf()) {
            branches[height] = leaf;
            descend(height, leaf.size - 1);
        }
        at = leaf.size - 1;
        return true;
    }

    /** Takes a child of the branch at a level, and lets go of what was below. */
    private void descend(int level, int child) {
        Node branch = branches[level];
        children[level] = child;
        lows[level + 1] = child == 0 ? lows[level] : branch.entities[child];
        highs[level + 1] = child + 1 == branch.size ? highs[level] : branch.entities[child + 1];
        leaf = branch.child(child);
        height = level + 1;
    }

    private void start() {
        height = 0;
        lows[0] = Long.MIN_VALUE;
        highs[0] = Long.MAX_VALUE;
        leaf = tree.root();
    }

    void seek(Search.Before before) {
        start();
        while (!leaf.isLeaf()) {
            branches[height] = leaf;
            descend(height, Search.position(leaf, 1, before) - 1);
        }
        at = Search.position(leaf, 0, before);
        if (at == leaf.size) {
            nextLeaf();
        }
    }

    /**
     * Goes to the first entry of a value or, if there is none, of the next greater one, in a tree sorted by value.
     *
     * @param value a normal value, one that the tree's kind holds
     */
    public void seekValue(Object value) {
        seek(tree.below(value));
    }

    /**
     * Goes to the first entry of a value or, if there is none, of the next greater one, in a tree sorted by value.
     *
     * @param code the value as a number
     */
    public void seekCode(long code) {
        seek((node, index) -> Objects.requireNonNull(node.longs)[index] < code);
    }

    /**
     * Goes to the first entry that is not before another, by the whole key.
     *
     * @param entry what is looked for
     */
    void seek(Entry entry) {
        Layout layout = tree.layout();
        seek((node, index) -> layout.compare(node, index, entry) < 0);
    }

    /**
     * Goes to the entry of a rank.
     *
     * @param rank how many entries are before it, up to the size of the tree
     */
    public void seekRank(int rank) {
        start();
        int left = rank;
        while (!leaf.isLeaf()) {
            int child = 0;
            int[] counts = Objects.requireNonNull(leaf.numbers);
            while (child + 1 < leaf.size && counts[child] <= left) {
                left -= counts[child++];
            }
            branches[height] = leaf;
            descend(height, child);
        }
        at = Math.min(left, leaf.size);
    }

    /**
     * Goes to the first entry of an entity or, if there is none, of the next greater one, in a tree sorted by entity. It
     * costs little where that is near.
     *
     * @param entity the entity
     * @return whether there is one of that entity
     */
    public boolean seekEntity(int entity) {
        int[] entities = leaf.entities;
        int last = leaf.size - 1;
        if (last >= 0 && entities[0] < entity && entity <= entities[last]) {
            at = at < leaf.size && entities[at] <= entity ? near(entities, entity) : Search.entity(leaf, 0, entity);
        } else {
            seekFar(entity);
        }
        return at < leaf.size && leaf.entities[at] == entity;
    }

    /**
     * Looks for entities in a tree sorted by entity that has each of them once, for as long as they lie in the leaf that the
     * cursor is in and do not go back.
     *
     * @param wanted the entities
     * @param from the first of them that is looked for
     * @param to the one behind the last
     * @param places for each that has been looked for, from 0 on, the row of the leaf's columns where it is, or -1
     * @return the first that has not been looked for
     */
    public int seekInLeaf(long[] wanted, int from, int to, int[] places) {
        if (at == leaf.size) {
            return from;
        }
        int[] entities = leaf.entities;
        int end = leaf.size - 1;
        long last = entities[end];
        int row = at;
        int next = from;
        while (next < to && entities[row] <= wanted[next] && wanted[next] <= last) {
            long entity = wanted[next];
            int near = Math.min(row + NEAR, end);
            while (row < near && entities[row] < entity) {
                row++;
            }
            if (entities[row] < entity) {
                row = Search.entity(leaf, row + 1, (int) entity);
            }
            places[next++ - from] = entities[row] == entity ? row : -1;
        }
        at = row;
        return next;
    }

    /** From a row that is not beyond the entity: looks ahead in growing steps, since what is sought is often close. */
    private int near(int[] entities, int entity) {
        if (entities[at] == entity) {
            return entities[at - 1] < entity ? at : Search.entity(leaf, 0, entity);
        }
        int low = at + 1;
        int high = low;
        int step = 1;
        while (high < leaf.size && entities[high] < entity) {
            low = high + 1;
            high += step;
            step <<= 1;
        }
        high = Math.min(high, leaf.size);
        while (low < high) {
            int middle = low + high >>> 1;
            if (entities[middle] < entity) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void seekFar(int entity) {
        int level = height;
        while (level > 0 && (lows[level] >= entity || entity > highs[level])) {
            level--;
        }
        if (level < height) {
            leaf = branches[level];
            height = level;
        }
        while (!leaf.isLeaf()) {
            branches[height] = leaf;
            descend(height, Search.entity(leaf, 1, entity) - 1);
        }
        at = Search.entity(leaf, 0, entity);
        if (at == leaf.size) {
            nextLeaf();
        }
    }

    /** {@return the row of the leaf's columns that the cursor is at} */
    public int at() {
        return at;
    }

    /** {@return the row behind the leaf's last} */
    public int end() {
        return leaf.size;
    }

    /** {@return the leaf's entities} */
    public int[] entities() {
        return leaf.entities;
    }

    /** {@return the leaf's values as numbers, as {@link Kind#encode} gives them; null if the tree holds objects} */
    public long @Nullable [] longs() {
        return leaf.longs;
    }

    /** {@return the leaf's values; null if the tree holds numbers} */
    public @Nullable Object @Nullable [] objects() {
        return leaf.objects;
    }

    /** {@return the leaf's transactions} */
    public int[] txs() {
        return leaf.txs;
    }

    /** {@return the entity of the entry here} */
    public int entity() {
        return leaf.entities[at];
    }

    /** {@return the value of the entry here} */
    public Object value() {
        return Objects.requireNonNull(Tree.valueAt(tree.kind(), leaf, at));
    }

    /** {@return the transaction of the entry here} */
    public int tx() {
        return leaf.txs[at];
    }

    /** The transaction that retracted the entry here, in a tree of what was. */
    int endTx() {
        return Objects.requireNonNull(leaf.numbers)[at];
    }
}
