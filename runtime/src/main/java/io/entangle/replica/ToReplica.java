package io.entangle.replica;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.value.Doc;
import java.util.List;

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
     * @param refusals those of the writes asked about that were refused
     * @param value the value
     */
    record Snapshot(
            boolean reset, Version version, HybridTimestamp updated, long written, List<Refused> refusals, Doc value)
            implements ToReplica {}

    /**
     * What the replica missed, from the version it knows.
     *
     * @param from the version it knows
     * @param to the version the delta leads to; the same number if it missed nothing
     * @param updated when that version was made
     * @param written this client's last sequence the authority has processed; its effects are in {@code to}
     * @param refusals those of the writes asked about that were refused
     * @param delta from the one to the other
     */
    record Resumed(Version from, long to, HybridTimestamp updated, long written, List<Refused> refusals, Delta delta)
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

    /**
     * A write has taken effect. Said before any update that contains it.
     *
     * @param sequence the write's
     * @param version the number of the version that contains it
     */
    record Accepted(long sequence, long version) implements ToReplica {}

    /**
     * A write was refused and has no effect.
     *
     * @param sequence the write's
     * @param code why
     * @param reason why, for people
     */
    record Refused(long sequence, RefusalCode code, String reason) implements ToReplica {}

    /**
     * Which version is the newest and what its value's digest is, so that a replica finds out if it has silently missed
     * some versions, or holds another value.
     *
     * @param version the newest version
     * @param digest the {@link Doc#digest} of its value
     */
    record Head(Version version, long digest) implements ToReplica {}

    /**
     * A write was not looked at because others before it are missing; the replica subscribes again.
     *
     * @param expected the sequence that must come next
     */
    record OutOfSequence(long expected) implements ToReplica {}
}
