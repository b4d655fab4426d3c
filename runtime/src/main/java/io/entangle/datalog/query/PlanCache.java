package io.entangle.datalog.query;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The last plans made for a body. A plan is good for as long as all parts are of about the same size as they were when it was
 * made. Safe for use by any thread: plans that are lost are made again.
 */
final class PlanCache {
    private static final int MAX_PLANS = 8;

    private record Entry(long[] sizes, BitSet wanted, Plan plan) {}

    private volatile Entry[] entries = {};

    @Nullable
    Plan find(long[] sizes, BitSet wanted) {
        for (Entry entry : entries) {
            if (Arrays.equals(entry.sizes, sizes) && entry.wanted.equals(wanted)) {
                return entry.plan;
            }
        }
        return null;
    }

    void add(long[] sizes, BitSet wanted, Plan plan) {
        Entry[] old = entries;
        int kept = Math.min(old.length, MAX_PLANS - 1);
        Entry[] more = new Entry[kept + 1];
        System.arraycopy(old, 0, more, 1, kept);
        more[0] = new Entry(sizes, (BitSet) wanted.clone(), plan);
        entries = more;
    }
}
