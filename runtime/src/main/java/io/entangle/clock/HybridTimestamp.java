package io.entangle.clock;

/**
 * When a write was made, in an order that all sites agree on and that respects cause and effect: by milliseconds, then
 * counter, then site. It decides who wins a field and nothing else; it is never a cursor.
 *
 * @param ms milliseconds since 1970 UTC, 48 bits
 * @param counter tells writes of one millisecond apart, 16 bits
 * @param site where the write was made
 */
public record HybridTimestamp(long ms, int counter, SiteId site) implements Comparable<HybridTimestamp> {
    private static final int COUNTER_BITS = 16;

    /**
     * A stamp within the ranges.
     *
     * @param ms fits 48 bits
     * @param counter fits 16 bits
     * @param site where the write was made
     */
    public HybridTimestamp {
        if (ms < 0 || ms >>> 48 != 0) {
            throw new IllegalArgumentException("ms must fit 48 bits, but found " + ms);
        }
        if (counter < 0 || counter >>> COUNTER_BITS != 0) {
            throw new IllegalArgumentException("counter must fit 16 bits, but found " + counter);
        }
    }

    static HybridTimestamp unpack(long packed, SiteId site) {
        return new HybridTimestamp(packed >>> COUNTER_BITS, (int) (packed & 0xFFFF), site);
    }

    /** {@return milliseconds and counter in one unsigned number of the same order} */
    public long packed() {
        return ms << COUNTER_BITS | counter;
    }

    @Override
    public int compareTo(HybridTimestamp that) {
        int byTime = Long.compareUnsigned(packed(), that.packed());
        return byTime != 0 ? byTime : site.compareTo(that.site);
    }
}
