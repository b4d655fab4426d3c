package io.entangle.pubsub.packer;

import io.entangle.clock.Entropy;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A way to pack frames for the wire. Used as a {@link Packing} itself, it packs every frame so that it can be unpacked by
 * whoever knows nothing else. Immutable and thread-safe.
 */
public interface Packer extends Packing {
    /** {@return the fewest bytes: names are sent once for each atom, and times as what has passed} */
    static Packer compact() {
        return CompactPacker.INSTANCE;
    }

    /** {@return bytes for which many languages have a library: CBOR, RFC 8949} */
    static Packer cbor() {
        return CborPacker.INSTANCE;
    }

    /** {@return text that people can read: JSON, RFC 8259} */
    static Packer json() {
        return JsonPacker.INSTANCE;
    }

    /** {@return all packers, the best first} */
    static List<Packer> all() {
        return List.of(compact(), cbor(), json());
    }

    /**
     * {@return the packer of a WebSocket subprotocol, or null if there is none}
     *
     * @param subProtocol as {@link Protocol#subProtocol} gives it; null means that none was negotiated, which is JSON
     */
    static @Nullable Packer ofSubProtocol(@Nullable String subProtocol) {
        if (subProtocol == null) {
            return json();
        }
        for (Packer packer : all()) {
            if (Protocol.subProtocol(packer.name()).equals(subProtocol)) {
                return packer;
            }
        }
        return null;
    }

    /** {@return the name by which it is negotiated} */
    String name();

    /**
     * {@return a hub's packings, one from each call for one connection} They are driven by one thread together, and an
     * update that one of them has packed is right for all of its connections that were sent the version it starts from.
     *
     * @param entropy names what the hub remembers
     * @param limits what is taken of what clients send
     */
    Supplier<Packing> atHub(Entropy entropy, MessageLimits limits);

    /**
     * {@return a hub's packings, with {@link MessageLimits#DEFAULT}}
     *
     * @param entropy names what the hub remembers
     */
    default Supplier<Packing> atHub(Entropy entropy) {
        return atHub(entropy, MessageLimits.DEFAULT);
    }

    /** {@return a client's packings, one from each call for one connection; each ends the one before} */
    default Supplier<Packing> atClient() {
        return () -> this;
    }

    @Override
    Packed pack(Frame frame);

    /**
     * {@return a {@link Frame.Batch} of frames that are packed already}
     *
     * @param frames at least one, packed by this packer, none of them a batch
     */
    Packed batch(List<Packed> frames);

    @Override
    Frame unpack(Packed packed);
}
