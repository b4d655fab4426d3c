package io.entangle.pubsub.hub;

import java.time.Duration;

/**
 * How much one connection may say in the time. A client that says more is read more slowly, so that it waits; one that goes on
 * like that for too long is sent away with {@code rate-limited}. Immutable.
 *
 * @param messagesPerSecond how many messages in the long run; 50
 * @param messageBurst how many at once, after a rest; 200
 * @param bytesPerSecond how many bytes in the long run; 256 KiB
 * @param byteBurst how many at once, after a rest; 1 MiB
 * @param patience for how long a client may say more than that without a second of rest; 30 s
 */
public record RateLimits(
        int messagesPerSecond, int messageBurst, int bytesPerSecond, int byteBurst, Duration patience) {
    /** The defaults of a hub that asks who its clients are. */
    public static final RateLimits DEFAULT = new RateLimits(50, 200, 256 * 1024, 1024 * 1024, Duration.ofSeconds(30));

    /** No limits. */
    public static final RateLimits NONE = new RateLimits(
            Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ofSeconds(30));

    /**
     * Checks the ranges.
     *
     * @param messagesPerSecond at least 1
     * @param messageBurst at least 1
     * @param bytesPerSecond at least 1
     * @param byteBurst at least 1
     * @param patience positive
     */
    public RateLimits {
        Bounds.positive(messagesPerSecond, "messagesPerSecond");
        Bounds.positive(messageBurst, "messageBurst");
        Bounds.positive(bytesPerSecond, "bytesPerSecond");
        Bounds.positive(byteBurst, "byteBurst");
        Bounds.positive(patience.toMillis(), "patience in milliseconds");
    }

    /** {@return whether anything is limited} */
    boolean areOn() {
        return messagesPerSecond < Integer.MAX_VALUE || bytesPerSecond < Integer.MAX_VALUE;
    }

    /**
     * {@return these limits with another number of messages}
     *
     * @param perSecond at least 1
     * @param atOnce at least 1
     */
    public RateLimits withMessages(int perSecond, int atOnce) {
        return new RateLimits(perSecond, atOnce, bytesPerSecond, byteBurst, patience);
    }

    /**
     * {@return these limits with another number of bytes}
     *
     * @param perSecond at least 1
     * @param atOnce at least 1
     */
    public RateLimits withBytes(int perSecond, int atOnce) {
        return new RateLimits(messagesPerSecond, messageBurst, perSecond, atOnce, patience);
    }

    /**
     * {@return these limits with another patience}
     *
     * @param time positive
     */
    public RateLimits withPatience(Duration time) {
        return new RateLimits(messagesPerSecond, messageBurst, bytesPerSecond, byteBurst, time);
    }
}
