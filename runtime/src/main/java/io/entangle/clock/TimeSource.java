package io.entangle.clock;

/** Where time comes from. Everything that needs time is given one, so that a simulation can give it another. */
public interface TimeSource {
    /** The clocks of this machine. */
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** {@return the wall clock: milliseconds since 1970 UTC, which may be stepped in either direction} */
    long millis();

    /** {@return a clock that never goes back: nanoseconds from an arbitrary start, for measuring what has passed} */
    long nanos();
}
