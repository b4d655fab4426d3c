package io.entangle.pubsub.http;

import java.time.Duration;

/**
 * The limits of what is taken over HTTP. Immutable.
 *
 * @param maxBodyBytes the largest body; also how much a JSON Patch may copy; 1 MiB
 * @param maxPatchOperations the most operations of a JSON Patch; 256
 * @param bodyTimeout how long a body may take to come in; 30 s
 */
public record HttpOptions(int maxBodyBytes, int maxPatchOperations, Duration bodyTimeout) {
    /** The defaults. */
    public static final HttpOptions DEFAULT = new HttpOptions(1024 * 1024, 256, Duration.ofSeconds(30));

    /**
     * Checks the ranges.
     *
     * @param maxBodyBytes at least 1 KiB
     * @param maxPatchOperations at least 1
     * @param bodyTimeout positive
     */
    public HttpOptions {
        atLeast(1024, maxBodyBytes, "maxBodyBytes");
        atLeast(1, maxPatchOperations, "maxPatchOperations");
        atLeast(1, bodyTimeout.toMillis(), "bodyTimeout in milliseconds");
    }

    private static void atLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but found " + value);
        }
    }

    /**
     * {@return these options with another limit of bodies}
     *
     * @param bytes at least 1 KiB
     */
    public HttpOptions withMaxBodyBytes(int bytes) {
        return new HttpOptions(bytes, maxPatchOperations, bodyTimeout);
    }

    /**
     * {@return these options with another limit of a JSON Patch's operations}
     *
     * @param count at least 1
     */
    public HttpOptions withMaxPatchOperations(int count) {
        return new HttpOptions(maxBodyBytes, count, bodyTimeout);
    }

    /**
     * {@return these options with another time for a body to come in}
     *
     * @param time positive
     */
    public HttpOptions withBodyTimeout(Duration time) {
        return new HttpOptions(maxBodyBytes, maxPatchOperations, time);
    }
}
