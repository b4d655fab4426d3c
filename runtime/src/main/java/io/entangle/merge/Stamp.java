package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;

/**
 * When a field was last written, and in which version of the atom that came.
 *
 * @param time decides who wins
 * @param version tells whether a writer had seen it
 */
record Stamp(HybridTimestamp time, long version) {}
