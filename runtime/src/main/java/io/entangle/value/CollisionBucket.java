package io.entangle.value;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a {@link PersistentMap} whose keys all have the same 32-bit hash. Comparable keys stand in a balanced
 * search tree, so that an attacker who sends thousands of colliding strings pays O(log n) each and not O(n); keys that
 * can't be compared stand in a list.
 */
final class CollisionBucket {
    private final CollisionTree tree;
    /** Key and value side by side, for keys that are not comparable. */
    private final List<@Nullable Object> others;

    private CollisionBucket(CollisionTree tree, List<@Nullable Object> others) {
        this.tree = tree;
        this.others = others;
    }

    static CollisionBucket of(Object key, @Nullable Object value) {
        return new CollisionBucket(CollisionTree.EMPTY, List.of()).with(key, value);
    }

    int size() {
        return tree.size() + others.size() / 2;
    }

    /** The value of {@code key}, or {@code absent}. */
    @Nullable
    Object get(Object key, @Nullable Object absent) {
        CollisionTree found = key instanceof Comparable ? tree.find(key) : CollisionTree.EMPTY;
        if (found.size() > 0 && key.equals(found.key())) {
            return found.value();
        }
        int index = indexInOthers(key);
        return index < 0 ? absent : others.get(index + 1);
    }

    CollisionBucket with(Object key, @Nullable Object value) {
        if (key instanceof Comparable) {
            CollisionTree found = tree.find(key);
            if (found.size() == 0 && indexInOthers(key) < 0 || found.size() > 0 && key.equals(found.key())) {
                return new CollisionBucket(tree.with(key, value), others);
            }
            // compareTo says equal, equals says different (as BigDecimal does): the list tells them apart
        }
        List<@Nullable Object> changed = new ArrayList<>(others);
        int index = indexInOthers(key);
        if (index < 0) {
            changed.add(key);
            changed.add(value);
        } else {
            changed.set(index + 1, value);
        }
        return new CollisionBucket(tree, changed);
    }

    /** This bucket without {@code key}, which it holds. */
    CollisionBucket without(Object key) {
        int index = indexInOthers(key);
        if (index < 0) {
            return new CollisionBucket(tree.without(key), others);
        }
        List<@Nullable Object> changed = new ArrayList<>(others);
        changed.subList(index, index + 2).clear();
        return new CollisionBucket(tree, changed);
    }

    Object anyKey() {
        return tree.size() > 0 ? tree.key() : others.get(0);
    }

    @Nullable
    Object anyValue() {
        return tree.size() > 0 ? tree.value() : others.get(1);
    }

    void forEach(BiConsumer<Object, @Nullable Object> action) {
        tree.forEach(action);
        for (int i = 0; i < others.size(); i += 2) {
            action.accept(others.get(i), others.get(i + 1));
        }
    }

    private int indexInOthers(Object key) {
        for (int i = 0; i < others.size(); i += 2) {
            if (key.equals(others.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static final Object ABSENT = new Object();

    @Override
    public boolean equals(@Nullable Object object) {
        if (!(object instanceof CollisionBucket that) || size() != that.size()) {
            return false;
        }
        boolean[] equal = {true};
        forEach((key, value) -> {
            Object theirs = that.get(key, ABSENT);
            equal[0] &= value == theirs || value != null && value.equals(theirs);
        });
        return equal[0];
    }

    @Override
    public int hashCode() {
        return size();
    }
}
