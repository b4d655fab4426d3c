package io.entangle.pubsub.hub;

/**
 * How much more may be done of something now: a store that is filled at a steady rate up to a brim. It may be overdrawn, which
 * makes for a wait. Driven by one thread.
 */
final class TokenBucket {
    private static final double NANOS = 1_000_000_000;

    private final double perNano;
    private final double brim;
    private double tokens;
    private long atNanos;

    /** A full one. */
    TokenBucket(double perSecond, double brim, long nowNanos) {
        this.perNano = perSecond / NANOS;
        this.brim = brim;
        this.tokens = brim;
        this.atNanos = nowNanos;
    }

    private void fill(long nowNanos) {
        tokens = Math.min(brim, tokens + perNano * Math.max(0, nowNanos - atNanos));
        atNanos = nowNanos;
    }

    /** Takes tokens, whether or not they are there. */
    void take(double count, long nowNanos) {
        fill(nowNanos);
        tokens -= count;
    }

    /** {@return in how many nanoseconds so many tokens will be there, 0 if they are} */
    long untilNanos(double count, long nowNanos) {
        fill(nowNanos);
        return tokens >= count ? 0 : (long) Math.ceil((count - tokens) / perNano);
    }

    boolean isFull(long nowNanos) {
        fill(nowNanos);
        return tokens >= brim;
    }
}
