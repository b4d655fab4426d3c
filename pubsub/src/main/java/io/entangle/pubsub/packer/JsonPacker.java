package io.entangle.pubsub.packer;

import com.fasterxml.jackson.core.JsonFactory;
import io.entangle.clock.Entropy;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;

/** Frames as JSON text, their types as words. */
final class JsonPacker extends JacksonPacker {
    static final JsonPacker INSTANCE = new JsonPacker(ANY);

    private JsonPacker(MessageLimits limits) {
        super(limited(JsonFactory.builder(), limits));
    }

    @Override
    public Supplier<Packing> atHub(Entropy entropy, MessageLimits limits) {
        Packing packing = new JsonPacker(limits);
        return () -> packing;
    }

    @Override
    public String name() {
        return "json";
    }

    @Override
    public Packed pack(Frame frame) {
        StringWriter out = new StringWriter();
        try {
            write(factory().createGenerator(out), true, frame);
        } catch (IOException e) {
            throw new UncheckedIOException("packing to memory failed", e);
        }
        return Packed.of(out.toString());
    }

    @Override
    public Packed batch(List<Packed> frames) {
        StringBuilder text =
                new StringBuilder("[\"").append(FrameType.BATCH.word()).append('"');
        frames.forEach(frame -> text.append(',').append(frame.text()));
        return Packed.of(text.append(']').toString());
    }

    @Override
    public Frame unpack(Packed packed) {
        String text = packed.text();
        if (text == null) {
            throw new EntangleException(ErrorCode.MALFORMED, "this connection speaks JSON text, but found bytes");
        }
        return read(() -> factory().createParser(text));
    }
}
