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
import java.util.stream.IntStream;

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
        return IntStream.range(1, values.size())
                .parallel()
                .mapToObj(i -> of(packer, i, values.get(i - 1), values.get(i), updated))
                .reduce(new FrameSizes(0, 0), FrameSizes::plus);
    }

    private static FrameSizes of(Packer packer, int version, Doc before, Doc after, HybridTimestamp updated) {
        Update update = new Update(version - 1L, version, updated, Delta.diff(before, after));
        Snapshot snapshot = new Snapshot(false, new Version(-1, version), updated, 0, List.of(), after);
        return new FrameSizes(
                packer.pack(new Frame.Told(HANDLE, update)).size(),
                packer.pack(new Frame.Subscribed(HANDLE, Countries.ATOM, snapshot))
                        .size());
    }

    private FrameSizes plus(FrameSizes that) {
        return new FrameSizes(deltaBytes + that.deltaBytes, snapshotBytes + that.snapshotBytes);
    }
}
