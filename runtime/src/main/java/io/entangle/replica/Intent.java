package io.entangle.replica;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Numbers;
import io.entangle.value.Path;

/** What a write asks for. Immutable. */
public sealed interface Intent {
    /**
     * Fields are put and removed, each merged with what others wrote meanwhile.
     *
     * @param delta what was written, lists put whole
     */
    record Edits(Delta delta) implements Intent {}

    /**
     * A number grows; increments made at the same time add up. Where nothing stands it counts from 0.
     *
     * @param path where the number stands
     * @param by how much is added: a long or a finite double
     */
    record Increment(Path path, Number by) implements Intent {
        /**
         * Brings the number into the form of the value domain.
         *
         * @param path where the number stands, at most {@link Doc#MAX_DEPTH} keys long
         * @param by how much is added
         * @throws InvalidValueException if it is outside the value domain
         */
        public Increment {
            if (path.length() > Doc.MAX_DEPTH) {
                throw new InvalidValueException("documents nest at most " + Doc.MAX_DEPTH
                        + " containers deep, but found a path of " + path.length() + " keys");
            }
            by = Numbers.sum(by, 0L);
        }
    }

    /**
     * A mutation registered by name is run: at once by the replica, and again by the authority, on the newest value.
     *
     * @param mutation its name
     * @param arguments what it is given
     */
    record Call(String mutation, Doc arguments) implements Intent {}

    /**
     * An earlier write of the same site is taken back, wherever nobody has written since.
     *
     * @param inverse what takes it back, lists put whole
     * @param undone when the earlier write was made: only fields that still bear this stamp are touched
     */
    record Undo(Delta inverse, HybridTimestamp undone) implements Intent {}
}
