package io.entangle.pubsub.packer;

import io.entangle.clock.Entropy;
import io.entangle.pubsub.protocol.Frame;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Frames as the fewest bytes. Updates and the answers to subscriptions have a form of their own, which relies on what the
 * atom's frames before have defined; all others are CBOR behind a byte. {@code docs/protocol.md} has every byte.
 */
final class CompactPacker implements Packer {
    static final CompactPacker INSTANCE = new CompactPacker();

    /** The first bytes of messages; those of updates have the highest bit set. */
    static final int CBOR = 0;

    static final int SUBSCRIBE = 1;
    static final int OPENING = 2;
    static final int BATCH = 3;
    static final int WRITE = 4;
    static final int UPDATE = 0x80;

    /** The other bits of an update's first byte. Through how many maps of one edited entry the way leads: 0 to 3. */
    static final int WAY = 0x03;

    static final int LEAP = 0x04;
    static final int DEFINES = 0x08;
    static final int STAMP = 0x30;
    static final int OTHER_SITE = 0x40;

    /** The forms of a stamp: by how it differs from that of the version the update starts from, or by itself. */
    static final int STAMP_NEXT = 0x00;

    static final int STAMP_LATER = 0x10;
    static final int STAMP_OTHER = 0x20;
    static final int STAMP_WHOLE = 0x30;

    private CompactPacker() {}

    @Override
    public String name() {
        return "compact";
    }

    @Override
    public Supplier<Packing> atHub(Entropy entropy, MessageLimits limits) {
        return new CompactHub(entropy, limits);
    }

    @Override
    public Supplier<Packing> atClient() {
        return new CompactClient();
    }

    @Override
    public Packed pack(Frame frame) {
        long[] tables = {0};
        return pack(frame, new CompactClient().get(), new CompactHub(() -> ++tables[0], MessageLimits.DEFAULT).get());
    }

    private Packed pack(Frame frame, Packing client, Packing hub) {
        if (frame instanceof Frame.Batch batch) {
            return batch(batch.frames().stream()
                    .map(member -> pack(member, client, hub))
                    .toList());
        }
        boolean fromClient = frame instanceof Frame.Subscribe || frame instanceof Frame.Write;
        return (fromClient ? client : hub).pack(frame);
    }

    @Override
    public Packed batch(List<Packed> frames) {
        ByteWriter out = new ByteWriter();
        out.octet(BATCH);
        for (Packed frame : frames) {
            out.varint(frame.size());
            out.raw(bytes(frame));
        }
        return Packed.of(Buffer.buffer(out.toBytes()));
    }

    /** The bytes of a frame that was packed as such. */
    static byte[] bytes(Packed packed) {
        return Objects.requireNonNull(packed.bytes(), "bytes").getBytes();
    }

    @Override
    public Frame unpack(Packed packed) {
        return new CompactUnpacker(new CompactClient(), CborPacker.INSTANCE).unpack(packed);
    }

    @Override
    public String toString() {
        return name();
    }
}
