package io.entangle.replica;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import org.jspecify.annotations.Nullable;

/** What a replica says to the authority of its atom. */
public sealed interface ToAuthority {
    /**
     * Asks for the atom's value and all that comes after.
     *
     * @param known the version the replica has, or null if it has none
     * @param firstSequence the sequence of the first write the authority may still have to see
     * @param delivery how the replica wants to be told of changes
     */
    record Subscribe(@Nullable Version known, long firstSequence, Delivery delivery) implements ToAuthority {}

    /**
     * A write made at the replica.
     *
     * @param sequence counts this client's writes to this atom, from 1, without gaps
     * @param seen the version number the replica's confirmed state had
     * @param written when the write was made, and by which site
     * @param intent what is asked for
     */
    record Write(long sequence, long seen, HybridTimestamp written, Intent intent) implements ToAuthority {
        /**
         * {@return this write as one of a site} On the wire a write's site is that of its connection.
         *
         * @param site the site
         */
        public Write by(SiteId site) {
            HybridTimestamp time = new HybridTimestamp(written.ms(), written.counter(), site);
            if (intent instanceof Intent.Undo undo) {
                HybridTimestamp undone =
                        new HybridTimestamp(undo.undone().ms(), undo.undone().counter(), site);
                return new Write(sequence, seen, time, new Intent.Undo(undo.inverse(), undone));
            }
            return new Write(sequence, seen, time, intent);
        }
    }
}
