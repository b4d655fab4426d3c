package io.entangle.pubsub.http;

import io.entangle.delta.Delta;
import java.time.Instant;
import java.util.List;

/**
 * A stretch of an atom's history.
 *
 * @param base the revision before the first entry
 * @param entries one for each version, oldest first, without gaps
 */
public record HistoryPage(Revision base, List<Entry> entries) {
    /**
     * A stretch of an atom's history.
     *
     * @param base the revision before the first entry
     * @param entries copied
     */
    public HistoryPage {
        entries = List.copyOf(entries);
    }

    /**
     * How one version was made.
     *
     * @param version its number
     * @param time when it was taken in
     * @param author who wrote it
     * @param delta what changed since the version before
     */
    public record Entry(long version, Instant time, String author, Delta delta) {}
}
