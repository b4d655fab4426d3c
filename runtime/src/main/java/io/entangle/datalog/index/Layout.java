package io.entangle.datalog.index;

/**
 * Which columns a tree has, and which of them it is sorted by.
 *
 * @param isByEntity sorted by entity, then value; else by value, then entity
 * @param values how values are held
 * @param hasValues whether there is a column of values
 * @param isByTx whether the transaction is the last part of the key; else it only stands beside it
 * @param hasEnds whether there is a column of the transactions that retracted
 */
record Layout(boolean isByEntity, Kind values, boolean hasValues, boolean isByTx, boolean hasEnds) {
    static Layout byEntity(Kind kind) {
        return new Layout(true, kind, true, false, false);
    }

    static Layout byValue(Kind kind) {
        return new Layout(false, kind, true, false, false);
    }

    /** What was: one entry for each time a datom was asserted and retracted again. */
    static Layout past(Kind kind) {
        return new Layout(true, kind, true, true, true);
    }

    /** Entities, and in the column of transactions the numbers of their attributes. */
    static Layout ofAttributes() {
        return new Layout(true, Kind.LONG, false, true, false);
    }

    /** Whether the entry of a node is before, at or after another, by the whole key. */
    int compare(Node node, int index, Entry entry) {
        int order;
        if (isByEntity) {
            order = Integer.compare(node.entities[index], entry.entity);
            order = order != 0 || !hasValues ? order : compareValues(node, index, entry);
        } else {
            order = compareValues(node, index, entry);
            order = order != 0 ? order : Integer.compare(node.entities[index], entry.entity);
        }
        return order != 0 || !isByTx ? order : Integer.compare(node.txs[index], entry.tx);
    }

    private static int compareValues(Node node, int index, Entry entry) {
        return node.longs != null
                ? Long.compare(node.longs[index], entry.number)
                : ValueOrder.compare(node.objects[index], entry.object);
    }
}
