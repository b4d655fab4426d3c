package io.entangle.simulation;

import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.replica.Intent;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaState;
import io.entangle.replica.ReplicaState.Received;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.PersistentMap;
import java.util.List;

/** A replica with a bug. */
final class WrongReplica extends ReplicaPort {
    private final Bug bug;

    WrongReplica(Bug bug, ReplicaState state) {
        super(state);
        this.bug = bug;
    }

    @Override
    Received receive(ToReplica message) {
        if (state().version() == null) {
            return super.receive(message);
        }
        long mine = state().version().number();
        if (bug == Bug.ACKNOWLEDGED_IS_VISIBLE && message instanceof Accepted accepted) {
            return super.receive(
                    new Accepted(accepted.sequence(), Math.min(accepted.version(), mine), accepted.conflicts()));
        }
        if (bug == Bug.UPDATE_ANYWHERE && message instanceof Update update && update.to() > mine) {
            return super.receive(new Update(mine, update.to(), update.updated(), update.delta()));
        }
        if (bug == Bug.HALF_AN_UPDATE && message instanceof Update update) {
            return super.receive(new Update(update.from(), update.to(), update.updated(), half(update.delta())));
        }
        if (bug == Bug.REFUSAL_NOT_ROLLED_BACK && message instanceof Refused) {
            return new Received(state(), List.of(), List.of(), false, false);
        }
        if (bug == Bug.NOT_SENT_AGAIN && message instanceof Snapshot snapshot && snapshot.reset()) {
            long done = state().pending().stream()
                    .filter(write -> write.acceptedIn() != PendingWrite.NOT_YET)
                    .mapToLong(PendingWrite::sequence)
                    .max()
                    .orElse(0);
            return super.receive(new Snapshot(
                    true,
                    snapshot.version(),
                    snapshot.updated(),
                    Math.max(done, snapshot.written()),
                    snapshot.outcomes(),
                    snapshot.value()));
        }
        return super.receive(message);
    }

    private static Delta half(Delta delta) {
        if (!(delta.root() instanceof Edit.MapEdit map) || map.entries().size() < 2) {
            return delta;
        }
        PersistentMap<String, Edit> entries = map.entries();
        return Delta.of(
                new Edit.MapEdit(entries.without(entries.keySet().iterator().next())));
    }

    @Override
    Write message(PendingWrite write, Made made) {
        return bug == Bug.LISTS_BY_INDEX && write.intent() instanceof Intent.Edits
                ? new Write(write.sequence(), write.seen(), write.written(), new Intent.Edits(made.raw()))
                : super.message(write, made);
    }
}
