package io.entangle.replica;

/**
 * How a subscriber wants to be told of changes.
 *
 * @param everyVersion whether each version is wanted by itself, and not just the newest: for audits. If versions are
 *     made faster than they are taken, the subscriber is told that it fell behind
 * @param minIntervalMs how many milliseconds lie between two updates at least; 0 for no bound
 */
public record Delivery(boolean everyVersion, long minIntervalMs) {
    /** The newest version, whenever it can be taken: the default. */
    public static final Delivery LATEST = new Delivery(false, 0);

    /** Each version by itself. */
    public static final Delivery EVERY_VERSION = new Delivery(true, 0);

    /**
     * Checks the interval.
     *
     * @param everyVersion whether each version is wanted
     * @param minIntervalMs not negative; 0 if every version is wanted
     */
    public Delivery {
        if (minIntervalMs < 0 || everyVersion && minIntervalMs > 0) {
            throw new IllegalArgumentException(
                    "the interval between updates is not negative, and 0 for every version, but found " + minIntervalMs
                            + " ms");
        }
    }

    /**
     * {@return the newest version, but not more often than that}
     *
     * @param updatesPerSecond from 1 to 1,000
     */
    public static Delivery maxRate(int updatesPerSecond) {
        if (updatesPerSecond < 1 || updatesPerSecond > 1_000) {
            throw new IllegalArgumentException(
                    "a rate is from 1 to 1,000 updates a second, but found " + updatesPerSecond);
        }
        return new Delivery(false, 1_000 / updatesPerSecond);
    }
}
