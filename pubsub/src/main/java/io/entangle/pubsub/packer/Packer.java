package io.entangle.pubsub.packer;

import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packs frames for the wire and unpacks them. Immutable and thread-safe. */
public interface Packer {
    /** {@return compact bytes: CBOR, RFC 8949} */
    static Packer cbor() {
        return CborPacker.INSTANCE;
    }

    /** {@return text that people can read: JSON, RFC 8259} */
    static Packer json() {
        return JsonPacker.INSTANCE;
    }

    /** {@return all packers, the best first} */
    static List<Packer> all() {
        return List.of(cbor(), json());
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
     * {@return a frame for the wire}
     *
     * @param frame the frame
     */
    Packed pack(Frame frame);

    /**
     * {@return a {@link Frame.Batch} of frames that are packed already}
     *
     * @param frames at least one, packed by this packer, none of them a batch
     */
    Packed batch(List<Packed> frames);

    /**
     * {@return the frame of a message from the wire}
     *
     * @param packed the message
     * @throws io.entangle.pubsub.protocol.EntangleException of code {@code MALFORMED} if it is no frame; the message
     *     says what was expected
     */
    Frame unpack(Packed packed);
}
