package io.entangle.value;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Streams values of the domain of {@link Doc} through Jackson, as JSON or in any binary format Jackson has a parser
 * and a generator for. Nothing outside the domain gets in, whatever the parser lets through. Thread-safe; parsers and
 * generators are not, and belong to the caller.
 */
public final class DocJson {
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
        return DocReader.read(parser);
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
