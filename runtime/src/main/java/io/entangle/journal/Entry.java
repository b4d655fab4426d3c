package io.entangle.journal;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.value.Doc;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of an atom: what made it out of the version before.
 *
 * @param atom the atom's id
 * @param version its number; the one before is one less
 * @param atMs when it was taken in, in milliseconds since 1970 UTC; not below that of the version before
 * @param made the stamp under which it was taken in; for a write made offline, the time of writing
 * @param origin whose write it was, or null if the process the atom lives in made it
 * @param delta what changed in the value; empty if only what is remembered beside it did
 * @param notes what the authority remembers beside the value, or null if that follows from the delta. The journal does not
 *     look into it
 */
public record Entry(
        String atom,
        long version,
        long atMs,
        HybridTimestamp made,
        @Nullable Origin origin,
        Delta delta,
        @Nullable Doc notes) {

    /**
     * Whose write made a version.
     *
     * @param client the client's name, or that of the one for whom the atom's own process wrote
     * @param sequence counts the client's writes to this atom, from 1; 0 if the atom's own process wrote: then how far the
     *     client's writes have been taken in stays as it is
     * @param outcomes what the client may have to be told again, in place of what was kept of that before; null if that
     *     stays. The journal does not look into it
     */
    public record Origin(
            String client, long sequence, @Nullable Doc outcomes) {
        /**
         * Whose write made a version.
         *
         * @param client 1 to 255 characters of valid Unicode, none of them NUL
         * @param sequence not negative
         * @param outcomes null if there are no others than before
         */
        public Origin {
            AtomHead.checkName("a client's name", client);
            if (sequence < 0 || sequence == 0 && outcomes != null) {
                throw new IllegalArgumentException("a client's sequences begin at 1, but found " + sequence);
            }
        }

        /** {@return whether it is the write of a client that counts them} */
        public boolean isCounted() {
            return sequence > 0;
        }
    }

    /**
     * One version of an atom.
     *
     * @param atom the atom's id
     * @param version at least 1
     * @param atMs since 1970 UTC
     * @param made its stamp
     * @param origin null if the atom's own process made it
     * @param delta what changed in the value
     * @param notes null if they follow from the delta
     */
    public Entry {
        Objects.requireNonNull(atom, "atom");
        Objects.requireNonNull(made, "made");
        Objects.requireNonNull(delta, "delta");
        if (version < 1) {
            throw new IllegalArgumentException("the versions made by changes begin at 1, but found " + version);
        }
    }
}
