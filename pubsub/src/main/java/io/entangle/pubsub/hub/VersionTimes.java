package io.entangle.pubsub.hub;

import io.entangle.clock.TimeSource;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** When the newest versions of an atom in memory were made. Thread-safe. */
final class VersionTimes {
    /** More than these are not kept: of older ones it is not known. */
    private static final int MOST = 65_536;

    private final TimeSource time;
    private final TreeMap<Long, Long> msByVersion = new TreeMap<>();
    private long lastMs;

    VersionTimes(long first, TimeSource time) {
        this.time = time;
        made(first);
    }

    synchronized void made(long version) {
        lastMs = Math.max(lastMs, time.millis());
        msByVersion.put(version, lastMs);
        if (msByVersion.size() > MOST) {
            msByVersion.pollFirstEntry();
        }
    }

    synchronized Instant newest() {
        return Instant.ofEpochMilli(lastMs);
    }

    /** When a version was made, or, if that is not known, the oldest time that is. */
    synchronized Instant of(long version) {
        Map.Entry<Long, Long> entry = msByVersion.floorEntry(version);
        return Instant.ofEpochMilli(entry == null ? msByVersion.firstEntry().getValue() : entry.getValue());
    }

    /** The newest version that was there at an instant; null if none is known of. */
    synchronized @Nullable Long at(Instant instant) {
        for (Map.Entry<Long, Long> entry : msByVersion.descendingMap().entrySet()) {
            if (entry.getValue() <= instant.toEpochMilli()) {
                return entry.getKey();
            }
        }
        return null;
    }
}
