package io.entangle.clock;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A hybrid logical clock: its stamps grow strictly, stay close to the wall clock, and are greater than every stamp
 * observed before. Thread-safe and lock-free. A full counter carries into the milliseconds.
 *
 * <p>Source: Kulkarni, Demirbas, Madappa, Avva and Leone, "Logical Physical Clocks", OPODIS 2014.
 */
public final class HybridClock {
    private final TimeSource time;
    private final SiteId site;
    private final AtomicLong last = new AtomicLong();

    /**
     * A clock of a site.
     *
     * @param time where the wall clock is read
     * @param site the site in its stamps
     */
    public HybridClock(TimeSource time, SiteId site) {
        this.time = time;
        this.site = site;
    }

    /** {@return the site in this clock's stamps} */
    public SiteId site() {
        return site;
    }

    /** {@return a stamp greater than all stamps returned or observed before} */
    public HybridTimestamp now() {
        long wall = time.millis() << 16;
        long packed = last.updateAndGet(previous -> Long.compareUnsigned(wall, previous) > 0 ? wall : previous + 1);
        return HybridTimestamp.unpack(packed, site);
    }

    /**
     * Makes all later stamps greater than one seen elsewhere.
     *
     * @param seen a stamp of any site
     */
    public void observe(HybridTimestamp seen) {
        long packed = seen.packed();
        last.updateAndGet(previous -> Long.compareUnsigned(packed, previous) > 0 ? packed : previous);
    }

    /**
     * {@return the stamp under which a write made elsewhere is taken in} That is its own stamp, which later stamps of
     * this clock will be greater than, unless it lies too far ahead of the wall clock: then it is the present.
     *
     * @param written the write's own stamp
     * @param maxAheadMs how many milliseconds it may lie ahead
     */
    public HybridTimestamp admit(HybridTimestamp written, long maxAheadMs) {
        if (written.ms() - time.millis() > maxAheadMs) {
            return nowFor(written.site());
        }
        observe(written);
        return written;
    }

    /**
     * {@return a stamp greater than all stamps returned or observed before, for a write of another site}
     *
     * @param author the site
     */
    public HybridTimestamp nowFor(SiteId author) {
        HybridTimestamp present = now();
        return new HybridTimestamp(present.ms(), present.counter(), author);
    }

    /** {@return milliseconds from an arbitrary start, by a clock that is never stepped: for measuring what has passed} */
    public long passedMs() {
        return time.nanos() / 1_000_000;
    }
}
