package io.entangle.pubsub.store;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.replica.Intent;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaStore;
import io.entangle.replica.ReplicaStore.Entry;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.value.Doc;
import java.util.List;
import java.util.Map;

/** What the tests of stores put into them. */
final class Writes {
    static final SiteId HUB = new SiteId(77);

    private Writes() {}

    /** {@return a pending write} */
    static PendingWrite write(long sequence, long seen, long ms, SiteId site, Delta delta) {
        return write(sequence, seen, ms, site, new Intent.Edits(delta), 1);
    }

    static PendingWrite write(long sequence, long seen, long ms, SiteId site, Intent intent, int groupSize) {
        return new PendingWrite(
                sequence, seen, new HybridTimestamp(ms, 1, site), intent, groupSize, PendingWrite.NOT_YET);
    }

    /** {@return a write that puts a field} */
    static Entry put(ReplicaStore store, String atom, long sequence, String field, Object value) {
        Delta delta = Delta.diff(Doc.of(), Doc.of(field, value));
        return new Entry(
                atom, write(sequence, 3, 1_000 + sequence, store.identity().site(), delta));
    }

    /** {@return the same write, of which another number of versions had been seen} */
    static PendingWrite seen(PendingWrite write, long seen) {
        return new PendingWrite(
                write.sequence(), seen, write.written(), write.intent(), write.groupSize(), PendingWrite.NOT_YET);
    }

    /** Saves the state of one replica. */
    static void save(ReplicaStore store, String atom, Stored state) {
        store.save(Map.of(atom, state));
    }

    /** {@return the state of a replica with nothing pending} */
    static Stored confirmed(long version, Doc value, long nextSequence) {
        return confirmed(version, value, List.of(), nextSequence);
    }

    static Stored confirmed(long version, Doc value, List<PendingWrite> pending, long nextSequence) {
        return new Stored(
                new Version(5, version), new HybridTimestamp(500 + version, 0, HUB), value, pending, nextSequence);
    }

    /** Appends writes and waits until they are durable. */
    static void append(ReplicaStore store, Entry... writes) {
        store.force(store.append(List.of(writes)));
    }
}
