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

    SimClock(Scheduler scheduler, long offsetMs, double rate) {
        this.scheduler = scheduler;
        this.offsetMs = offsetMs;
        this.rate = rate;
    }

    void step(long ms) {
        offsetMs += ms;
    }

    void believe(long ms) {
        believedMs = ms;
    }

    @Override
    public long millis() {
        return Math.max(believedMs, START_MS + offsetMs + (long) (scheduler.now() * rate));
    }

    @Override
    public long nanos() {
        return (long) (scheduler.now() * rate * 1_000_000);
    }
}
