package io.entangle.value;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Streams values of the domain of {@link Doc} through Jackson, as JSON or in any binary format Jackson has a parser
 * and a generator for. Nothing outside the domain gets in, whatever the parser lets through. Thread-safe; parsers and
 * generators are not, and belong to the caller.
 */
public final class DocJson {
    /** No finite double has an integer literal longer than this: a sign and 309 digits. */
    private static final int MAX_INTEGER_CHARS = 310;

    private static final double TWO_TO_63 = 0x1p63;

    private static final Doc EMPTY_LIST = Doc.list();

    private DocJson() {}

    /**
     * {@return the document that a JSON text writes, as {@link Doc#parse} does}
     *
     * @param utf8 RFC 8259 text in well-formed UTF-8 without a byte order mark
     * @throws InvalidValueException if it is not that or outside the value domain; the message gives line and column
     */
    public static Doc parse(byte[] utf8) {
        return JsonText.read(utf8);
    }

    /**
     * {@return the value that begins at the parser's current token: a scalar, or a {@code Doc} for a container}
     * Afterwards the value's last token is the current one.
     *
     * @param parser stands at the first token of the value
     * @throws InvalidValueException if the value is outside the value domain, or a map has a key twice; the parser then
     *     stands at the offending token
     * @throws IOException if the parser refuses the input or can't read it
     */
    public static @Nullable Object read(JsonParser parser) throws IOException {
        return value(parser, parser.currentToken(), Doc.MAX_DEPTH);
    }

    private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token, int depthLeft)
            throws IOException {
        if (token == null) {
            throw new EOFException("the input ends where a value was expected");
        }
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> Domain.string(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> real(parser);
            case START_OBJECT -> map(parser, depthLeft);
            case START_ARRAY -> list(parser, depthLeft);
            default ->
                throw new InvalidValueException(
                        "expected null, a boolean, a number, a string, a list or a map, but found the token " + token);
        };
    }

    private static Doc map(JsonParser parser, int depthLeft) throws IOException {
        if (depthLeft == 0) {
            throw Domain.tooDeep();
        }
        PersistentMap<String, @Nullable Object> map = PersistentMap.empty();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            if (token != JsonToken.FIELD_NAME) {
                throw new EOFException("the input ends within a map");
            }
            String key = Domain.key(parser.currentName());
            if (map.containsKey(key)) {
                throw new InvalidValueException(
                        "a map has each key once, but " + Domain.describe(key) + " comes again");
            }
            map = map.with(key, value(parser, parser.nextToken(), depthLeft - 1));
        }
        return Doc.ofMap(map);
    }

    private static Doc list(JsonParser parser, int depthLeft) throws IOException {
        if (depthLeft == 0) {
            throw Domain.tooDeep();
        }
        JsonToken token = parser.nextToken();
        if (token == JsonToken.END_ARRAY) {
            return EMPTY_LIST; // of which there may be one for each byte
        }
        PersistentVector.Builder<@Nullable Object> list = PersistentVector.builder();
        for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(value(parser, token, depthLeft - 1));
        }
        return Doc.ofList(list.build());
    }

    private static Object integer(JsonParser parser) throws IOException {
        if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long value = parser.getLongValue();
            if (value >= -Domain.MAX_INTEGER && value <= Domain.MAX_INTEGER) {
                return value;
            }
            double nearest = value;
            if (nearest < TWO_TO_63 && (long) nearest == value) {
                return Domain.real(nearest); // as below, without the digits
            }
        }
        return bigInteger(parser.getText());
    }

    /**
     * An integer beyond 2^53-1 is a value only if no digit of it is lost: if a double holds it exactly, or if its
     * digits are those that the double itself is written with.
     */
    private static Object bigInteger(String literal) {
        if (literal.length() <= MAX_INTEGER_CHARS) {
            double nearest = Double.parseDouble(literal);
            if (Double.isFinite(nearest) && (isWritten(literal, nearest) || isExactly(literal, nearest))) {
                return Domain.real(nearest);
            }
        }
        throw new InvalidValueException(
                "numbers are integers within ±(2^53-1) and finite doubles, and " + shown(literal)
                        + " is neither exactly: hold it as a String, or as a double if its rounding is welcome");
    }

    private static boolean isWritten(String literal, double value) {
        StringBuilder canonical = new StringBuilder();
        CanonicalJson.number(canonical, value);
        return literal.contentEquals(canonical);
    }

    private static boolean isExactly(String literal, double value) {
        return new BigDecimal(value).toBigIntegerExact().equals(new BigInteger(literal));
    }

    private static Object real(JsonParser parser) throws IOException {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new InvalidValueException("numbers are finite doubles, but found " + shown(parser.getText()));
        }
        return Domain.real(value);
    }

    private static String shown(String literal) {
        return literal.length() <= 40 ? literal : literal.substring(0, 40) + "… (" + literal.length() + " characters)";
    }

    /**
     * Writes a value.
     *
     * @param generator stands where a value may follow
     * @param value anything {@link Doc#from} takes
     * @throws InvalidValueException if the value or a part of it is outside the value domain
     * @throws IOException if the generator can't write
     */
    public static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value instanceof Doc doc) {
            if (doc.isMap()) {
                writeMap(generator, doc);
            } else if (doc.isList()) {
                writeList(generator, doc);
            } else {
                writeScalar(generator, doc.value());
            }
            return;
        }
        Object inDomain = Domain.value(value);
        if (inDomain instanceof Doc) {
            write(generator, inDomain);
        } else {
            writeScalar(generator, inDomain);
        }
    }

    private static void writeWithin(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value instanceof Doc) {
            write(generator, value);
        } else {
            writeScalar(generator, value);
        }
    }

    private static void writeMap(JsonGenerator generator, Doc doc) throws IOException {
        generator.writeStartObject(doc, doc.size());
        for (Map.Entry<String, @Nullable Object> entry : doc.map().entrySet()) {
            generator.writeFieldName(entry.getKey());
            writeWithin(generator, entry.getValue());
        }
        generator.writeEndObject();
    }

    private static void writeList(JsonGenerator generator, Doc doc) throws IOException {
        generator.writeStartArray(doc, doc.size());
        for (Object item : doc.vector()) {
            writeWithin(generator, item);
        }
        generator.writeEndArray();
    }

    private static void writeScalar(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Long whole) {
            generator.writeNumber(whole);
        } else if (value instanceof Double real) {
            generator.writeNumber(real);
        } else {
            generator.writeBoolean((Boolean) value);
        }
    }
}
