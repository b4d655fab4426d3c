package io.entangle.bench;

import io.entangle.bench.W1System.Copy;
import io.entangle.bench.W1System.Feed;
import io.entangle.bench.W1System.Origin;
import io.entangle.pubsub.packer.Packed;
import io.entangle.value.Doc;
import java.util.List;

/**
 * What W1 takes on the wire, WebSocket framing from a server to a client included. These figures are exact.
 *
 * @param perUpdate of one write, on average over all
 * @param catchUp of the answer to a copy that has missed the second half of the writes
 * @param snapshotBefore of the whole document before the first write
 * @param snapshotAfter of the whole document after the last
 */
record W1Bytes(double perUpdate, long catchUp, long snapshotBefore, long snapshotAfter) {
    /** Measures a system, and that all its copies end equal to the origin. */
    static W1Bytes of(W1System system, List<W1.Write> writes) {
        Origin origin = system.origin(writes.size() + 1);
        Copy live = system.copy();
        Copy leaving = system.copy();
        Feed feed = origin.connect();
        Packed first = feed.answer(live.request());
        live.receive(first);
        leaving.receive(origin.connect().answer(leaving.request()));
        Feed afterwards = null;
        long bytes = 0;
        for (int i = 0; i < writes.size(); i++) {
            origin.write(writes.get(i));
            Packed update = feed.next();
            if (update != null) { // the value was the same
                bytes += framed(update);
                live.receive(update);
                if (i < writes.size() / 2) {
                    leaving.receive(update);
                }
            }
            if (i == writes.size() / 2 - 1) {
                afterwards = origin.connect();
            }
        }
        Packed missed = afterwards.answer(leaving.request());
        leaving.receive(missed);
        Copy late = system.copy();
        Packed last = origin.connect().answer(late.request());
        late.receive(last);
        for (Copy copy : List.of(live, leaving, late)) {
            requireEqual(origin.value(), copy.value());
        }
        return new W1Bytes((double) bytes / writes.size(), framed(missed), framed(first), framed(last));
    }

    static void requireEqual(Doc expected, Doc found) {
        if (expected.digest() != found.digest() || !expected.equals(found)) {
            throw new IllegalStateException("a copy differs from the origin: nothing is measured");
        }
    }

    /** A message of a server is not masked. */
    static long framed(Packed packed) {
        long size = packed.size();
        return size + (size < 126 ? 2 : size < 65_536 ? 4 : 10);
    }
}
