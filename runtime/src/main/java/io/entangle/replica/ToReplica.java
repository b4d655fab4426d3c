package io.entangle.replica;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.merge.Conflict;
import io.entangle.merge.Siblings;
import io.entangle.value.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an authority says to a replica, over one ordered stream. The answer to a subscription is one of
 * {@link Resumed}, and {@link Snapshot} with or without {@link Snapshot#reset}; never partial, never "maybe".
 */
public sealed interface ToReplica {
    /**
     * The whole value.
     *
     * @param reset whether the replica knew a version of another epoch: history was lost
     * @param version the version of the value
     * @param updated when the version was made
     * @param written this client's last sequence the authority has processed; its effects are in the value
     * @param outcomes those of the writes asked about of which there is more to say than that they took effect
     * @param value the value
     */
    record Snapshot(
            boolean reset, Version version, HybridTimestamp updated, long written, List<Outcome> outcomes, Doc value)
            implements ToReplica {}

    /**
     * What the replica missed, from the version it knows.
     *
     * @param from the version it knows
     * @param to the version the delta leads to; the same number if it missed nothing
     * @param updated when that version was made
     * @param written this client's last sequence the authority has processed; its effects are in {@code to}
     * @param outcomes those of the writes asked about of which there is more to say than that they took effect
     * @param delta from the one to the other
     */
    record Resumed(Version from, long to, HybridTimestamp updated, long written, List<Outcome> outcomes, Delta delta)
            implements ToReplica {}

    /**
     * The value has changed.
     *
     * @param from the number of the version before
     * @param to the number of the version after; more than one higher if changes were taken together
     * @param updated when the version was made
     * @param delta from the one to the other
     */
    record Update(long from, long to, HybridTimestamp updated, Delta delta) implements ToReplica {}

    /** What became of a write. */
    sealed interface Outcome extends ToReplica {
        /** {@return the write's sequence} */
        long sequence();
    }

    /**
     * A write has taken effect. Said before any update that contains it.
     *
     * @param sequence the write's
     * @param version the number of the version that contains it
     * @param conflicts the fields that others had written without the writer having seen it, lost and won ones
     * @param answer what the mutation that it calls has to say, or null
     */
    record Accepted(
            long sequence,
            long version,
            List<Conflict> conflicts,
            @Nullable Doc answer) implements Outcome {
        /**
         * A write that has taken effect, with nothing more to say.
         *
         * @param sequence the write's
         * @param version the number of the version that contains it
         * @param conflicts the fields that others had written without the writer having seen it
         */
        public Accepted(long sequence, long version, List<Conflict> conflicts) {
            this(sequence, version, conflicts, null);
        }
    }

    /**
     * A write was refused and has no effect.
     *
     * @param sequence the write's
     * @param code why
     * @param reason why, for people
     */
    record Refused(long sequence, RefusalCode code, String reason) implements Outcome {}

    /**
     * Which version is the newest and what its value's digest is, so that a replica finds out if it has silently missed
     * some versions, or holds another value.
     *
     * @param version the newest version
     * @param digest the {@link Doc#digest} of its value
     */
    record Head(Version version, long digest) implements ToReplica {}

    /**
     * All values that lost where both are kept, and that no later write has resolved. Said before the update that leads
     * to the version in which they are so.
     *
     * @param siblings all of them
     */
    record Unresolved(Siblings siblings) implements ToReplica {}

    /**
     * A subscriber that wants every version has missed some that are no longer kept; the next update skips them.
     *
     * @param from the number of the last version it was sent
     * @param to the number of the version it is sent next
     */
    record FellBehind(long from, long to) implements ToReplica {}

    /**
     * A write was not looked at because others before it are missing; the replica subscribes again.
     *
     * @param expected the sequence that must come next
     */
    record OutOfSequence(long expected) implements ToReplica {}
}
