package io.entangle.pubsub.transport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Several frames in one body: a JSON array of them. */
final class Frames {
    private static final int MAX_DEPTH = 200;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private Frames() {}

    static String join(Iterable<String> frames) {
        return "[" + String.join(",", frames) + "]";
    }

    /**
     * {@return the frames of a body, not looked into}
     *
     * @throws EntangleException of code {@code MALFORMED} if it is no array of arrays
     */
    static List<Packed> split(String body) {
        List<Packed> frames = new ArrayList<>();
        for (String element : elements(body)) {
            if (!element.startsWith("[")) {
                throw malformed("a frame, which is an array");
            }
            frames.add(Packed.of(element));
        }
        return frames;
    }

    /**
     * {@return the elements of a JSON array, as texts}
     *
     * @throws EntangleException of code {@code MALFORMED} if it is none of arrays and objects
     */
    static List<String> elements(String body) {
        List<String> elements = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw malformed("an array of frames");
            }
            while (parser.nextToken() == JsonToken.START_ARRAY || parser.currentToken() == JsonToken.START_OBJECT) {
                int from = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                int to = (int) parser.currentLocation().getCharOffset();
                elements.add(body.substring(from, to));
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw malformed("a frame, which is an array, or the end of the array of frames");
            }
            if (parser.nextToken() != null) {
                throw malformed("nothing behind the array of frames");
            }
        } catch (IOException e) {
            throw new EntangleException(ErrorCode.MALFORMED, "the body is no JSON: it should be an array of frames", e);
        }
        return elements;
    }

    private static EntangleException malformed(String expected) {
        return new EntangleException(ErrorCode.MALFORMED, "malformed body: expected " + expected);
    }
}
