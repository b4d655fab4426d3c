package io.entangle.pubsub.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaJson;
import io.entangle.journal.Archived;
import io.entangle.journal.ClientMark;
import io.entangle.journal.Entry;
import io.entangle.journal.Snapshot;
import io.entangle.value.Doc;
import io.entangle.value.DocJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of an archive as lines of JSON: {@code docs/command.md}. */
final class ArchiveLines {
    /** The first line. */
    static final String HEADER = "{\"entangle-journal\":1}";

    private static final Set<String> TEXTS = Set.of("atom", "client", "epoch");
    private static final Set<String> NUMBERS = Set.of("version", "at", "sequence");
    private static final Set<String> DOCS = Set.of("value", "notes", "outcomes");

    private ArchiveLines() {}

    /** {@return the last line, by which one knows that nothing was cut off} */
    static String footer(int atoms, long lines) {
        return "{\"atoms\":" + atoms + ",\"lines\":" + lines + "}";
    }

    static String write(Archived part) {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = Json.FACTORY.createGenerator(text)) {
            to.writeStartObject();
            to.writeStringField("atom", part.atom());
            if (part instanceof Archived.Begun begun) {
                to.writeStringField("epoch", HexFormat.of().toHexDigits(begun.epoch()));
                write(to, begun.oldest());
            } else if (part instanceof Archived.Made made) {
                write(to, made.entry());
            } else if (part instanceof Archived.Held held) {
                write(to, held.snapshot());
            } else if (part instanceof Archived.Marked marked) {
                write(to, marked.mark());
            }
            to.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator to, Snapshot snapshot) throws IOException {
        to.writeObjectFieldStart("snapshot");
        to.writeNumberField("version", snapshot.version());
        to.writeNumberField("at", snapshot.atMs());
        write(to, snapshot.made());
        to.writeFieldName("value");
        DocJson.write(to, snapshot.value());
        write(to, "notes", snapshot.notes());
        to.writeEndObject();
    }

    private static void write(JsonGenerator to, Entry entry) throws IOException {
        to.writeNumberField("version", entry.version());
        to.writeNumberField("at", entry.atMs());
        write(to, entry.made());
        Entry.Origin origin = entry.origin();
        if (origin != null) {
            to.writeStringField("client", origin.client());
            to.writeNumberField("sequence", origin.sequence());
            write(to, "outcomes", origin.outcomes());
        }
        to.writeFieldName("delta");
        DeltaJson.write(to, entry.delta());
        write(to, "notes", entry.notes());
    }

    private static void write(JsonGenerator to, ClientMark mark) throws IOException {
        to.writeStringField("client", mark.client());
        to.writeNumberField("sequence", mark.sequence());
        to.writeNumberField("at", mark.atMs());
        write(to, "outcomes", mark.outcomes());
    }

    private static void write(JsonGenerator to, HybridTimestamp made) throws IOException {
        to.writeArrayFieldStart("made");
        to.writeNumber(made.ms());
        to.writeNumber(made.counter());
        to.writeString(made.site().toString());
        to.writeEndArray();
    }

    private static void write(JsonGenerator to, String field, @Nullable Doc doc) throws IOException {
        if (doc != null) {
            to.writeFieldName(field);
            DocJson.write(to, doc);
        }
    }

    // ---- reading ----

    /**
     * {@return the part that a line holds}
     *
     * @throws IllegalArgumentException if it holds none
     * @throws IOException if it is no JSON
     */
    static Archived read(String line) throws IOException {
        try (JsonParser parser = Json.FACTORY.createParser(line)) {
            parser.nextToken();
            Fields fields = fields(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("the line goes on behind its object");
            }
            Archived part = part(fields);
            fields.checkAllTaken();
            return part;
        }
    }

    private static Archived part(Fields fields) {
        String atom = fields.text("atom");
        if (fields.has("epoch")) {
            return new Archived.Begun(atom, epoch(fields.text("epoch")), snapshot(fields));
        } else if (fields.has("snapshot")) {
            return new Archived.Held(atom, snapshot(fields));
        } else if (fields.has("version")) {
            Entry.Origin origin = fields.has("client")
                    ? new Entry.Origin(fields.text("client"), fields.number("sequence"), fields.doc("outcomes"))
                    : null;
            return new Archived.Made(new Entry(
                    atom,
                    fields.number("version"),
                    fields.number("at"),
                    fields.take("made", HybridTimestamp.class),
                    origin,
                    fields.take("delta", Delta.class),
                    fields.doc("notes")));
        }
        return new Archived.Marked(
                atom,
                new ClientMark(
                        fields.text("client"), fields.number("sequence"), fields.doc("outcomes"), fields.number("at")));
    }

    private static long epoch(String text) {
        return SiteId.parse(text).id(); // 64 bits in the same form
    }

    private static Snapshot snapshot(Fields fields) {
        Fields own = fields.take("snapshot", Fields.class);
        Doc value = own.doc("value");
        if (value == null) {
            throw new IllegalArgumentException("\"value\" is missing");
        }
        Snapshot snapshot = new Snapshot(
                own.number("version"),
                own.number("at"),
                own.take("made", HybridTimestamp.class),
                value,
                own.doc("notes"));
        own.checkAllTaken();
        return snapshot;
    }

    private static Fields fields(JsonParser parser) throws IOException {
        expect(parser, JsonToken.START_OBJECT, "an object");
        Fields fields = new Fields(new HashMap<>());
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.all.put(name, value(parser, name));
        }
        return fields;
    }

    private static Object value(JsonParser parser, String name) throws IOException {
        if (TEXTS.contains(name)) {
            expect(parser, JsonToken.VALUE_STRING, "a text for \"" + name + "\"");
            return parser.getText();
        } else if (NUMBERS.contains(name)) {
            expect(parser, JsonToken.VALUE_NUMBER_INT, "an integer for \"" + name + "\"");
            return parser.getLongValue();
        } else if (DOCS.contains(name)) {
            return Doc.from(DocJson.read(parser));
        }
        return switch (name) {
            case "delta" -> DeltaJson.read(parser);
            case "made" -> made(parser);
            case "snapshot" -> fields(parser);
            default -> throw new IllegalArgumentException("\"" + name + "\" is not known here");
        };
    }

    private static HybridTimestamp made(JsonParser parser) throws IOException {
        String expected = "[milliseconds, counter, site] for \"made\"";
        expect(parser, JsonToken.START_ARRAY, expected);
        parser.nextToken();
        expect(parser, JsonToken.VALUE_NUMBER_INT, expected);
        long ms = parser.getLongValue();
        parser.nextToken();
        expect(parser, JsonToken.VALUE_NUMBER_INT, expected);
        int counter = parser.getIntValue();
        parser.nextToken();
        expect(parser, JsonToken.VALUE_STRING, expected);
        SiteId site = SiteId.parse(parser.getText());
        parser.nextToken();
        expect(parser, JsonToken.END_ARRAY, expected);
        return new HybridTimestamp(ms, counter, site);
    }

    private static void expect(JsonParser parser, JsonToken token, String what) {
        if (parser.currentToken() != token) {
            throw new IllegalArgumentException("expected " + what + ", but found " + parser.currentToken());
        }
    }

    /** The fields of an object that have not been looked at. */
    private record Fields(Map<String, Object> all) {
        boolean has(String name) {
            return all.containsKey(name);
        }

        <T> T take(String name, Class<T> type) {
            Object value = all.remove(name);
            if (value == null) {
                throw new IllegalArgumentException("\"" + name + "\" is missing");
            }
            return type.cast(value);
        }

        String text(String name) {
            return take(name, String.class);
        }

        long number(String name) {
            return take(name, Long.class);
        }

        @Nullable
        Doc doc(String name) {
            return (Doc) all.remove(name);
        }

        void checkAllTaken() {
            if (!all.isEmpty()) {
                throw new IllegalArgumentException(all.keySet() + " do not belong here");
            }
        }
    }
}
