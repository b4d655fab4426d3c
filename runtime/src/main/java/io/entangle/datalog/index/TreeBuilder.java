package io.entangle.datalog.index;

import java.util.ArrayList;
import java.util.List;

/** Builds a tree of entries that come in its order, each once. */
final class TreeBuilder {
    /** Not quite full, so that the first entries added later need not split every node. */
    private static final int LEAF_ROWS = Node.MAX_LEAF * 7 / 8;

    private static final int BRANCH_ROWS = Node.MAX_BRANCH * 7 / 8;

    private final Layout layout;
    private final Object owner = new Object();
    private final List<Node> leaves = new ArrayList<>();
    private Node leaf;

    TreeBuilder(Layout layout) {
        this.layout = layout;
        this.leaf = Node.emptyLeaf(layout).owned(owner);
    }

    void add(Entry entry) {
        if (leaf.size == LEAF_ROWS) {
            leaves.add(leaf);
            leaf = Node.emptyLeaf(layout).owned(owner);
        }
        leaf.insert(leaf.size, entry);
    }

    Tree build() {
        if (leaves.isEmpty()) {
            return new Tree(layout, leaf);
        }
        List<Node> nodes = leaves;
        nodes.add(leaf);
        while (nodes.size() > 1) {
            List<Node> branches = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i += BRANCH_ROWS) {
                Node[] children = nodes.subList(i, Math.min(nodes.size(), i + BRANCH_ROWS))
                        .toArray(Node[]::new);
                branches.add(Node.branch(owner, layout, children));
            }
            nodes = branches;
        }
        return new Tree(layout, nodes.get(0));
    }
}
