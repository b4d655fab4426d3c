package io.entangle.pubsub.hub;

import io.entangle.clock.TimeSource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When the newest versions of an atom in memory were made: eight bytes for each. Thread-safe. */
final class VersionTimes {
    /** More than these are not kept: of older ones it is not known. A power of two. */
    private static final int MOST = 8_192;

    private static final int FIRST_ROOM = 16;

    private final TimeSource time;
    /** By the last digits of the version. */
    private long[] ms = new long[FIRST_ROOM];

    private long oldest;
    private long newest;
    private long lastMs;

    VersionTimes(long first, TimeSource time) {
        this.time = time;
        this.oldest = first;
        this.newest = first - 1;
        made(first);
    }

    /** A version was made, and those before it of which that was not told. */
    synchronized void made(long version) {
        lastMs = Math.max(lastMs, time.millis());
        newest = Math.max(newest, version - MOST);
        while (newest < version) {
            add(++newest);
        }
    }

    private void add(long version) {
        oldest = Math.max(oldest, version - MOST + 1);
        if (version - oldest >= ms.length) {
            long[] larger = new long[ms.length * 2];
            for (long each = oldest; each < version; each++) {
                larger[slot(each, larger)] = ms[slot(each, ms)];
            }
            ms = larger;
        }
        ms[slot(version, ms)] = lastMs;
    }

    private static int slot(long version, long[] ring) {
        return (int) (version & ring.length - 1);
    }

    synchronized Instant newest() {
        return Instant.ofEpochMilli(lastMs);
    }

    /** When a version was made, or, if that is not known, the oldest time that is. */
    synchronized Instant of(long version) {
        return Instant.ofEpochMilli(ms[slot(Math.min(newest, Math.max(oldest, version)), ms)]);
    }

    /** The newest version that was there at an instant; null if none is known of. */
    synchronized @Nullable Long at(Instant instant) {
        for (long version = newest; version >= oldest; version--) {
            if (ms[slot(version, ms)] <= instant.toEpochMilli()) {
                return version;
            }
        }
        return null;
    }
}
