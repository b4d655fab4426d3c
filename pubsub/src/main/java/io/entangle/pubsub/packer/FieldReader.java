package io.entangle.pubsub.packer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Shown;
import io.entangle.value.Doc;
import io.entangle.value.DocJson;
import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one frame after the other, each by what it must be. */
final class FieldReader {
    static final SiteId NO_SITE = new SiteId(0);

    static final long MAX_NUMBER = (1L << 53) - 1;

    private final JsonParser in;
    /** The end of the frame was met while an optional field was looked for. */
    private boolean ended;

    FieldReader(JsonParser in) {
        this.in = in;
    }

    JsonParser parser() {
        return in;
    }

    JsonToken current() {
        return in.currentToken();
    }

    JsonToken next() throws IOException {
        return in.nextToken();
    }

    /** Goes to the end of a frame: fields behind the known ones are passed over, later versions may add some. */
    void end() throws IOException {
        JsonToken token = ended ? JsonToken.END_ARRAY : in.nextToken();
        while (token != null && token != JsonToken.END_ARRAY) {
            in.skipChildren();
            token = in.nextToken();
        }
        ended = false;
    }

    /** {@return whether there is another field} Earlier versions have fewer at the end. */
    private boolean more() throws IOException {
        ended |= in.nextToken() == JsonToken.END_ARRAY;
        return !ended;
    }

    /** {@return a text, or null where there is none or null} */
    @Nullable
    String lastTextOrNull(String field) throws IOException {
        return ended || !more() ? null : currentTextOrNull(field);
    }

    /** {@return a text that no error may show, or null where there is none or null} */
    @Nullable
    String lastSecretOrNull(String field) throws IOException {
        return ended || !more() || in.currentToken() == JsonToken.VALUE_NULL ? null : currentSecret(field);
    }

    /** {@return a text that no error may show} */
    String secret(String field) throws IOException {
        in.nextToken();
        return currentSecret(field);
    }

    private String currentSecret(String field) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw new EntangleException(
                    ErrorCode.MALFORMED, "malformed frame: expected " + field + ", a string, but found something else");
        }
        return in.getText();
    }

    /** {@return a number, or 0 where there is none} */
    long lastNumber(String field) throws IOException {
        return ended || !more() ? 0 : currentNumber(field);
    }

    /** {@return a document, or null where there is none} */
    @Nullable
    Doc lastDocOrNull() throws IOException {
        return ended || !more() ? null : Doc.from(DocJson.read(in));
    }

    @Nullable
    Object value() throws IOException {
        in.nextToken();
        return DocJson.read(in);
    }

    @Nullable
    Version versionOrNull() throws IOException {
        if (in.nextToken() == JsonToken.VALUE_NULL) {
            in.nextToken();
            return null;
        }
        return new Version(hex("epoch"), number("version"));
    }

    Version version() throws IOException {
        return new Version(nextHex("epoch"), number("version"));
    }

    long nextHex(String field) throws IOException {
        in.nextToken();
        return hex(field);
    }

    long hex(String field) throws IOException {
        expect(in.currentToken() == JsonToken.VALUE_STRING && in.getTextLength() == 16, field + ", 16 hex digits");
        return HexFormat.fromHexDigitsToLong(in.getText());
    }

    HybridTimestamp stamp() throws IOException {
        return new HybridTimestamp(number("ms"), integer("counter"), site());
    }

    /** The site of a write is that of the connection's hello; it is not repeated. */
    HybridTimestamp stampWithoutSite() throws IOException {
        return new HybridTimestamp(number("ms"), integer("counter"), NO_SITE);
    }

    SiteId site() throws IOException {
        return new SiteId(nextHex("site"));
    }

    String text(String field) throws IOException {
        expect(in.nextToken() == JsonToken.VALUE_STRING, field + ", a string");
        return in.getText();
    }

    @Nullable
    String textOrNull(String field) throws IOException {
        in.nextToken();
        return currentTextOrNull(field);
    }

    private @Nullable String currentTextOrNull(String field) throws IOException {
        JsonToken token = in.currentToken();
        expect(token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NULL, field + ", a string or null");
        return token == JsonToken.VALUE_NULL ? null : in.getText();
    }

    boolean flag(String field) throws IOException {
        JsonToken token = in.nextToken();
        expect(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE, field + ", true or false");
        return token == JsonToken.VALUE_TRUE;
    }

    Doc doc() throws IOException {
        return Doc.from(value());
    }

    int integer(String field) throws IOException {
        expect(in.nextToken() == JsonToken.VALUE_NUMBER_INT, field + ", an integer");
        return (int) bounded(Integer.MAX_VALUE, field);
    }

    long number(String field) throws IOException {
        in.nextToken();
        return currentNumber(field);
    }

    long currentNumber(String field) throws IOException {
        expect(in.currentToken() == JsonToken.VALUE_NUMBER_INT, field + ", an integer");
        return bounded(MAX_NUMBER, field);
    }

    long bounded(long max, String field) throws IOException {
        boolean fits = in.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && in.getLongValue() >= 0
                && in.getLongValue() <= max;
        expect(fits, field + ", from 0 to " + max);
        return in.getLongValue();
    }

    void expect(boolean holds, String expected) throws IOException {
        if (!holds) {
            throw malformed(expected);
        }
    }

    EntangleException malformed(String expected) throws IOException {
        JsonToken token = in.currentToken();
        String text = token != null && token.isScalarValue() ? in.getText() : null;
        String found = token == null ? "the end" : text == null ? token.toString() : shortened(text);
        return new EntangleException(
                ErrorCode.MALFORMED, "malformed frame: expected " + expected + ", but found " + found);
    }

    static String shortened(String text) {
        return Shown.of(text.length() > 40 ? text.substring(0, 40) + "…" : text);
    }
}
