package io.entangle.pubsub.packer;

import io.entangle.clock.Entropy;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.pubsub.packer.HubTable.Mark;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The hub's end of all connections that are packed compactly, with a table for each atom. */
final class CompactHub implements Supplier<Packing> {
    private final Entropy entropy;
    /** Reads what has no form of its own. */
    private final CborPacker frames;

    private final Map<Integer, HubTable> tables = new HashMap<>();
    private final ByteWriter head = new ByteWriter();
    private final ByteWriter body = new ByteWriter();

    CompactHub(Entropy entropy, MessageLimits limits) {
        this.entropy = entropy;
        this.frames = new CborPacker(limits);
    }

    @Override
    public Packing get() {
        return new Connection();
    }

    private HubTable table(int handle) {
        return tables.computeIfAbsent(handle, unknown -> new HubTable(entropy.nextLong()));
    }

    /** One connection, which remembers what its client knew when it subscribed last. */
    private final class Connection implements Packing {
        private final CompactUnpacker unpacker = new CompactUnpacker(null, frames);

        @Override
        public Packed pack(Frame frame) {
            if (frame instanceof Frame.Batch batch) {
                return CompactPacker.INSTANCE.batch(
                        batch.frames().stream().map(this::pack).toList());
            }
            head.clear();
            body.clear();
            if (frame instanceof Frame.Told event && event.message() instanceof Update update) {
                update(event.handle(), update);
            } else if (frame instanceof Frame.Subscribed subscribed) {
                opening(subscribed, unpacker.asked(subscribed.atom()));
            } else {
                head.octet(CompactPacker.CBOR);
                body.raw(cbor(frame));
            }
            byte[] bytes = new byte[head.size() + body.size()];
            head.copyTo(bytes, 0);
            body.copyTo(bytes, head.size());
            return Packed.of(Buffer.buffer(bytes));
        }

        @Override
        public Frame unpack(Packed packed) {
            return unpacker.unpack(packed);
        }
    }

    static byte[] cbor(Frame frame) {
        return CompactPacker.bytes(CborPacker.INSTANCE.pack(frame));
    }

    private void update(int handle, Update update) {
        HubTable table = table(handle);
        Mark mark = table.mark(update.from());
        HybridTimestamp stamp = update.updated();
        HybridTimestamp base = mark == null ? null : mark.updated();
        boolean otherSite = base == null || !base.site().equals(stamp.site());
        int siteReference = otherSite ? table.reference(stamp.site()) : 0;
        int way = way(update.delta().root(), new CompactWriter(body, table));
        int known = mark == null ? 0 : mark.size();
        boolean defines = mark == null || known < table.size();
        boolean leap = update.to() != update.from() + 1;
        int form = form(base, stamp);
        head.octet(CompactPacker.UPDATE
                | way
                | (leap ? CompactPacker.LEAP : 0)
                | (defines ? CompactPacker.DEFINES : 0)
                | form
                | (otherSite ? CompactPacker.OTHER_SITE : 0));
        head.varint(handle);
        head.varint(update.from());
        if (leap) {
            head.signed(update.to() - update.from());
        }
        if (defines) {
            table.define(known, head);
        }
        stamp(form, base, stamp);
        if (otherSite) {
            head.varint(siteReference);
            if (siteReference == 0) {
                head.fixed(stamp.site().id());
            }
        }
        table.reached(update.to(), stamp);
    }

    /** Writes the keys of up to three maps of which one entry is edited, then the edit behind them. */
    private static int way(@Nullable Edit root, CompactWriter writer) {
        Edit edit = root;
        int way = 0;
        while (way < CompactPacker.WAY
                && edit instanceof Edit.MapEdit map
                && map.entries().size() == 1) {
            Map.Entry<String, Edit> entry = map.entries().entrySet().iterator().next();
            writer.key(entry.getKey());
            edit = entry.getValue();
            way++;
        }
        writer.edit(edit);
        return way;
    }

    private static int form(@Nullable HybridTimestamp base, HybridTimestamp stamp) {
        if (base == null) {
            return CompactPacker.STAMP_WHOLE;
        }
        long passedMs = stamp.ms() - base.ms();
        if (passedMs == 0 && stamp.counter() == base.counter() + 1) {
            return CompactPacker.STAMP_NEXT;
        }
        return passedMs > 0 && stamp.counter() == 0 ? CompactPacker.STAMP_LATER : CompactPacker.STAMP_OTHER;
    }

    private void stamp(int form, @Nullable HybridTimestamp base, HybridTimestamp stamp) {
        long passedMs = base == null ? stamp.ms() : stamp.ms() - base.ms();
        if (form == CompactPacker.STAMP_LATER) {
            head.varint(passedMs);
        } else if (form != CompactPacker.STAMP_NEXT) {
            head.signed(passedMs);
            head.varint(stamp.counter());
        }
    }

    /** The answer to a subscription as CBOR, but without what it is about; that follows in the compact form. */
    private void opening(Frame.Subscribed frame, CompactUnpacker.Asked asked) {
        HubTable table = table(frame.handle());
        CompactWriter writer = new CompactWriter(body, table);
        int known = asked.table() == table.id() ? Math.min(asked.entries(), table.size()) : 0;
        Frame envelope;
        if (frame.opening() instanceof Resumed resumed) {
            writer.edit(resumed.delta().root());
            envelope = new Frame.Subscribed(frame.handle(), frame.atom(), CompactUnpacker.with(resumed, Delta.NONE));
            table.reached(resumed.to(), resumed.updated());
        } else if (frame.opening() instanceof Snapshot snapshot) {
            snapshot(snapshot, known == 0, table);
            envelope = new Frame.Subscribed(frame.handle(), frame.atom(), CompactUnpacker.with(snapshot, Doc.of()));
            table.reached(snapshot.version().number(), snapshot.updated());
        } else {
            throw new IllegalArgumentException("no answer to a subscription: " + frame.opening());
        }
        head.octet(CompactPacker.OPENING);
        byte[] cbor = cbor(envelope);
        head.varint(cbor.length);
        head.raw(cbor);
        table.define(known, head);
    }

    /** For a client that must be told the whole table, one that is mostly of use no more is begun anew. */
    private void snapshot(Snapshot snapshot, boolean untold, HubTable table) {
        CompactWriter writer = new CompactWriter(body, table);
        if (table.size() == 0) {
            table.learn(snapshot.value());
        }
        if (untold) {
            table.count();
        }
        writer.value(snapshot.value());
        if (untold && table.isMostlyUnused()) {
            table.restart(entropy.nextLong());
            table.learn(snapshot.value());
            body.clear();
            writer.value(snapshot.value());
        }
    }
}
