package io.entangle.datalog.index;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Binary search within a node. */
final class Search {
    /** Tells rows that are before what is looked for from those that aren't; they stand in this order. */
    @FunctionalInterface
    interface Before {
        boolean test(Node node, int index);
    }

    private Search() {}

    /**
     * Of a leaf, the first row whose entry is not before another; of a branch, the row after the child where the entry
     * is or belongs.
     */
    static int position(Layout layout, Node node, Entry entry) {
        if (node.isLeaf()) {
            return first(layout, node, 0, entry);
        }
        int index = first(layout, node, 1, entry);
        return index < node.size && layout.compare(node, index, entry) == 0 ? index + 1 : index;
    }

    /** The first row, from another on, whose key is not before the entry's. */
    private static int first(Layout layout, Node node, int from, Entry entry) {
        if (layout.isByTx() && !layout.hasValues()) {
            return pair(node, from, entry);
        }
        if (layout.isByTx()) {
            return position(node, from, (row, index) -> layout.compare(row, index, entry) < 0);
        }
        if (layout.isByEntity()) {
            int index = entity(node, from, entry.entity);
            while (index < node.size && node.entities[index] == entry.entity) {
                if (layout.compare(node, index, entry) >= 0) {
                    return index;
                }
                index++;
            }
            return index;
        }
        return node.longs != null
                ? number(node.longs, node.entities, from, node.size, entry)
                : object(Objects.requireNonNull(node.objects), node.entities, from, node.size, entry);
    }

    private static int pair(Node node, int from, Entry entry) {
        int[] entities = node.entities;
        int[] txs = node.txs;
        int low = from;
        int high = node.size;
        while (low < high) {
            int middle = low + high >>> 1;
            int there = entities[middle];
            if (there < entry.entity || there == entry.entity && txs[middle] < entry.tx) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int number(long[] numbers, int[] entities, int from, int to, Entry entry) {
        long number = entry.number;
        int entity = entry.entity;
        int low = from;
        int high = to;
        while (low < high) {
            int middle = low + high >>> 1;
            long there = numbers[middle];
            if (there < number || there == number && entities[middle] < entity) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int object(@Nullable Object[] objects, int[] entities, int from, int to, Entry entry) {
        Object object = entry.object;
        int entity = entry.entity;
        int low = from;
        int high = to;
        while (low < high) {
            int middle = low + high >>> 1;
            int order = ValueOrder.compare(objects[middle], object);
            if (order < 0 || order == 0 && entities[middle] < entity) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first row, from another on, that is not before what is looked for. */
    static int position(Node node, int from, Before before) {
        int low = from;
        int high = node.size;
        while (low < high) {
            int middle = low + high >>> 1;
            if (before.test(node, middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first row, from another on, whose entity is at least that. */
    static int entity(Node node, int from, int entity) {
        int[] entities = node.entities;
        int low = from;
        int high = node.size;
        while (low < high) {
            int middle = low + high >>> 1;
            if (entities[middle] < entity) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
