package io.entangle.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads JSON text, RFC 8259 and nothing beyond it. */
final class JsonText {
    /**
     * The length of a text, and of its strings and keys, is the caller's to bound; what is bounded here is what costs
     * more than its length. The parser's own bound on nesting lies above ours, which gives the better message.
     */
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(Doc.MAX_DEPTH + 1)
            .maxNumberLength(1000)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNameLength(Integer.MAX_VALUE)
            .build();

    /** Keys that collide in the parser's symbol table only switch it off: colliding keys are no reason to refuse. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .streamReadConstraints(CONSTRAINTS)
            .build();

    private JsonText() {}

    static Doc read(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return document(parser);
        } catch (IOException e) {
            throw new UncheckedIOException("reading a String can't fail", e);
        }
    }

    static Doc read(byte[] utf8) {
        // through a strict decoder: Jackson's own would guess the encoding and let overlong forms pass
        Reader reader = new InputStreamReader(new ByteArrayInputStream(utf8), strictDecoder());
        try (JsonParser parser = FACTORY.createParser(reader)) {
            return document(parser);
        } catch (CharacterCodingException e) {
            throw invalid(malformed(utf8), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading an array can't fail", e);
        }
    }

    private static Doc document(JsonParser parser) throws IOException {
        try {
            if (parser.nextToken() == null) {
                throw new InvalidValueException("the text is empty, where a JSON value was expected");
            }
            Object value = DocJson.read(parser);
            if (parser.nextToken() != null) {
                throw new InvalidValueException("the text goes on after its value");
            }
            return Doc.from(value);
        } catch (JsonProcessingException e) {
            throw invalid(where(e.getLocation()) + plain(e.getOriginalMessage()), e);
        } catch (InvalidValueException e) {
            boolean atToken = parser.currentToken() != null;
            throw invalid(
                    where(atToken ? parser.currentTokenLocation() : parser.currentLocation()) + e.getMessage(), e);
        }
    }

    private static CharsetDecoder strictDecoder() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static String malformed(byte[] utf8) {
        ByteBuffer in = ByteBuffer.wrap(utf8);
        CharBuffer out = CharBuffer.allocate(8192);
        CharsetDecoder decoder = strictDecoder();
        int line = 1;
        int column = 1;
        while (decoder.decode(in, out, true).isOverflow() | out.position() > 0) {
            for (char c : out.flip().toString().toCharArray()) {
                line += c == '\n' ? 1 : 0;
                column = c == '\n' ? 1 : column + 1;
            }
            out.clear();
        }
        return "line " + line + ", column " + column + ": malformed UTF-8 at byte " + in.position();
    }

    private static String where(@Nullable JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }

    /** Jackson's message in one line, its mentions of the source reduced to line and column. */
    private static String plain(String message) {
        return message.replaceAll("\\[Source: [^\\]]*?; line: (\\d+), column: (\\d+)\\]", "line $1, column $2")
                .replaceAll("\\s*\\n\\s*", " ");
    }

    private static InvalidValueException invalid(String message, Exception cause) {
        InvalidValueException invalid = new InvalidValueException(message);
        invalid.initCause(cause);
        return invalid;
    }
}
