package io.entangle.replica;

import io.entangle.atom.RefusedException;
import io.entangle.delta.DeltaMismatchException;
import io.entangle.journal.JournalException;
import io.entangle.merge.StaleListException;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.value.InvalidValueException;

/** Turns what was thrown at a write into what its writer is told. */
final class Refusals {
    private Refusals() {}

    static Refused of(long sequence, RuntimeException reason) {
        RefusalCode code = code(reason);
        if (code == RefusalCode.FAILED) {
            // A validator, a mutation or a record's constructor that fails: sent again, it would fail again, for ever.
            System.getLogger("io.entangle").log(System.Logger.Level.ERROR, "a write could not be processed", reason);
            return new Refused(sequence, code, "the authority failed at it; its log says more");
        }
        return new Refused(sequence, code, String.valueOf(reason.getMessage()));
    }

    private static RefusalCode code(RuntimeException reason) {
        if (reason instanceof RefusedWriteException refused) {
            return refused.code();
        }
        if (reason instanceof JournalException) {
            return RefusalCode.UNAVAILABLE;
        }
        if (reason instanceof RefusedException) {
            return RefusalCode.VALIDATION;
        }
        if (reason instanceof InvalidValueException || reason instanceof DeltaMismatchException) {
            return RefusalCode.INVALID_VALUE;
        }
        if (reason instanceof StaleListException) {
            return RefusalCode.STALE_LIST;
        }
        if (reason instanceof UnknownMutationException) {
            return RefusalCode.UNKNOWN_MUTATION;
        }
        if (reason instanceof GroupConflictException) {
            return RefusalCode.CONFLICT;
        }
        return reason instanceof ExpiredWriteException ? RefusalCode.EXPIRED : RefusalCode.FAILED;
    }
}
