package io.entangle.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DocJsonTest {
    /** Writes tokens that JSON has not, but binary formats have. */
    @FunctionalInterface
    private interface Tokens {
        void write(TokenBuffer buffer) throws IOException;
    }

    @Test
    void read_numbersOfAnyJavaType_areInTheDomain() throws IOException {
        assertThat(read(buffer -> buffer.writeNumber((short) 7))).isEqualTo(7L);
        assertThat(read(buffer -> buffer.writeNumber(7))).isEqualTo(7L);
        assertThat(read(buffer -> buffer.writeNumber(7L))).isEqualTo(7L);
        assertThat(read(buffer -> buffer.writeNumber(BigInteger.TEN))).isEqualTo(10L);
        assertThat(read(buffer -> buffer.writeNumber(1L << 60))).isEqualTo(0x1p60);
        assertThat(read(buffer -> buffer.writeNumber(BigInteger.ONE.shiftLeft(64))))
                .isEqualTo(0x1p64);
        assertThat(read(buffer -> buffer.writeNumber(1.5f))).isEqualTo(1.5);
        assertThat(read(buffer -> buffer.writeNumber(2f))).isEqualTo(2L);
        assertThat(read(buffer -> buffer.writeNumber(-0.0))).isEqualTo(0L);
        assertThat(read(buffer -> buffer.writeNumber(0x1p53))).isEqualTo(0x1p53);
        assertThat(read(buffer -> buffer.writeNumber(new BigDecimal("0.5")))).isEqualTo(0.5);
    }

    @Test
    void read_numbersOutsideTheDomain_areRefused() {
        refused(buffer -> buffer.writeNumber(Double.NaN), "numbers are finite doubles, but found NaN");
        refused(buffer -> buffer.writeNumber(Double.POSITIVE_INFINITY), "numbers are finite doubles");
        refused(buffer -> buffer.writeNumber(Float.NEGATIVE_INFINITY), "numbers are finite doubles");
        refused(buffer -> buffer.writeNumber(Long.MAX_VALUE), "9223372036854775807 is neither exactly");
        refused(
                buffer -> buffer.writeNumber(BigInteger.ONE.shiftLeft(64).add(BigInteger.ONE)),
                "18446744073709551617 is neither exactly");
        refused(buffer -> buffer.writeNumber(BigInteger.TEN.pow(400)), "… (401 characters) is neither exactly");
        refused(
                buffer -> buffer.writeNumber(new BigDecimal(BigInteger.ONE, -1_000_000_000)),
                "numbers are finite doubles, but found 1E+1000000000");
    }

    @Test
    void read_bytesAndOtherObjects_areRefused() {
        refused(buffer -> buffer.writeBinary(new byte[] {1}), "but found the token VALUE_EMBEDDED_OBJECT");
        refused(buffer -> buffer.writeEmbeddedObject(new Object()), "but found the token VALUE_EMBEDDED_OBJECT");
    }

    @Test
    void read_repeatedKey_isRefused() {
        refused(
                buffer -> {
                    buffer.writeStartObject();
                    buffer.writeNullField("a");
                    buffer.writeNullField("a");
                    buffer.writeEndObject();
                },
                "a map has each key once, but the string \"a\" comes again");
    }

    @Test
    void read_loneSurrogates_areRefused() {
        refused(buffer -> buffer.writeString("\ud800"), "lone surrogate U+D800");
        refused(
                buffer -> {
                    buffer.writeStartObject();
                    buffer.writeNullField("\udfff");
                    buffer.writeEndObject();
                },
                "lone surrogate U+DFFF");
    }

    @Test
    void read_tooDeep_isRefused() {
        refused(
                buffer -> {
                    for (int i = 0; i <= Doc.MAX_DEPTH; i++) {
                        buffer.writeStartArray();
                    }
                },
                "documents nest at most 64 containers deep");
    }

    @Test
    void read_inputEndsTooSoon_isAnEndOfFile() {
        assertThatThrownBy(() -> read(buffer -> {})).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(TokenBuffer::writeStartArray)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(TokenBuffer::writeStartObject)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(buffer -> {
                    buffer.writeStartObject();
                    buffer.writeFieldName("a");
                }))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void read_valueAmongOthers_endsAtItsLastToken() throws IOException {
        try (JsonParser parser = new JsonFactory().createParser("[{\"a\":[1]},\"next\"]")) {
            parser.nextToken();
            parser.nextToken();

            assertThat(DocJson.read(parser)).isEqualTo(Doc.of("a", Doc.list(1)));
            assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
            assertThat(parser.nextTextValue()).isEqualTo("next");
        }
    }

    @Test
    void read_lenientParser_letsNothingMoreIn() throws IOException {
        JsonFactory lenient = JsonFactory.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .build())
                .build();
        for (String text : List.of("NaN", "-Infinity", "[".repeat(100_000), "9".repeat(1_000_000), "1e999999999")) {
            try (JsonParser parser = lenient.createParser(text)) {
                parser.nextToken();

                assertThatThrownBy(() -> DocJson.read(parser))
                        .isInstanceOf(InvalidValueException.class)
                        .message()
                        .hasSizeLessThan(250);
            }
        }
    }

    @Test
    void write_anyValue_isWritten() throws IOException {
        Doc doc = Doc.of("a", Doc.list(1, 1.5, null, true, "é\"\n"));

        assertThat(written(doc)).isEqualTo("{\"a\":[1,1.5,null,true,\"é\\\"\\n\"]}");
        assertThat(written(Doc.from("x"))).isEqualTo("\"x\"");
        assertThat(written(null)).isEqualTo("null");
        assertThat(written(7)).isEqualTo("7");
        assertThat(written(2.0)).isEqualTo("2");
        assertThat(written(Map.of("a", List.of(1)))).isEqualTo("{\"a\":[1]}");
    }

    @Test
    void write_valueOutsideTheDomain_isRefused() {
        assertThatThrownBy(() -> written(Double.NaN)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> written(new Object())).isInstanceOf(InvalidValueException.class);
    }

    private static void refused(Tokens tokens, String reason) {
        assertThatThrownBy(() -> read(tokens))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(reason);
    }

    private static @Nullable Object read(Tokens tokens) throws IOException {
        try (TokenBuffer buffer = new TokenBuffer(null, false)) {
            tokens.write(buffer);
            JsonParser parser = buffer.asParser();
            parser.nextToken();
            return DocJson.read(parser);
        }
    }

    private static String written(@Nullable Object value) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
            DocJson.write(generator, value);
        }
        return out.toString();
    }
}
