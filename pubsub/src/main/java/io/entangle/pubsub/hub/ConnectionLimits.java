package io.entangle.pubsub.hub;

/**
 * How many connections a hub has at once, and of whom. One more is answered with {@code overloaded}, and with how long to stay
 * away. {@link Integer#MAX_VALUE} means that there is no limit. Immutable.
 *
 * <p>Behind a proxy all clients come from the proxy's address: limits by address are the proxy's to keep then, and to be taken
 * off here.
 *
 * @param maxConnections how many in all; one for each 64 KiB of the largest heap this JVM may have
 * @param maxPerUser how many of one user; 20
 * @param maxPerAddress how many from one IP address, or from one network of 64 bits of IPv6; 100
 * @param maxOpenedPerSecond how many are opened in a second, over one second or several; 200
 * @param maxSubscriptions how many atoms one connection may subscribe to, and how many channels it may be in; 128
 * @param maxFailuresPerMinute how often somebody at one address may fail to prove who that is; 5
 */
public record ConnectionLimits(
        int maxConnections,
        int maxPerUser,
        int maxPerAddress,
        int maxOpenedPerSecond,
        int maxSubscriptions,
        int maxFailuresPerMinute) {
    private static final long HEAP_BYTES_EACH = 64 * 1024;

    /** The defaults of a hub that asks who its clients are. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(fittingTheHeap(), 20, 100, 200, 128, 5);

    /** No limits. */
    public static final ConnectionLimits NONE = new ConnectionLimits(
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE);

    /**
     * Checks the ranges.
     *
     * @param maxConnections at least 1
     * @param maxPerUser at least 1
     * @param maxPerAddress at least 1
     * @param maxOpenedPerSecond at least 1
     * @param maxSubscriptions at least 1
     * @param maxFailuresPerMinute at least 1
     */
    public ConnectionLimits {
        Bounds.positive(maxConnections, "maxConnections");
        Bounds.positive(maxPerUser, "maxPerUser");
        Bounds.positive(maxPerAddress, "maxPerAddress");
        Bounds.positive(maxOpenedPerSecond, "maxOpenedPerSecond");
        Bounds.positive(maxSubscriptions, "maxSubscriptions");
        Bounds.positive(maxFailuresPerMinute, "maxFailuresPerMinute");
    }

    private static int fittingTheHeap() {
        return (int) Math.min(1_000_000, Runtime.getRuntime().maxMemory() / HEAP_BYTES_EACH);
    }

    /**
     * {@return these limits with another number of connections in all}
     *
     * @param count at least 1
     */
    public ConnectionLimits withMaxConnections(int count) {
        return new ConnectionLimits(
                count, maxPerUser, maxPerAddress, maxOpenedPerSecond, maxSubscriptions, maxFailuresPerMinute);
    }

    /**
     * {@return these limits with another number of connections of a user}
     *
     * @param count at least 1
     */
    public ConnectionLimits withMaxPerUser(int count) {
        return new ConnectionLimits(
                maxConnections, count, maxPerAddress, maxOpenedPerSecond, maxSubscriptions, maxFailuresPerMinute);
    }

    /**
     * {@return these limits with another number of connections from an address}
     *
     * @param count at least 1
     */
    public ConnectionLimits withMaxPerAddress(int count) {
        return new ConnectionLimits(
                maxConnections, maxPerUser, count, maxOpenedPerSecond, maxSubscriptions, maxFailuresPerMinute);
    }

    /**
     * {@return these limits with another number of connections opened in a second}
     *
     * @param count at least 1
     */
    public ConnectionLimits withMaxOpenedPerSecond(int count) {
        return new ConnectionLimits(
                maxConnections, maxPerUser, maxPerAddress, count, maxSubscriptions, maxFailuresPerMinute);
    }

    /**
     * {@return these limits with another number of subscriptions}
     *
     * @param count at least 1
     */
    public ConnectionLimits withMaxSubscriptions(int count) {
        return new ConnectionLimits(
                maxConnections, maxPerUser, maxPerAddress, maxOpenedPerSecond, count, maxFailuresPerMinute);
    }

    /**
     * {@return these limits with another number of failures}
     *
     * @param count at least 1
     */
    public ConnectionLimits withMaxFailuresPerMinute(int count) {
        return new ConnectionLimits(
                maxConnections, maxPerUser, maxPerAddress, maxOpenedPerSecond, maxSubscriptions, count);
    }
}
