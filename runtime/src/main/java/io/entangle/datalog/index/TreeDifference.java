package io.entangle.datalog.index;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Walks two versions of a tree side by side, and passes over the nodes they share: the cost is what differs, times the
 * height.
 */
final class TreeDifference {
    /** Told of entries that one of the trees has alone, in order. */
    interface Sink {
        void before(Entry entry);

        void after(Entry entry);
    }

    /** What is left of a tree: the nodes that follow each other, the first on top, and how far its leaf is read. */
    private static final class Rest {
        private final Deque<Node> nodes = new ArrayDeque<>();
        private int at;

        Rest(Tree tree) {
            nodes.push(tree.root());
        }

        boolean isEmpty() {
            while (!nodes.isEmpty() && nodes.element().isLeaf() && at == nodes.element().size) {
                pop();
            }
            return nodes.isEmpty();
        }

        void pop() {
            nodes.pop();
            at = 0;
        }

        /** Puts the children of the first node in its place. */
        void open() {
            Node branch = nodes.pop();
            for (int i = branch.size - 1; i >= 0; i--) {
                nodes.push(branch.child(i));
            }
        }

        Node node() {
            return nodes.element();
        }

        Entry read(Entry into) {
            Tree.read(node(), at, into);
            return into;
        }
    }

    private final Layout layout;
    private final Rest before;
    private final Rest after;
    private final Sink sink;
    private final Entry entry = new Entry();

    private TreeDifference(Tree before, Tree after, Sink sink) {
        this.layout = before.layout();
        this.before = new Rest(before);
        this.after = new Rest(after);
        this.sink = sink;
    }

    /** Tells what differs between trees of one layout. Entries of one key with different other columns differ. */
    static void walk(Tree before, Tree after, Sink sink) {
        if (!before.layout().equals(after.layout())) {
            throw new IllegalArgumentException(
                    "trees of one layout can be compared, not of " + before.layout() + " and " + after.layout());
        }
        new TreeDifference(before, after, sink).walk();
    }

    private void walk() {
        while (!before.isEmpty() && !after.isEmpty()) {
            Node left = before.node();
            Node right = after.node();
            if (left == right && before.at == after.at) {
                before.pop();
                after.pop();
            } else if (!left.isLeaf() && (right.isLeaf() || left.total >= right.total)) {
                before.open();
            } else if (!right.isLeaf()) {
                after.open();
            } else {
                step(left, right);
            }
        }
        while (!before.isEmpty()) {
            tellBefore();
        }
        while (!after.isEmpty()) {
            tellAfter();
        }
    }

    private void step(Node left, Node right) {
        after.read(entry);
        int order = layout.compare(left, before.at, entry);
        if (order < 0) {
            tellBefore();
        } else if (order > 0) {
            tellAfter();
        } else if (isSame(left, right)) {
            before.at++;
            after.at++;
        } else {
            tellBefore();
            tellAfter();
        }
    }

    private boolean isSame(Node left, Node right) {
        return left.txs[before.at] == right.txs[after.at]
                && (left.numbers == null
                        || right.numbers == null
                        || left.numbers[before.at] == right.numbers[after.at]);
    }

    private void tellBefore() {
        if (before.node().isLeaf()) {
            sink.before(before.read(entry));
            before.at++;
        } else {
            before.open();
        }
    }

    private void tellAfter() {
        if (after.node().isLeaf()) {
            sink.after(after.read(entry));
            after.at++;
        } else {
            after.open();
        }
    }
}
