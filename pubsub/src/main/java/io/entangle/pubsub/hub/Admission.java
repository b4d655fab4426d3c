package io.entangle.pubsub.hub;

import io.entangle.delta.Delta;
import io.entangle.pubsub.access.Grant;
import io.entangle.replica.Intent;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.RefusedWriteException;
import io.entangle.replica.WriteGuard;
import io.entangle.value.Doc;
import io.vertx.core.Future;

/**
 * Whether a client's write to an atom is let in.
 *
 * @param grant what the client may do, complete
 * @param size says whether it is too large
 */
record Admission(Future<Grant> grant, WriteCheck size) implements WriteGuard {
    @Override
    public void check(Intent intent, Doc before) {
        if (grant.failed()) {
            throw new RefusedWriteException(
                    RefusalCode.UNAVAILABLE, "whether this client may write here can't be found out now");
        }
        Grant granted = grant.result();
        (granted.read() ? granted : Grant.NONE).writes().check(intent, before);
        size.check(intent, before);
    }

    @Override
    public void checkOutcome(Doc before, Delta does) {
        size.checkOutcome(before, does);
    }
}
