package io.entangle.datalog.index;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Adds entries to trees and removes them, in place where a node belongs to its owner token. */
final class TreeEdit {
    private static final int MIN_LEAF = Node.MAX_LEAF / 4;
    private static final int MIN_BRANCH = Node.MAX_BRANCH / 4;

    /** Whoever edits; null to copy whatever is changed. */
    private final @Nullable Object owner;

    /** The right half of the node that the last insertion has split, if it has. */
    private @Nullable Node split;

    TreeEdit(@Nullable Object owner) {
        this.owner = owner;
    }

    /** A tree with an entry that it doesn't have yet. The entry's object becomes an equal one beside it, if there is one. */
    Tree insert(Tree tree, Entry entry) {
        Layout layout = tree.layout();
        Node root = insert(layout, tree.root(), entry);
        Node right = split;
        split = null;
        return tree.with(right == null ? root : Node.branch(owner, layout, root, right));
    }

    private Node insert(Layout layout, Node node, Entry entry) {
        int index = Search.position(layout, node, entry);
        if (node.isLeaf()) {
            share(node, index, entry);
            if (node.size < node.max()) {
                Node leaf = node.owned(owner);
                leaf.insert(index, entry);
                return leaf;
            }
            return splitLeaf(node, index, entry);
        }
        int child = index - 1;
        Node changed = insert(layout, node.child(child), entry);
        Node right = split;
        Node branch = node.owned(owner);
        branch.setChild(child, changed, 1);
        if (right == null) {
            return branch;
        }
        split = null;
        branch.insert(child + 1, right);
        return branch.size <= branch.max() ? branch : splitBranch(branch, child + 1 == branch.size - 1);
    }

    /** Takes the object of a neighbour in place of an equal one, so that each is in memory once. */
    private static void share(Node leaf, int index, Entry entry) {
        @Nullable Object[] objects = leaf.objects;
        if (objects == null) {
            return;
        }
        if (index > 0 && Objects.equals(objects[index - 1], entry.object)) {
            entry.object = objects[index - 1];
        } else if (index < leaf.size && Objects.equals(objects[index], entry.object)) {
            entry.object = objects[index];
        }
    }

    private Node splitLeaf(Node leaf, int index, Entry entry) {
        // What is added in order fills leaves.
        int middle = index == leaf.size ? leaf.size : leaf.size / 2;
        Node left = leaf.slice(owner, 0, middle);
        Node right = leaf.slice(owner, middle, leaf.size);
        if (index < middle) {
            left.insert(index, entry);
        } else {
            right.insert(index - middle, entry);
        }
        split = right;
        return left;
    }

    private Node splitBranch(Node branch, boolean isAtEnd) {
        int middle = isAtEnd ? branch.size - 1 : branch.size / 2;
        split = branch.slice(owner, middle, branch.size);
        return branch.slice(owner, 0, middle);
    }

    /** A tree without an entry that it has, of which the rest is filled in. */
    Tree remove(Tree tree, Entry entry) {
        Node root = remove(tree.layout(), tree.root(), entry);
        while (!root.isLeaf() && root.size == 1) {
            root = root.child(0);
        }
        return tree.with(root);
    }

    private Node remove(Layout layout, Node node, Entry entry) {
        int index = Search.position(layout, node, entry);
        if (node.isLeaf()) {
            if (index == node.size || layout.compare(node, index, entry) != 0) {
                throw new IllegalArgumentException("no entry of entity " + entry.entity + " to remove");
            }
            Tree.read(node, index, entry);
            Node changed = node.owned(owner);
            changed.remove(index);
            return changed;
        }
        Node changed = node.owned(owner);
        int child = index - 1;
        changed.setChild(child, remove(layout, node.child(child), entry), -1);
        Node left = changed.child(child);
        if (left.size < (left.isLeaf() ? MIN_LEAF : MIN_BRANCH) && changed.size > 1) {
            rebalance(changed, child + 1 < changed.size ? child : child - 1);
        }
        return changed;
    }

    /** Makes one child of two neighbours, or two of about the same size. */
    private void rebalance(Node branch, int leftIndex) {
        Node joined = Node.joined(owner, branch, leftIndex);
        branch.remove(leftIndex + 1);
        if (joined.size <= joined.max()) {
            branch.setChild(leftIndex, joined, 0);
        } else {
            int middle = joined.size / 2;
            branch.setChild(leftIndex, joined.slice(owner, 0, middle), 0);
            branch.insert(leftIndex + 1, joined.slice(owner, middle, joined.size));
        }
    }
}
