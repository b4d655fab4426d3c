package io.entangle.pubsub.hub;

import java.time.Duration;
import java.util.Set;

/**
 * The limits and settings of a hub. Immutable.
 *
 * @param maxMessageBytes the largest message taken from a client; 256 KiB
 * @param maxSubscriptions how many atoms one connection may subscribe to; 128
 * @param retainedVersions how many versions of an atom are kept for clients to resume from; 1,024. They share structure
 * @param retainedFor how long they are kept at most; 24 h
 * @param heartbeat after this long without a message, a client is asked for one; 25 s
 * @param grace how long it then has to answer, and a new connection to say hello; 8 s
 * @param allowedOrigins the origins, besides the hub's own, whose pages may connect; none
 */
public record HubOptions(
        int maxMessageBytes,
        int maxSubscriptions,
        int retainedVersions,
        Duration retainedFor,
        Duration heartbeat,
        Duration grace,
        Set<String> allowedOrigins) {
    /** The defaults. */
    public static final HubOptions DEFAULT = new HubOptions(
            256 * 1024, 128, 1024, Duration.ofHours(24), Duration.ofSeconds(25), Duration.ofSeconds(8), Set.of());

    /**
     * Checks the ranges.
     *
     * @param maxMessageBytes at least 1 KiB
     * @param maxSubscriptions at least 1
     * @param retainedVersions at least 1
     * @param retainedFor positive
     * @param heartbeat positive
     * @param grace positive
     * @param allowedOrigins copied
     */
    public HubOptions {
        atLeast(1024, maxMessageBytes, "maxMessageBytes");
        atLeast(1, maxSubscriptions, "maxSubscriptions");
        atLeast(1, retainedVersions, "retainedVersions");
        atLeast(1, retainedFor.toMillis(), "retainedFor in milliseconds");
        atLeast(1, heartbeat.toMillis(), "heartbeat in milliseconds");
        atLeast(1, grace.toMillis(), "grace in milliseconds");
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    private static void atLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but found " + value);
        }
    }

    /**
     * {@return these options with another limit of a client's messages}
     *
     * @param bytes at least 1 KiB
     */
    public HubOptions withMaxMessageBytes(int bytes) {
        return new HubOptions(bytes, maxSubscriptions, retainedVersions, retainedFor, heartbeat, grace, allowedOrigins);
    }

    /**
     * {@return these options with another limit of a connection's subscriptions}
     *
     * @param count at least 1
     */
    public HubOptions withMaxSubscriptions(int count) {
        return new HubOptions(maxMessageBytes, count, retainedVersions, retainedFor, heartbeat, grace, allowedOrigins);
    }

    /**
     * {@return these options with another number of versions kept}
     *
     * @param count at least 1
     */
    public HubOptions withRetainedVersions(int count) {
        return withRetention(count, retainedFor);
    }

    /**
     * {@return these options with other versions kept}
     *
     * @param count how many at most, at least 1
     * @param age how long at most, positive
     */
    public HubOptions withRetention(int count, Duration age) {
        return new HubOptions(maxMessageBytes, maxSubscriptions, count, age, heartbeat, grace, allowedOrigins);
    }

    /**
     * {@return these options with another heartbeat}
     *
     * @param interval after this long without a message, a client is asked for one
     * @param patience how long it then has to answer
     */
    public HubOptions withHeartbeat(Duration interval, Duration patience) {
        return new HubOptions(
                maxMessageBytes, maxSubscriptions, retainedVersions, retainedFor, interval, patience, allowedOrigins);
    }

    /**
     * {@return these options with other allowed origins}
     *
     * @param origins as browsers write them, for example {@code https://app.example}
     */
    public HubOptions withAllowedOrigins(Set<String> origins) {
        return new HubOptions(
                maxMessageBytes, maxSubscriptions, retainedVersions, retainedFor, heartbeat, grace, origins);
    }
}
