package io.entangle.pubsub.packer;

import io.entangle.delta.Delta;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Intent;
import io.entangle.replica.ToAuthority;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A client's end of its connections, one after another: what it was told of atoms holds from one to the next. */
final class CompactClient implements Supplier<Packing> {
    /** More than a hub lets a client subscribe to; of others nothing is known, which costs bytes and nothing else. */
    private static final int MAX_ATOMS = 1_024;

    private final Map<String, ClientTable> byAtom = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ClientTable> eldest) {
            return size() > MAX_ATOMS;
        }
    };

    private final Map<Integer, ClientTable> byHandle = new HashMap<>();

    @Override
    public Packing get() {
        byHandle.clear();
        return new Packing() {
            private final CompactUnpacker unpacker = new CompactUnpacker(CompactClient.this, CborPacker.INSTANCE);

            @Override
            public Packed pack(Frame frame) {
                if (frame instanceof Frame.Batch batch) {
                    return CompactPacker.INSTANCE.batch(
                            batch.frames().stream().map(this::pack).toList());
                }
                ByteWriter out = new ByteWriter();
                if (frame instanceof Frame.Write write && write.write().intent() instanceof Intent.Edits edits) {
                    write(write.handle(), write.write(), edits.delta(), out);
                    return Packed.of(Buffer.buffer(out.toBytes()));
                }
                if (frame instanceof Frame.Subscribe subscribe) {
                    ClientTable table = table(subscribe.atom());
                    out.octet(CompactPacker.SUBSCRIBE);
                    out.fixed(table.id());
                    out.varint(table.size());
                } else {
                    out.octet(CompactPacker.CBOR);
                }
                out.raw(CompactHub.cbor(frame));
                return Packed.of(Buffer.buffer(out.toBytes()));
            }

            @Override
            public Frame unpack(Packed packed) {
                return unpacker.unpack(packed);
            }
        };
    }

    /** A write defines the names it uses by itself: which ones the hub still knows is not for a client to know. */
    private static void write(int handle, ToAuthority.Write write, Delta delta, ByteWriter out) {
        HubTable names = new HubTable(0);
        ByteWriter body = new ByteWriter();
        new CompactWriter(body, names).edit(delta.root());
        out.octet(CompactPacker.WRITE);
        out.varint(handle);
        out.varint(write.sequence());
        out.varint(write.seen());
        out.varint(write.written().ms());
        out.varint(write.written().counter());
        names.names(0, out);
        out.raw(body.toBytes());
    }

    private ClientTable table(String atom) {
        return byAtom.computeIfAbsent(atom, unknown -> new ClientTable());
    }

    /** {@return the table of an atom whose handle is made known} */
    ClientTable opened(String atom, int handle) {
        ClientTable table = table(atom);
        byHandle.put(handle, table);
        return table;
    }

    /** {@return the table of a handle; an empty one for a handle that was not made known} */
    ClientTable table(int handle) {
        ClientTable table = byHandle.get(handle);
        return table == null ? new ClientTable() : table;
    }
}
