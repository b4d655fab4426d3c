package io.entangle.simulation;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.replica.Intent;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaState;
import io.entangle.replica.ReplicaState.Received;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica;
import io.entangle.value.Doc;

/** The replica under test, as the simulated client uses it; the wrong variants override what they do wrong. */
class ReplicaPort {
    private ReplicaState state;

    ReplicaPort(ReplicaState state) {
        this.state = state;
    }

    final ReplicaState state() {
        return state;
    }

    Received receive(ToReplica message) {
        Received received = state.receive(message);
        state = received.state();
        return received;
    }

    final void write(Delta delta, Doc after, HybridTimestamp written, int groupSize) {
        state = state.write(delta, after, written, groupSize);
    }

    final void write(Intent intent, HybridTimestamp written) {
        state = state.write(intent, written, 1);
    }

    final Subscribe subscribe() {
        return state.subscribe();
    }

    /** The message that sends a pending write. */
    Write message(PendingWrite write, Made made) {
        return write.message();
    }
}
