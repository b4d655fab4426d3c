package io.entangle.pubsub.hub;

import java.time.Duration;
import java.util.Set;

/**
 * The settings of a hub; how much clients may ask of it stands in {@link Limits}. Immutable.
 *
 * @param retainedVersions how many versions of an atom are kept for clients to resume from; 1,024. They share structure
 * @param retainedFor how long they are kept at most; 24 h
 * @param heartbeat after this long without a message, a client is asked for one; 25 s
 * @param grace how long it then has to answer, and a new connection to say hello; 8 s
 * @param allowedOrigins the origins, besides the hub's own, whose pages may connect; none
 */
public record HubOptions(
        int retainedVersions, Duration retainedFor, Duration heartbeat, Duration grace, Set<String> allowedOrigins) {
    /** The defaults. */
    public static final HubOptions DEFAULT =
            new HubOptions(1024, Duration.ofHours(24), Duration.ofSeconds(25), Duration.ofSeconds(8), Set.of());

    /**
     * Checks the ranges.
     *
     * @param retainedVersions at least 1
     * @param retainedFor positive
     * @param heartbeat positive
     * @param grace positive
     * @param allowedOrigins copied
     */
    public HubOptions {
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
        return new HubOptions(count, age, heartbeat, grace, allowedOrigins);
    }

    /**
     * {@return these options with another heartbeat}
     *
     * @param interval after this long without a message, a client is asked for one
     * @param patience how long it then has to answer
     */
    public HubOptions withHeartbeat(Duration interval, Duration patience) {
        return new HubOptions(retainedVersions, retainedFor, interval, patience, allowedOrigins);
    }

    /**
     * {@return these options with other allowed origins}
     *
     * @param origins as browsers write them, for example {@code https://app.example}
     */
    public HubOptions withAllowedOrigins(Set<String> origins) {
        return new HubOptions(retainedVersions, retainedFor, heartbeat, grace, origins);
    }
}
