package io.entangle.value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Depth-first iteration over a trie, in the same order as {@link TrieNode#forEach}. */
final class TrieIterator<T> implements Iterator<T> {
    /** Makes the element handed out of an entry. */
    interface Element<T> {
        T of(Object key, @Nullable Object value);
    }

    private static final TrieNode[] NO_NODES = {};
    private static final int[] NO_INDEXES = {};

    private final Element<T> element;
    private final TrieNode[] path;
    /** For each node on the path: the index after the child it last went into, counting down from the end. */
    private final int[] next;

    private int depth = -1;
    private @Nullable Object[] entries;
    private int at;
    private int end;

    TrieIterator(TrieNode root, Element<T> element) {
        this.element = element;
        this.entries = root.content;
        if (root.nodeMap == 0) { // no children to go into, as in most small maps
            path = NO_NODES;
            next = NO_INDEXES;
            end = root.entryCount() << 1;
        } else {
            path = new TrieNode[TrieNode.MAX_DEPTH];
            next = new int[TrieNode.MAX_DEPTH];
            enter(root);
            settle();
        }
    }

    private void enter(TrieNode node) {
        depth++;
        path[depth] = node;
        next[depth] = node.content.length;
        entries = node.content;
        at = 0;
        end = node.entryCount() << 1;
    }

    /** Moves on until {@code at} stands on an entry or the trie is used up. */
    private void settle() {
        while (at == end && depth >= 0) {
            TrieNode node = path[depth];
            int child = --next[depth];
            if (child < node.entryCount() << 1) {
                depth--;
            } else if (node.content[child] instanceof TrieNode below) {
                enter(below);
            } else {
                CollisionBucket bucket = (CollisionBucket) node.content[child];
                List<@Nullable Object> flat = new ArrayList<>();
                bucket.forEach((key, value) -> {
                    flat.add(key);
                    flat.add(value);
                });
                entries = flat.toArray();
                at = 0;
                end = entries.length;
            }
        }
    }

    @Override
    public boolean hasNext() {
        return at < end;
    }

    @Override
    public T next() {
        if (at >= end) {
            throw new NoSuchElementException();
        }
        Object key = entries[at];
        T result = element.of(key, entries[at + 1]);
        at += 2;
        if (at == end) {
            settle();
        }
        return result;
    }
}
