package io.entangle.replica;

import io.entangle.clock.TimeSource;

/** A clock that stands until it is moved. */
final class FakeTime implements TimeSource {
    private long nowMs;

    FakeTime(long nowMs) {
        this.nowMs = nowMs;
    }

    void pass(long ms) {
        nowMs += ms;
    }

    @Override
    public long millis() {
        return nowMs;
    }

    @Override
    public long nanos() {
        return nowMs * 1_000_000;
    }
}
