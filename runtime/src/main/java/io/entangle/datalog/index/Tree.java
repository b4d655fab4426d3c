package io.entangle.datalog.index;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A persistent B+tree of datoms of one attribute, in one order. Its versions share what did not change; how many entries
 * lie between two is known without visiting them. Immutable.
 */
public final class Tree {
    private final Layout layout;
    private final Node root;

    Tree(Layout layout, Node root) {
        this.layout = layout;
        this.root = root;
    }

    static Tree empty(Layout layout) {
        return new Tree(layout, Node.emptyLeaf(layout));
    }

    Layout layout() {
        return layout;
    }

    Node root() {
        return root;
    }

    /** How many branches are above each leaf. */
    int height() {
        int height = 0;
        for (Node node = root; !node.isLeaf(); node = node.child(0)) {
            height++;
        }
        return height;
    }

    Tree with(Node newRoot) {
        return newRoot == root ? this : new Tree(layout, newRoot);
    }

    /** {@return how many entries there are} */
    public int size() {
        return root.total;
    }

    /** {@return how values are held: which of the cursors' columns has them} */
    public Kind kind() {
        return layout.values();
    }

    /** {@return a new cursor at the first entry} */
    public Cursor cursor() {
        return new Cursor(this);
    }

    /**
     * {@return how many entries have an entity below another, in a tree sorted by entity}
     *
     * @param entity the entity that is above them
     */
    public int rankOfEntity(int entity) {
        return rank((node, index) -> node.entities[index] < entity);
    }

    /**
     * {@return how many entries have a lesser value, in a tree sorted by value}
     *
     * @param value a normal value, one that the tree's kind holds
     */
    public int rankOfValue(Object value) {
        return rank(below(value));
    }

    /**
     * {@return how many entries have a lesser value or the same, in a tree sorted by value}
     *
     * @param value a normal value, one that the tree's kind holds
     */
    public int rankAfterValue(Object value) {
        return rank(upTo(value));
    }

    /**
     * {@return how many entries have a lesser value, in a tree sorted by value; numbers count by their amount}
     *
     * @param value any normal value
     * @param isWithEqual whether values equal to it, and numbers of the same amount, count too
     */
    public int rankOfAmount(Object value, boolean isWithEqual) {
        int most = isWithEqual ? 0 : -1;
        Kind kind = layout.values();
        return kind == Kind.LONG && value instanceof Long number
                ? rank(isWithEqual ? upTo(number) : below(number))
                : rank((node, index) -> ValueOrder.compareAmounts(valueAt(kind, node, index), value) <= most);
    }

    /**
     * {@return how many entries are before what begins with given parts of the key, in the order of the tree}
     *
     * @param entity the entity, or null for any; only where the tree is sorted by value may it be null with a value given
     * @param value a normal value, or null for any; only where the tree is sorted by entity may it be null with an entity
     *     given
     * @param isWithEqual whether entries that begin with the parts count too
     */
    public int rank(@Nullable Integer entity, @Nullable Object value, boolean isWithEqual) {
        int most = isWithEqual ? 0 : -1;
        Kind kind = layout.values();
        if (layout.isByEntity()) {
            return rank((node, index) -> {
                int order = entity == null ? 0 : Integer.compare(node.entities[index], entity);
                return (order != 0 || value == null ? order : ValueOrder.compare(valueAt(kind, node, index), value))
                        <= most;
            });
        }
        return rank((node, index) -> {
            int order = value == null ? 0 : ValueOrder.compare(valueAt(kind, node, index), value);
            return (order != 0 || entity == null ? order : Integer.compare(node.entities[index], entity)) <= most;
        });
    }

    static @Nullable Object valueAt(Kind kind, Node node, int index) {
        return node.longs != null ? kind.decode(node.longs[index]) : Objects.requireNonNull(node.objects)[index];
    }

    Search.Before below(Object value) {
        if (layout.values() == Kind.OBJECT) {
            return (node, index) -> ValueOrder.compare(Objects.requireNonNull(node.objects)[index], value) < 0;
        }
        long code = layout.values().encode(value);
        return (node, index) -> Objects.requireNonNull(node.longs)[index] < code;
    }

    Search.Before upTo(Object value) {
        if (layout.values() == Kind.OBJECT) {
            return (node, index) -> ValueOrder.compare(Objects.requireNonNull(node.objects)[index], value) <= 0;
        }
        long code = layout.values().encode(value);
        return (node, index) -> Objects.requireNonNull(node.longs)[index] <= code;
    }

    int rank(Search.Before before) {
        int rank = 0;
        Node node = root;
        while (!node.isLeaf()) {
            int child = Search.position(node, 1, before) - 1;
            rank += node.entriesBefore(child);
            node = node.child(child);
        }
        return rank + Search.position(node, 0, before);
    }

    /** Whether there is an entry of that key; if so, the rest of it is filled in. */
    boolean find(Entry entry) {
        Node node = root;
        while (!node.isLeaf()) {
            node = node.child(Search.position(layout, node, entry) - 1);
        }
        int index = Search.position(layout, node, entry);
        if (index == node.size || layout.compare(node, index, entry) != 0) {
            return false;
        }
        read(node, index, entry);
        return true;
    }

    static void read(Node leaf, int index, Entry into) {
        into.entity = leaf.entities[index];
        into.tx = leaf.txs[index];
        if (leaf.longs != null) {
            into.number = leaf.longs[index];
        } else if (leaf.objects != null) {
            into.object = leaf.objects[index];
        }
        if (leaf.numbers != null) {
            into.end = leaf.numbers[index];
        }
    }
}
