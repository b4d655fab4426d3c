package io.entangle.pubsub.packer;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Frames as CBOR bytes, their types as numbers. */
final class CborPacker extends JacksonPacker {
    static final CborPacker INSTANCE = new CborPacker();

    private CborPacker() {
        super(limited(CBORFactory.builder()));
    }

    @Override
    public String name() {
        return "cbor";
    }

    @Override
    public Packed pack(Frame frame) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        try {
            write(factory().createGenerator(out), false, frame);
        } catch (IOException e) {
            throw new UncheckedIOException("packing to memory failed", e);
        }
        return Packed.of(Buffer.buffer(out.toByteArray()));
    }

    @Override
    public Frame unpack(Packed packed) {
        Buffer bytes = packed.bytes();
        if (bytes == null) {
            throw new EntangleException(ErrorCode.MALFORMED, "this connection speaks CBOR bytes, but found text");
        }
        return read(() -> factory().createParser(bytes.getBytes()));
    }
}
