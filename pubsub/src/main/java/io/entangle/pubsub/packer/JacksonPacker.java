package io.entangle.pubsub.packer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.TSFBuilder;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.value.Doc;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the packers share: limits on what is read, and one error for all that can be wrong with it. */
abstract class JacksonPacker implements Packer {
    /** A frame, its delta and the value in that; there is no way to nest deeper within the value domain. */
    static final int MAX_DEPTH = 2 * Doc.MAX_DEPTH + 16;

    /** More than any frame of a hub has. */
    static final MessageLimits ANY = new MessageLimits(Integer.MAX_VALUE, MAX_DEPTH, 400);

    /**
     * Field names come from outside: they are not interned, which would keep them for ever, and many of one hash make
     * the parser slower but do not stop it.
     */
    static JsonFactory limited(TSFBuilder<?, ?> builder, MessageLimits limits) {
        // How long a message may be is the transport's to limit, and what is in it the hub's.
        return builder.streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth())
                        .maxNumberLength(limits.maxNumberChars())
                        .maxNameLength(64 * 1024)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER) // which makes no strings of them
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .build();
    }

    private final JsonFactory factory;

    JacksonPacker(JsonFactory factory) {
        this.factory = factory;
    }

    final JsonFactory factory() {
        return factory;
    }

    final void write(JsonGenerator generator, boolean words, Frame frame) {
        try (generator) {
            new FrameWriter(generator, words).write(frame);
        } catch (IOException e) {
            throw new UncheckedIOException("packing to memory failed", e);
        }
    }

    /** Opens a parser; a seam for the two kinds of input. */
    interface Opening {
        JsonParser open() throws IOException;
    }

    final Frame read(Opening opening) {
        try (JsonParser parser = opening.open()) {
            return new FrameReader(parser).read();
        } catch (JsonProcessingException e) {
            throw malformed(e.getOriginalMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()), e);
        }
    }

    final EntangleException malformed(String reason, Exception cause) {
        return new EntangleException(ErrorCode.MALFORMED, "malformed frame of " + name() + ": " + reason, cause);
    }

    @Override
    public String toString() {
        return name();
    }
}
