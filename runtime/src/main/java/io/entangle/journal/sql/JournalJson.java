package io.entangle.journal.sql;

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
final class JournalJson {
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

    private JournalJson() {}

    static String write(Doc doc) {
        return text(generator -> DocJson.write(generator, doc));
    }

    static @Nullable String writeNullable(@Nullable Doc doc) {
        return doc == null ? null : write(doc);
    }

    static String write(Delta delta) {
        return text(generator -> DeltaJson.write(generator, delta));
    }

    /** {@return the document of a text} */
    static Doc readDoc(String text) throws IOException {
        return read(text, parser -> Doc.from(DocJson.read(parser)));
    }

    static @Nullable Doc readNullable(@Nullable String text) throws IOException {
        return text == null ? null : readDoc(text);
    }

    static Delta readDelta(String text) throws IOException {
        return read(text, DeltaJson::read);
    }

    private static String text(Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            writing.write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return text.toString();
    }

    private static <T> T read(String text, Reading<T> reading) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            T read = reading.read(parser);
            if (parser.nextToken() != null) {
                throw new IOException("the text goes on after its value");
            }
            return read;
        }
    }

    private interface Writing {
        void write(JsonGenerator generator) throws IOException;
    }

    private interface Reading<T> {
        T read(JsonParser parser) throws IOException;
    }
}
