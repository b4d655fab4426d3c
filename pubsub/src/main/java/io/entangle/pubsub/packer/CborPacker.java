package io.entangle.pubsub.packer;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.entangle.clock.Entropy;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;

/** Frames as CBOR bytes, their types as numbers. */
final class CborPacker extends JacksonPacker {
    static final CborPacker INSTANCE = new CborPacker(ANY);

    private static final byte ARRAY = (byte) 0x9F;
    private static final byte BREAK = (byte) 0xFF;

    CborPacker(MessageLimits limits) {
        super(limited(CBORFactory.builder().enable(CBORParser.Feature.READ_UNDEFINED_AS_EMBEDDED_OBJECT), limits));
    }

    @Override
    public Supplier<Packing> atHub(Entropy entropy, MessageLimits limits) {
        Packing packing = new CborPacker(limits);
        return () -> packing;
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
    public Packed batch(List<Packed> frames) {
        // An array of indefinite length, RFC 8949 section 3.2.2, led by its type, a number below 24.
        Buffer bytes = Buffer.buffer().appendByte(ARRAY).appendByte((byte) FrameType.BATCH.number());
        frames.forEach(frame -> bytes.appendBuffer(frame.bytes()));
        return Packed.of(bytes.appendByte(BREAK));
    }

    @Override
    public Frame unpack(Packed packed) {
        Buffer bytes = packed.bytes();
        if (bytes == null) {
            throw new EntangleException(ErrorCode.MALFORMED, "this connection speaks CBOR bytes, but found text");
        }
        return read(() -> new Untagged((CBORParser) factory().createParser(bytes.getBytes())));
    }

    /** Tags give values meanings outside the value domain (a big number, a date), so they are refused. */
    private static final class Untagged extends JsonParserDelegate {
        private final CBORParser parser;

        Untagged(CBORParser parser) {
            super(parser);
            this.parser = parser;
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken token = parser.nextToken();
            // Jackson takes the tag of a big number for its own and forgets it.
            boolean big = token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == NumberType.BIG_INTEGER;
            if (big || parser.getCurrentTag() >= 0) {
                throw new JsonParseException(parser, "values have no tags and no big numbers");
            }
            return token;
        }
    }
}
