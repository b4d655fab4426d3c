package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;

/**
 * When a field was last written, by whom, and in which version of the atom that came.
 *
 * @param time decides who wins; not always the author's: what won by another rule bears the later time of the two
 * @param author the site that has seen this write because it made it
 * @param version tells whether a writer had seen it
 */
record Stamp(HybridTimestamp time, SiteId author, long version) {
    static Stamp of(HybridTimestamp written, long version) {
        return new Stamp(written, written.site(), version);
    }

    boolean isLaterThan(HybridTimestamp other) {
        return time.compareTo(other) > 0;
    }
}
