package io.entangle.replica;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import org.jspecify.annotations.Nullable;

/** What a replica says to the authority of its atom. */
public sealed interface ToAuthority {
    /**
     * Asks for the atom's value and all that comes after.
     *
     * @param known the version the replica has, or null if it has none
     * @param firstSequence the sequence of the first write the authority may still have to see
     */
    record Subscribe(@Nullable Version known, long firstSequence) implements ToAuthority {}

    /**
     * A write made at the replica.
     *
     * @param sequence counts this client's writes to this atom, from 1, without gaps
     * @param seen the version number the replica's confirmed state had
     * @param written when the write was made, and by which site
     * @param delta what was written, lists put whole
     */
    record Write(long sequence, long seen, HybridTimestamp written, Delta delta) implements ToAuthority {}
}
