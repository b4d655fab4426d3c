package io.entangle.pubsub.access;

import java.time.Duration;

/**
 * For how long what a client has proved, and what it was allowed, is relied on. Immutable.
 *
 * @param expiryGrace for how long a connection goes on after its token has expired; 25 s
 * @param recheckEvery after how long, at most, it is asked again whether a client may read what it is sent; 60 s
 */
public record AccessOptions(Duration expiryGrace, Duration recheckEvery) {
    private static final Duration MOST = Duration.ofDays(1);

    /** The defaults. */
    public static final AccessOptions DEFAULT = new AccessOptions(Duration.ofSeconds(25), Duration.ofSeconds(60));

    /**
     * Checks the ranges.
     *
     * @param expiryGrace from 0 to a day
     * @param recheckEvery from 10 ms to a day
     */
    public AccessOptions {
        if (expiryGrace.isNegative() || expiryGrace.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("expiryGrace is from 0 to " + MOST + ", but found " + expiryGrace);
        }
        if (recheckEvery.toMillis() < 10 || recheckEvery.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("recheckEvery is from 10 ms to " + MOST + ", but found " + recheckEvery);
        }
    }

    /**
     * {@return these options with another time after a token has expired}
     *
     * @param time from 0 to a day
     */
    public AccessOptions withExpiryGrace(Duration time) {
        return new AccessOptions(time, recheckEvery);
    }

    /**
     * {@return these options with another time between questions}
     *
     * @param time from 10 ms to a day
     */
    public AccessOptions withRecheckEvery(Duration time) {
        return new AccessOptions(expiryGrace, time);
    }
}
