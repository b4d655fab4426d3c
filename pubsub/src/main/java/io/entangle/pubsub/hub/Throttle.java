package io.entangle.pubsub.hub;

/**
 * How much one connection may still say: what it says is always taken, and makes for a wait where it is more than that. Driven
 * by the hub's context.
 */
final class Throttle {
    /** Whoever says too much again so soon after a wait has not rested. */
    private static final long REST_NANOS = 1_000_000_000;

    private final TokenBucket messages;
    private final TokenBucket bytes;
    private final long patienceNanos;
    private long busySinceNanos;
    private long restsAtNanos;
    private boolean isBusy;

    Throttle(RateLimits limits, long nowNanos) {
        this.messages = new TokenBucket(limits.messagesPerSecond(), limits.messageBurst(), nowNanos);
        this.bytes = new TokenBucket(limits.bytesPerSecond(), limits.byteBurst(), nowNanos);
        this.patienceNanos = limits.patience().toNanos();
    }

    /** {@return for how many nanoseconds it should not be read on, after a message} */
    long took(int size, long nowNanos) {
        messages.take(1, nowNanos);
        bytes.take(size, nowNanos);
        long wait = Math.max(messages.untilNanos(0, nowNanos), bytes.untilNanos(0, nowNanos));
        if (wait > 0) {
            if (!isBusy || nowNanos - restsAtNanos > REST_NANOS) {
                isBusy = true;
                busySinceNanos = nowNanos;
            }
            restsAtNanos = nowNanos + wait;
        }
        return wait;
    }

    /** {@return whether it has said too much for too long, without a rest} */
    boolean isOver(long nowNanos) {
        return isBusy && nowNanos < restsAtNanos && nowNanos - busySinceNanos >= patienceNanos;
    }
}
