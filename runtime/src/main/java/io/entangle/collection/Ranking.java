package io.entangle.collection;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A sorted set that knows the rank of each element. Immutable: changed copies share all but one path with the original, and
 * each operation takes O(log n) comparisons.
 *
 * <p>A weight-balanced tree. Source of its two parameters, and of the proof that they keep it balanced: Hirai and Yamamoto,
 * "Balancing weight-balanced trees", Journal of Functional Programming 21, 2011.
 *
 * @param <E> the type of elements
 */
final class Ranking<E> {
    /** Of two siblings the heavier one weighs at most so many times as much. */
    private static final int DELTA = 3;

    /** If the inner grandchild weighs at least so many times as much as the outer one, it goes up in its parent's place. */
    private static final int GAMMA = 2;

    private final Comparator<? super E> order;
    private final @Nullable Node<E> root;

    private Ranking(Comparator<? super E> order, @Nullable Node<E> root) {
        this.order = order;
        this.root = root;
    }

    private static final class Node<E> {
        final E element;
        final @Nullable Node<E> left;
        final @Nullable Node<E> right;
        final int size;

        Node(E element, @Nullable Node<E> left, @Nullable Node<E> right) {
            this.element = element;
            this.left = left;
            this.right = right;
            this.size = size(left) + size(right) + 1;
        }
    }

    /** The set without elements, in an order that tells apart all that it will hold. */
    static <E> Ranking<E> empty(Comparator<? super E> order) {
        return new Ranking<>(order, null);
    }

    /** The set of elements that are in order already. */
    static <E> Ranking<E> ofSorted(Comparator<? super E> order, List<E> elements) {
        return new Ranking<>(order, ofSorted(elements, 0, elements.size()));
    }

    private static <E> @Nullable Node<E> ofSorted(List<E> elements, int from, int to) {
        if (from == to) {
            return null;
        }
        int middle = (from + to) >>> 1;
        return new Node<>(elements.get(middle), ofSorted(elements, from, middle), ofSorted(elements, middle + 1, to));
    }

    int size() {
        return size(root);
    }

    /** The element of a rank, which is below the size. */
    E get(int rank) {
        Node<E> node = root;
        int left = rank;
        while (node != null) {
            int before = size(node.left);
            if (left == before) {
                return node.element;
            }
            if (left < before) {
                node = node.left;
            } else {
                left -= before + 1;
                node = node.right;
            }
        }
        throw new IndexOutOfBoundsException("rank " + rank + " of " + size());
    }

    /** How many elements come before one that is, or might be, in the set. */
    int rank(E element) {
        Node<E> node = root;
        int rank = 0;
        while (node != null) {
            int compared = order.compare(element, node.element);
            if (compared == 0) {
                return rank + size(node.left);
            }
            if (compared < 0) {
                node = node.left;
            } else {
                rank += size(node.left) + 1;
                node = node.right;
            }
        }
        return rank;
    }

    /** With an element, in place of the one that is equal in order if there is one. */
    Ranking<E> with(E element) {
        return new Ranking<>(order, with(root, element));
    }

    private Node<E> with(@Nullable Node<E> node, E element) {
        if (node == null) {
            return new Node<>(element, null, null);
        }
        int compared = order.compare(element, node.element);
        if (compared == 0) {
            return new Node<>(element, node.left, node.right);
        }
        return compared < 0
                ? balanced(node.element, with(node.left, element), node.right)
                : balanced(node.element, node.left, with(node.right, element));
    }

    /** Without an element; this set itself if it has no such element. */
    Ranking<E> without(E element) {
        Node<E> changed = without(root, element);
        return changed == root ? this : new Ranking<>(order, changed);
    }

    private @Nullable Node<E> without(@Nullable Node<E> node, E element) {
        if (node == null) {
            return null;
        }
        int compared = order.compare(element, node.element);
        if (compared == 0) {
            return glued(node.left, node.right);
        }
        if (compared < 0) {
            Node<E> left = without(node.left, element);
            return left == node.left ? node : balanced(node.element, left, node.right);
        }
        Node<E> right = without(node.right, element);
        return right == node.right ? node : balanced(node.element, node.left, right);
    }

    /** The first so many elements. */
    Ranking<E> first(int count) {
        return count >= size() ? this : new Ranking<>(order, first(root, count));
    }

    private static <E> @Nullable Node<E> first(@Nullable Node<E> node, int count) {
        if (node == null || count >= node.size) {
            return node;
        }
        int before = size(node.left);
        return count <= before
                ? first(node.left, count)
                : linked(node.element, node.left, first(node.right, count - before - 1));
    }

    /** The elements from the first on. */
    Iterator<E> iterator() {
        Deque<Node<E>> path = new ArrayDeque<>();
        descend(root, path);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !path.isEmpty();
            }

            @Override
            public E next() {
                Node<E> node = path.poll();
                if (node == null) {
                    throw new NoSuchElementException();
                }
                descend(node.right, path);
                return node.element;
            }
        };
    }

    private static <E> void descend(@Nullable Node<E> from, Deque<Node<E>> path) {
        for (Node<E> node = from; node != null; node = node.left) {
            path.push(node);
        }
    }

    private static int size(@Nullable Node<?> node) {
        return node == null ? 0 : node.size;
    }

    private static int weight(@Nullable Node<?> node) {
        return size(node) + 1;
    }

    private static boolean outweighs(@Nullable Node<?> one, @Nullable Node<?> other) {
        return weight(one) > DELTA * weight(other);
    }

    /** A node of two trees of which one has gained or lost one element since they were balanced. */
    private static <E> Node<E> balanced(E element, @Nullable Node<E> left, @Nullable Node<E> right) {
        if (right != null && outweighs(right, left)) {
            return leaningLeft(element, left, right);
        }
        return left != null && outweighs(left, right)
                ? leaningRight(element, left, right)
                : new Node<>(element, left, right);
    }

    private static <E> Node<E> leaningLeft(E element, @Nullable Node<E> left, Node<E> right) {
        Node<E> inner = right.left;
        if (inner == null || weight(inner) < GAMMA * weight(right.right)) {
            return new Node<>(right.element, new Node<>(element, left, inner), right.right);
        }
        return new Node<>(
                inner.element,
                new Node<>(element, left, inner.left),
                new Node<>(right.element, inner.right, right.right));
    }

    private static <E> Node<E> leaningRight(E element, Node<E> left, @Nullable Node<E> right) {
        Node<E> inner = left.right;
        if (inner == null || weight(inner) < GAMMA * weight(left.left)) {
            return new Node<>(left.element, left.left, new Node<>(element, inner, right));
        }
        return new Node<>(
                inner.element,
                new Node<>(left.element, left.left, inner.left),
                new Node<>(element, inner.right, right));
    }

    /** The tree of two that were balanced with one another, without what stood between them. */
    private static <E> @Nullable Node<E> glued(@Nullable Node<E> left, @Nullable Node<E> right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        if (left.size > right.size) {
            E last = left.element;
            for (Node<E> node = left; node != null; node = node.right) {
                last = node.element;
            }
            return balanced(last, withoutLast(left), right);
        }
        E first = right.element;
        for (Node<E> node = right; node != null; node = node.left) {
            first = node.element;
        }
        return balanced(first, left, withoutFirst(right));
    }

    private static <E> @Nullable Node<E> withoutLast(Node<E> node) {
        return node.right == null ? node.left : balanced(node.element, node.left, withoutLast(node.right));
    }

    private static <E> @Nullable Node<E> withoutFirst(Node<E> node) {
        return node.left == null ? node.right : balanced(node.element, withoutFirst(node.left), node.right);
    }

    /** The tree of two of any weights and the element between them. */
    private static <E> Node<E> linked(E element, @Nullable Node<E> left, @Nullable Node<E> right) {
        if (right != null && outweighs(right, left)) {
            return balanced(right.element, linked(element, left, right.left), right.right);
        }
        if (left != null && outweighs(left, right)) {
            return balanced(left.element, left.left, linked(element, left.right, right));
        }
        return new Node<>(element, left, right);
    }

    /** Whether every node's children keep each other in balance; for tests. */
    boolean isBalanced() {
        return isBalanced(root);
    }

    private static boolean isBalanced(@Nullable Node<?> node) {
        return node == null
                || !outweighs(node.left, node.right)
                        && !outweighs(node.right, node.left)
                        && isBalanced(node.left)
                        && isBalanced(node.right);
    }
}
