package io.entangle.value;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A weight-balanced search tree of comparable keys, of several classes if need be: ordered by the class's name first.
 *
 * <p>Source: Adams, "Efficient sets: a balancing act", 1993, with the parameters (3, 2) of Hirai and Yamamoto, 2011.
 */
final class CollisionTree {
    private static final int DELTA = 3;
    private static final int RATIO = 2;

    static final CollisionTree EMPTY = new CollisionTree();

    private final int size;
    private final @Nullable Object key;
    private final @Nullable Object value;
    private final CollisionTree left;
    private final CollisionTree right;

    private CollisionTree() {
        this.size = 0;
        this.key = null;
        this.value = null;
        this.left = this;
        this.right = this;
    }

    private CollisionTree(CollisionTree left, @Nullable Object key, @Nullable Object value, CollisionTree right) {
        this.size = left.size + 1 + right.size;
        this.left = left;
        this.key = key;
        this.value = value;
        this.right = right;
    }

    int size() {
        return size;
    }

    Object key() {
        if (key == null) {
            throw new IllegalStateException("an empty tree has no key");
        }
        return key;
    }

    @Nullable
    Object value() {
        return value;
    }

    /** The subtree whose root compares equal to {@code wanted}, or {@link #EMPTY}. */
    CollisionTree find(Object wanted) {
        CollisionTree at = this;
        while (at.size > 0) {
            int order = compare(wanted, at.key());
            if (order == 0) {
                return at;
            }
            at = order < 0 ? at.left : at.right;
        }
        return EMPTY;
    }

    CollisionTree with(Object newKey, @Nullable Object newValue) {
        if (size == 0) {
            return new CollisionTree(EMPTY, newKey, newValue, EMPTY);
        }
        int order = compare(newKey, key());
        if (order == 0) {
            return new CollisionTree(left, key, newValue, right);
        }
        return order < 0
                ? balanced(left.with(newKey, newValue), key, value, right)
                : balanced(left, key, value, right.with(newKey, newValue));
    }

    CollisionTree without(Object gone) {
        if (size == 0) {
            return this;
        }
        int order = compare(gone, key());
        if (order < 0) {
            return balanced(left.without(gone), key, value, right);
        }
        if (order > 0) {
            return balanced(left, key, value, right.without(gone));
        }
        if (left.size == 0 || right.size == 0) {
            return left.size == 0 ? right : left;
        }
        CollisionTree next = right;
        while (next.left.size > 0) {
            next = next.left;
        }
        return balanced(left, next.key, next.value, right.without(next.key()));
    }

    void forEach(BiConsumer<Object, @Nullable Object> action) {
        if (size > 0) {
            left.forEach(action);
            action.accept(key(), value);
            right.forEach(action);
        }
    }

    private static CollisionTree balanced(
            CollisionTree left, @Nullable Object key, @Nullable Object value, CollisionTree right) {
        if (left.size + right.size > 1 && right.size > DELTA * left.size) {
            return right.left.size < RATIO * right.right.size
                    ? new CollisionTree(
                            new CollisionTree(left, key, value, right.left), right.key, right.value, right.right)
                    : new CollisionTree(
                            new CollisionTree(left, key, value, right.left.left),
                            right.left.key,
                            right.left.value,
                            new CollisionTree(right.left.right, right.key, right.value, right.right));
        }
        if (left.size + right.size > 1 && left.size > DELTA * right.size) {
            return left.right.size < RATIO * left.left.size
                    ? new CollisionTree(
                            left.left, left.key, left.value, new CollisionTree(left.right, key, value, right))
                    : new CollisionTree(
                            new CollisionTree(left.left, left.key, left.value, left.right.left),
                            left.right.key,
                            left.right.value,
                            new CollisionTree(left.right.right, key, value, right));
        }
        return new CollisionTree(left, key, value, right);
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object a, Object b) {
        if (a.getClass() == b.getClass()) {
            return ((Comparable<Object>) a).compareTo(b);
        }
        int byName = a.getClass().getName().compareTo(b.getClass().getName());
        return byName != 0
                ? byName
                : Integer.compare(System.identityHashCode(a.getClass()), System.identityHashCode(b.getClass()));
    }
}
