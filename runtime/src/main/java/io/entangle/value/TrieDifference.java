package io.entangle.value;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Walks two tries side by side and reports what differs, leaving out every subtree the two share. */
final class TrieDifference<K, V> {
    private static final Object ABSENT = new Object();

    private final MapDifference<? super K, ? super V> report;

    TrieDifference(MapDifference<? super K, ? super V> report) {
        this.report = report;
    }

    void nodes(TrieNode older, TrieNode newer, int shift) {
        TrieNode from = older;
        TrieNode to = newer;
        int below = shift + TrieNode.BITS;
        while (from != to) {
            if (from.dataMap != to.dataMap || from.nodeMap != to.nodeMap) {
                branches(from, to, below);
                return;
            }
            int slot = mismatch(from.content, to.content, 0);
            if (slot == from.content.length) {
                return;
            }
            boolean only = mismatch(from.content, to.content, slot + 1) == from.content.length;
            if (!only || slot < from.entryCount() << 1 || !(from.content[slot] instanceof TrieNode child)) {
                slots(from, to, slot, below);
                return;
            }
            // A single change: down its path without recursion.
            to = (TrieNode) Objects.requireNonNull(to.content[slot]);
            from = child;
            below += TrieNode.BITS;
        }
    }

    private void branches(TrieNode older, TrieNode newer, int below) {
        int branches = older.dataMap | older.nodeMap | newer.dataMap | newer.nodeMap;
        while (branches != 0) {
            int bit = Integer.lowestOneBit(branches);
            branches ^= bit;
            branch(older, newer, bit, below);
        }
    }

    /** The first slot, from {@code start} on, that does not hold the same object in both; the length if there is none. */
    private static int mismatch(@Nullable Object[] older, @Nullable Object[] newer, int start) {
        int slot = start;
        while (slot < older.length && older[slot] == newer[slot]) {
            slot++;
        }
        return slot;
    }

    /** Nodes with the same branches, from a slot on: what is the same object in both is passed over. */
    private void slots(TrieNode older, TrieNode newer, int start, int below) {
        @Nullable Object[] from = older.content;
        @Nullable Object[] to = newer.content;
        int entries = older.entryCount() << 1;
        for (int i = start; i < from.length; i = mismatch(from, to, i + 1)) {
            if (i >= entries) {
                children(from[i], to[i], below);
            } else {
                int key = i & ~1;
                entry(from[key], from[key + 1], to[key], to[key + 1]);
                i = key + 1;
            }
        }
    }

    private void entry(
            @Nullable Object key, @Nullable Object before, @Nullable Object otherKey, @Nullable Object after) {
        if (TrieNode.sameKey(key, Objects.requireNonNull(otherKey))) {
            changed(key, before, after);
        } else {
            removed(key, before);
            added(otherKey, after);
        }
    }

    private void branch(TrieNode older, TrieNode newer, int bit, int below) {
        boolean olderChild = (older.nodeMap & bit) != 0;
        boolean newerChild = (newer.nodeMap & bit) != 0;
        if (olderChild && newerChild) {
            children(older.content[older.childIndex(bit)], newer.content[newer.childIndex(bit)], below);
        } else if (olderChild) {
            subtreeAndEntry(older.content[older.childIndex(bit)], newer, bit, false);
        } else if (newerChild) {
            subtreeAndEntry(newer.content[newer.childIndex(bit)], older, bit, true);
        } else {
            entries(older, newer, bit);
        }
    }

    private void children(@Nullable Object older, @Nullable Object newer, int shift) {
        if (older instanceof TrieNode olderNode) {
            nodes(olderNode, (TrieNode) Objects.requireNonNull(newer), shift);
        } else if (older != newer) {
            buckets((CollisionBucket) Objects.requireNonNull(older), (CollisionBucket) Objects.requireNonNull(newer));
        }
    }

    private void entries(TrieNode older, TrieNode newer, int bit) {
        boolean inOlder = (older.dataMap & bit) != 0;
        boolean inNewer = (newer.dataMap & bit) != 0;
        int from = older.dataIndex(bit);
        int to = newer.dataIndex(bit);
        if (inOlder && inNewer && TrieNode.sameKey(older.content[from], Objects.requireNonNull(newer.content[to]))) {
            changed(older.content[from], older.content[from + 1], newer.content[to + 1]);
            return;
        }
        if (inOlder) {
            removed(older.content[from], older.content[from + 1]);
        }
        if (inNewer) {
            added(newer.content[to], newer.content[to + 1]);
        }
    }

    /** One side has a subtree at this branch where the other, {@code flat}, has at most an inline entry. */
    private void subtreeAndEntry(@Nullable Object subtree, TrieNode flat, int bit, boolean subtreeIsNewer) {
        boolean hasEntry = (flat.dataMap & bit) != 0;
        int index = flat.dataIndex(bit);
        Object key = hasEntry ? flat.content[index] : null;
        Object value = hasEntry ? flat.content[index + 1] : null;
        boolean[] met = {false};
        forEach(subtree, (theirKey, theirValue) -> {
            if (hasEntry && theirKey.equals(key)) {
                met[0] = true;
                changed(key, subtreeIsNewer ? value : theirValue, subtreeIsNewer ? theirValue : value);
            } else if (subtreeIsNewer) {
                added(theirKey, theirValue);
            } else {
                removed(theirKey, theirValue);
            }
        });
        if (hasEntry && !met[0]) {
            if (subtreeIsNewer) {
                removed(key, value);
            } else {
                added(key, value);
            }
        }
    }

    private void buckets(CollisionBucket older, CollisionBucket newer) {
        older.forEach((key, before) -> {
            Object after = newer.get(key, ABSENT);
            if (after == ABSENT) {
                removed(key, before);
            } else {
                changed(key, before, after);
            }
        });
        newer.forEach((key, after) -> {
            if (older.get(key, ABSENT) == ABSENT) {
                added(key, after);
            }
        });
    }

    private static void forEach(
            @Nullable Object subtree, java.util.function.BiConsumer<Object, @Nullable Object> action) {
        if (subtree instanceof TrieNode node) {
            node.forEach(action);
        } else {
            ((CollisionBucket) Objects.requireNonNull(subtree)).forEach(action);
        }
    }

    @SuppressWarnings("unchecked")
    private void added(@Nullable Object key, @Nullable Object after) {
        report.added((K) key, (V) after);
    }

    @SuppressWarnings("unchecked")
    private void removed(@Nullable Object key, @Nullable Object before) {
        report.removed((K) key, (V) before);
    }

    @SuppressWarnings("unchecked")
    private void changed(@Nullable Object key, @Nullable Object before, @Nullable Object after) {
        if (before != after) {
            report.changed((K) key, (V) before, (V) after);
        }
    }
}
