package io.entangle.bench;

import org.openjdk.jol.info.GraphLayout;

/** Bytes that a collection takes per entry, not counting the keys and values themselves. */
final class Memory {
    private Memory() {}

    @SuppressWarnings("unchecked")
    static double ofMap(String system, int size) {
        String[] keys = Keys.of(size);
        Object value = new Object();
        Object map = ((MapSystem<Object>) MapSystems.named(system)).of(keys, value);
        long contents = bytes((Object[]) keys) + bytes(value);
        return (bytes(map) - contents) / (double) size;
    }

    @SuppressWarnings("unchecked")
    static double ofVector(String system, int size) {
        Object[] elements = Keys.objects(size);
        Object list = ((VectorSystem<Object>) VectorSystems.named(system)).of(elements);
        return (bytes(list) - bytes(elements)) / (double) size;
    }

    private static long bytes(Object... roots) {
        return GraphLayout.parseInstance(roots).totalSize();
    }
}
