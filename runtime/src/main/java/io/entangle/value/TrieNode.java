package io.entangle.value;

import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One node of the CHAMP trie behind {@link PersistentMap}: five bits of the key's hash choose a branch, which is
 * either an entry kept inline ({@code dataMap}) or a child ({@code nodeMap}).
 *
 * <p>{@code content} holds the entries from the front, key and value side by side, and the children from the back, so
 * both sides grow towards the middle without moving each other. At the last level, where the hash is used up, a child
 * is a {@link CollisionBucket} instead of a node.
 *
 * <p>The shape is canonical: a subtree with one entry is always kept inline in its parent, so two maps with equal
 * entries consist of equal nodes, whatever their histories.
 *
 * <p>Source: Steindorfer and Vinju, "Optimizing Hash-Array Mapped Tries for Fast and Lean Immutable JVM Collections",
 * OOPSLA 2015.
 */
final class TrieNode {
    static final int BITS = 5;
    /** The shift at which two more bits of hash are left; below it there are only buckets. */
    static final int LAST_SHIFT = 30;

    static final int MAX_DEPTH = 7;

    static final TrieNode EMPTY = new TrieNode(0, 0, new Object[0]);

    final int dataMap;
    final int nodeMap;
    final @Nullable Object[] content;

    TrieNode(int dataMap, int nodeMap, @Nullable Object[] content) {
        this.dataMap = dataMap;
        this.nodeMap = nodeMap;
        this.content = content;
    }

    static int bit(int hash, int shift) {
        return 1 << (hash >>> shift);
    }

    int dataIndex(int bit) {
        return Integer.bitCount(dataMap & (bit - 1)) << 1;
    }

    int childIndex(int bit) {
        return content.length - 1 - Integer.bitCount(nodeMap & (bit - 1));
    }

    int entryCount() {
        return Integer.bitCount(dataMap);
    }

    static boolean sameKey(@Nullable Object a, Object b) {
        return a == b || b.equals(a);
    }

    /**
     * This node with {@code key} standing for {@code value}, where the branch of {@code key} does not lead to a node;
     * this node itself if that is so already.
     */
    TrieNode with(int bit, Object key, @Nullable Object value, int hash, int shift) {
        if ((nodeMap & bit) != 0) {
            CollisionBucket bucket = bucket(bit);
            return bucket.get(key, bucket) == value ? this : withChild(bit, bucket.with(key, value));
        }
        if ((dataMap & bit) == 0) {
            return withEntry(bit, key, value);
        }
        int index = dataIndex(bit);
        Object resident = Objects.requireNonNull(content[index]);
        if (sameKey(resident, key)) {
            return content[index + 1] == value ? this : withValue(index, value);
        }
        return entryToChild(
                bit, pair(resident, content[index + 1], resident.hashCode(), key, value, hash, shift + BITS));
    }

    /** How many entries more the branch has in a node that {@link #with} made. */
    static int growth(TrieNode before, TrieNode after, int bit) {
        if (before.dataMap != after.dataMap) {
            return 1;
        }
        return (before.nodeMap & bit) == 0
                ? 0
                : after.bucket(bit).size() - before.bucket(bit).size();
    }

    private CollisionBucket bucket(int bit) {
        return (CollisionBucket) Objects.requireNonNull(content[childIndex(bit)]);
    }

    /** This node with one more inline entry at a branch that was free. */
    TrieNode withEntry(int bit, Object key, @Nullable Object value) {
        int index = dataIndex(bit);
        Object[] grown = new Object[content.length + 2];
        System.arraycopy(content, 0, grown, 0, index);
        grown[index] = key;
        grown[index + 1] = value;
        System.arraycopy(content, index, grown, index + 2, content.length - index);
        return new TrieNode(dataMap | bit, nodeMap, grown);
    }

    TrieNode withoutEntry(int bit) {
        int index = dataIndex(bit);
        Object[] shrunk = new Object[content.length - 2];
        System.arraycopy(content, 0, shrunk, 0, index);
        System.arraycopy(content, index + 2, shrunk, index, shrunk.length - index);
        return new TrieNode(dataMap ^ bit, nodeMap, shrunk);
    }

    TrieNode withValue(int index, @Nullable Object value) {
        Object[] copy = content.clone();
        copy[index + 1] = value;
        return new TrieNode(dataMap, nodeMap, copy);
    }

    TrieNode withChild(int bit, Object child) {
        Object[] copy = content.clone();
        copy[childIndex(bit)] = child;
        return new TrieNode(dataMap, nodeMap, copy);
    }

    /** This node with the inline entry at {@code bit} moved down into {@code child}. */
    TrieNode entryToChild(int bit, Object child) {
        int from = dataIndex(bit);
        Object[] moved = new Object[content.length - 1];
        int to = moved.length - 1 - Integer.bitCount(nodeMap & (bit - 1));
        System.arraycopy(content, 0, moved, 0, from);
        System.arraycopy(content, from + 2, moved, from, to - from);
        moved[to] = child;
        System.arraycopy(content, to + 2, moved, to + 1, content.length - to - 2);
        return new TrieNode(dataMap ^ bit, nodeMap | bit, moved);
    }

    /** This node with the child at {@code bit}, of which one entry is left, replaced by that entry. */
    TrieNode childToEntry(int bit, Object key, @Nullable Object value) {
        int from = childIndex(bit);
        int to = dataIndex(bit);
        Object[] moved = new Object[content.length + 1];
        System.arraycopy(content, 0, moved, 0, to);
        moved[to] = key;
        moved[to + 1] = value;
        System.arraycopy(content, to, moved, to + 2, from - to);
        System.arraycopy(content, from + 1, moved, from + 2, content.length - from - 1);
        return new TrieNode(dataMap | bit, nodeMap ^ bit, moved);
    }

    /** The smallest subtree, rooted at {@code shift}, that holds two entries with different keys. */
    static Object pair(
            Object key,
            @Nullable Object value,
            int hash,
            Object otherKey,
            @Nullable Object other,
            int otherHash,
            int shift) {
        if (shift > LAST_SHIFT) {
            return CollisionBucket.of(key, value).with(otherKey, other);
        }
        int bit = bit(hash, shift);
        int otherBit = bit(otherHash, shift);
        if (bit == otherBit) {
            Object child = pair(key, value, hash, otherKey, other, otherHash, shift + BITS);
            return new TrieNode(0, bit, new Object[] {child});
        }
        boolean first = Integer.compareUnsigned(bit, otherBit) < 0;
        return new TrieNode(
                bit | otherBit,
                0,
                first ? new Object[] {key, value, otherKey, other} : new Object[] {otherKey, other, key, value});
    }

    /** This subtree without {@code key}, which it holds. The result may be left with a single inline entry. */
    TrieNode without(Object key, int hash, int shift) {
        int bit = bit(hash, shift);
        if ((dataMap & bit) != 0) {
            return withoutEntry(bit);
        }
        Object child = content[childIndex(bit)];
        if (child instanceof CollisionBucket bucket) {
            CollisionBucket rest = bucket.without(key);
            return rest.size() == 1 ? childToEntry(bit, rest.anyKey(), rest.anyValue()) : withChild(bit, rest);
        }
        TrieNode rest = ((TrieNode) child).without(key, hash, shift + BITS);
        if (rest.nodeMap == 0 && rest.entryCount() == 1) {
            return childToEntry(bit, rest.content[0], rest.content[1]);
        }
        return withChild(bit, rest);
    }

    void forEach(BiConsumer<Object, @Nullable Object> action) {
        int entries = entryCount() << 1;
        for (int i = 0; i < entries; i += 2) {
            action.accept(content[i], content[i + 1]);
        }
        for (int i = content.length - 1; i >= entries; i--) {
            if (content[i] instanceof TrieNode node) {
                node.forEach(action);
            } else {
                ((CollisionBucket) content[i]).forEach(action);
            }
        }
    }

    /** Whether both subtrees hold equal entries; because the shape is canonical, unequal shapes settle it. */
    boolean contentEquals(TrieNode that) {
        if (this == that) {
            return true;
        }
        if (dataMap != that.dataMap || nodeMap != that.nodeMap) {
            return false;
        }
        int entries = entryCount() << 1;
        for (int i = 0; i < content.length; i++) {
            Object mine = content[i];
            Object theirs = that.content[i];
            if (mine == theirs) {
                continue;
            }
            if (mine == null || theirs == null) {
                return false;
            }
            boolean equal = i >= entries && mine instanceof TrieNode node
                    ? node.contentEquals((TrieNode) theirs)
                    : mine.equals(theirs);
            if (!equal) {
                return false;
            }
        }
        return true;
    }
}
