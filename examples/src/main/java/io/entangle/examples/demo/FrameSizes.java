package io.entangle.examples.demo;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import java.util.List;

/**
 * What a series of values takes on the wire.
 *
 * @param deltaBytes as updates, each from the value before
 * @param snapshotBytes as whole values
 */
record FrameSizes(long deltaBytes, long snapshotBytes) {
    private static final int HANDLE = 1;

    /** {@return the sizes of the frames a hub packs for all values but the first} */
    static FrameSizes of(Packer packer, List<Doc> values) {
        HybridTimestamp updated = new HybridTimestamp(Countries.nowMicros() / 1_000, 0, new SiteId(-1));
        long deltaBytes = 0;
        long snapshotBytes = 0;
        for (int i = 1; i < values.size(); i++) {
            Doc value = values.get(i);
            Update update = new Update(i - 1L, i, updated, Delta.diff(values.get(i - 1), value));
            deltaBytes += packer.pack(new Frame.Event(HANDLE, update)).size();
            Snapshot snapshot = new Snapshot(false, new Version(-1, i), updated, 0, List.of(), value);
            snapshotBytes += packer.pack(new Frame.Subscribed(HANDLE, Countries.ATOM, snapshot)).size();
        }
        return new FrameSizes(deltaBytes, snapshotBytes);
    }
}
