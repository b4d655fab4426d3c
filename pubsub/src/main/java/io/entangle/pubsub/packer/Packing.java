package io.entangle.pubsub.packer;

import io.entangle.pubsub.protocol.Frame;

/**
 * Packs and unpacks the frames of one connection. It may rely on what it packed and unpacked before, so it is given every
 * frame of its connection in order. Driven by one thread at a time.
 */
public interface Packing {
    /**
     * {@return a frame for the wire}
     *
     * @param frame the frame
     */
    Packed pack(Frame frame);

    /**
     * {@return the frame of a message from the wire}
     *
     * @param packed the message
     * @throws io.entangle.pubsub.protocol.EntangleException of code {@code MALFORMED} if it is no frame; the message
     *     says what was expected. The connection can't be used any more then
     */
    Frame unpack(Packed packed);
}
