package io.entangle.pubsub.channel;

import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.packer.Packing;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.value.Doc;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands at one place of a channel. Packed once in each packing, for all members. On the hub's context. */
final class Entry {
    /** Roughly what an entry takes besides its data. */
    private static final int OVERHEAD = 64;

    private static final int PER_ITEM = 8;

    private final Frame frame;
    private final long offset;
    /** The number of the entry among those of all channels. */
    private final long order;

    private final long atNanos;
    private final int weight;
    private final Map<Packer, Packed> packed = new HashMap<>(2);

    Entry(Frame frame, Doc data, long offset, long order, long atNanos) {
        this.frame = frame;
        this.offset = offset;
        this.order = order;
        this.atNanos = atNanos;
        this.weight = OVERHEAD + weight(data);
    }

    Frame frame() {
        return frame;
    }

    long offset() {
        return offset;
    }

    long order() {
        return order;
    }

    long atNanos() {
        return atNanos;
    }

    /** {@return roughly how many bytes it takes} */
    int weight() {
        return weight;
    }

    Packed packed(Packer packer, Packing packing) {
        return packed.computeIfAbsent(packer, one -> packing.pack(frame));
    }

    private static int weight(@Nullable Object value) {
        if (value instanceof String text) {
            return PER_ITEM + text.length();
        }
        int weight = PER_ITEM;
        if (value instanceof Doc doc && doc.isMap()) {
            for (Map.Entry<String, @Nullable Object> entry : doc.map().entrySet()) {
                weight += entry.getKey().length() + weight(entry.getValue());
            }
        } else if (value instanceof Doc doc && doc.isList()) {
            for (Object item : doc.vector()) {
                weight += weight(item);
            }
        } else if (value instanceof Doc scalar) {
            return weight(scalar.value());
        }
        return weight;
    }
}
