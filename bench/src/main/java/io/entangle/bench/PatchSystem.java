package io.entangle.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.entangle.delta.Delta;
import io.entangle.delta.JsonPatch;
import io.entangle.pubsub.packer.Packed;
import io.entangle.value.Doc;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * The floor: each write as the text of a JSON Patch, and the document itself as JSON. There are no versions, no stamps and
 * nothing that would notice a lost message.
 */
final class PatchSystem implements W1System {
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public Origin origin(int versionsKept) {
        return new Writer();
    }

    @Override
    public Copy copy() {
        return new Reader();
    }

    private static final class Writer implements Origin {
        private Doc doc = W1.initial();
        private W1.Write last;

        @Override
        public void write(W1.Write write) {
            doc = write.into(doc);
            last = write;
        }

        @Override
        public Doc value() {
            return doc;
        }

        /** {@return a connection of a copy that has the document as it is now, or has nothing} */
        @Override
        public Feed connect() {
            return new Feed() {
                private final Doc before = doc;

                @Override
                public Packed answer(Packed request) {
                    boolean knows = !request.text().isEmpty();
                    return Packed.of(
                            knows
                                    ? JsonPatch.fromDelta(Delta.diff(before, doc), before)
                                            .toString()
                                    : doc.toString());
                }

                @Override
                public Packed next() {
                    return Packed.of(patch(last));
                }
            };
        }
    }

    private static String patch(W1.Write write) {
        StringWriter out = new StringWriter(64);
        try (JsonGenerator generator = JSON.createGenerator(out)) {
            generator.writeStartArray();
            generator.writeStartObject();
            generator.writeStringField("op", "replace");
            generator.writeStringField("path", "/e" + write.entity() + "/f" + write.field());
            generator.writeNumberField("value", write.value());
            generator.writeEndObject();
            generator.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static final class Reader implements Copy {
        private Doc doc;

        @Override
        public Packed request() {
            return Packed.of(doc == null ? "" : "again");
        }

        @Override
        public void receive(Packed message) {
            Doc read = Doc.parse(message.text());
            doc = read.isMap() ? read : JsonPatch.apply(doc, read);
        }

        @Override
        public Doc value() {
            return doc;
        }

        @Override
        public Copy fork() {
            Reader other = new Reader();
            other.doc = doc;
            return other;
        }
    }
}
