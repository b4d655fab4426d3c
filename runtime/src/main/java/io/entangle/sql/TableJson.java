package io.entangle.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaJson;
import io.entangle.value.Doc;
import io.entangle.value.DocJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Values and deltas as JSON text, as they stand in the tables. */
public final class TableJson {
    /** What is bounded in values is bounded where they are made. Within a delta, each level of a value may be an edit. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4 * Doc.MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private TableJson() {}

    /**
     * {@return the text of a document}
     *
     * @param doc the document
     */
    public static String write(Doc doc) {
        return text(generator -> DocJson.write(generator, doc));
    }

    /**
     * {@return the text of a document, or null if there is none}
     *
     * @param doc the document, or null
     */
    public static @Nullable String writeNullable(@Nullable Doc doc) {
        return doc == null ? null : write(doc);
    }

    /**
     * {@return the text of a delta}
     *
     * @param delta the delta
     */
    public static String write(Delta delta) {
        return text(generator -> DeltaJson.write(generator, delta));
    }

    /**
     * {@return the document of a text}
     *
     * @param text the text
     * @throws IOException if it is none
     */
    public static Doc readDoc(String text) throws IOException {
        return read(text, parser -> Doc.from(DocJson.read(parser)));
    }

    /**
     * {@return the document of a text, or null if there is none}
     *
     * @param text the text, or null
     * @throws IOException if it is no document
     */
    public static @Nullable Doc readNullable(@Nullable String text) throws IOException {
        return text == null ? null : readDoc(text);
    }

    /**
     * {@return the delta of a text}
     *
     * @param text the text
     * @throws IOException if it is none
     */
    public static Delta readDelta(String text) throws IOException {
        return read(text, DeltaJson::read);
    }

    /**
     * {@return a text}
     *
     * @param writing writes it
     */
    public static String text(Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            writing.write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return text.toString();
    }

    /**
     * {@return what is read of a text}
     *
     * @param text the text
     * @param reading reads it
     * @param <T> what is read
     * @throws IOException if it is something else, or goes on behind that
     */
    public static <T> T read(String text, Reading<T> reading) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            T read = reading.read(parser);
            if (parser.nextToken() != null) {
                throw new IOException("the text goes on after its value");
            }
            return read;
        }
    }

    /** Writes a value. */
    public interface Writing {
        /**
         * Writes a value.
         *
         * @param generator where to
         * @throws IOException if the generator throws it
         */
        void write(JsonGenerator generator) throws IOException;
    }

    /**
     * Reads a value.
     *
     * @param <T> what is read
     */
    public interface Reading<T> {
        /**
         * {@return what is read}
         *
         * @param parser stands at the value's first token
         * @throws IOException if it is something else
         */
        T read(JsonParser parser) throws IOException;
    }
}
