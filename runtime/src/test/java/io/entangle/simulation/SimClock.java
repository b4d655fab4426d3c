package io.entangle.simulation;

import io.entangle.clock.TimeSource;

/** A node's clock: off by something, too fast or too slow, and stepped now and then. */
final class SimClock implements TimeSource {
    private static final long START_MS = 1_700_000_000_000L;

    private final Scheduler scheduler;
    private final double rate;
    private long offsetMs;
    /** What the clock pretends to be at least: a seeded bug believes whatever others say. */
    private long believedMs;

    private long latestMs = Long.MIN_VALUE;

    SimClock(Scheduler scheduler, long offsetMs, double rate) {
        this.scheduler = scheduler;
        this.offsetMs = offsetMs;
        this.rate = rate;
    }

    /** Another clock, which is so many milliseconds off from this one. */
    SimClock beside(long ms) {
        return new SimClock(scheduler, offsetMs + ms, rate);
    }

    void step(long ms) {
        offsetMs += ms;
    }

    void believe(long ms) {
        believedMs = ms;
    }

    @Override
    public long millis() {
        long now = Math.max(believedMs, START_MS + offsetMs + (long) (scheduler.now() * rate));
        latestMs = Math.max(latestMs, now);
        return now;
    }

    /** {@return the latest time that it has ever given} */
    long latestMs() {
        return latestMs;
    }

    @Override
    public long nanos() {
        return (long) (scheduler.now() * rate * 1_000_000);
    }
}
