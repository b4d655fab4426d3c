package io.entangle.replica;

import io.entangle.clock.HybridTimestamp;
import io.entangle.replica.ToAuthority.Write;

/**
 * A write made at a replica that its confirmed state does not contain yet.
 *
 * @param sequence counts the replica's writes, from 1
 * @param seen the version number the confirmed state had
 * @param written when it was made; writes of one atomic group share it
 * @param intent what was asked for
 * @param groupSize how many writes, of as many atoms, take effect together with this one, itself counted; 1 if alone
 * @param acceptedIn the number of the version that contains it, or {@link #NOT_YET}
 */
public record PendingWrite(
        long sequence, long seen, HybridTimestamp written, Intent intent, int groupSize, long acceptedIn) {
    /** The authority has not said that the write took effect. */
    public static final long NOT_YET = -1;

    boolean isIn(long version) {
        return acceptedIn != NOT_YET && acceptedIn <= version;
    }

    PendingWrite accepted(long version) {
        return new PendingWrite(sequence, seen, written, intent, groupSize, version);
    }

    /** The same write in another epoch, of whose versions its writer had seen none. */
    PendingWrite inAnotherEpoch() {
        return new PendingWrite(sequence, 0, written, intent, groupSize, NOT_YET);
    }

    /** {@return the message that sends it} */
    public Write message() {
        return new Write(sequence, seen, written, intent);
    }
}
