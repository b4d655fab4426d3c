package io.entangle.replica;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaJson;
import io.entangle.value.Doc;
import io.entangle.value.DocJson;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a write asks for, as JSON or any format Jackson streams. Edits are a delta, an array; the others are objects:
 *
 * <pre>
 * {"increment": path, "by": number}
 * {"call": name, "arguments": value}
 * {"undo": [ms, counter], "delta": delta}
 * </pre>
 */
public final class IntentJson {
    private static final int MAX_COUNTER = 0xFFFF;

    private IntentJson() {}

    /**
     * Writes an intent.
     *
     * @param out where to
     * @param intent the intent; the site of what is undone is the writer's and is not written
     * @throws IOException if the generator throws it
     */
    public static void write(JsonGenerator out, Intent intent) throws IOException {
        if (intent instanceof Intent.Edits edits) {
            DeltaJson.write(out, edits.delta());
            return;
        }
        out.writeStartObject();
        if (intent instanceof Intent.Increment increment) {
            out.writeStringField("increment", increment.path().toString());
            out.writeFieldName("by");
            DocJson.write(out, increment.by());
        } else if (intent instanceof Intent.Call call) {
            out.writeStringField("call", call.mutation());
            out.writeFieldName("arguments");
            DocJson.write(out, call.arguments());
        } else if (intent instanceof Intent.Undo undo) {
            out.writeArrayFieldStart("undo");
            out.writeNumber(undo.undone().ms());
            out.writeNumber(undo.undone().counter());
            out.writeEndArray();
            out.writeFieldName("delta");
            DeltaJson.write(out, undo.inverse());
        }
        out.writeEndObject();
    }

    /**
     * {@return the intent that begins at the parser's current token}
     *
     * @param in where from; left at the intent's last token
     * @param writer the site of the writer
     * @throws IOException if the parser throws it
     * @throws InvalidValueException if there is something else; nothing more of the input is to be used then
     */
    public static Intent read(JsonParser in, SiteId writer) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            return new Intent.Edits(DeltaJson.read(in));
        }
        Fields fields = new Fields();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            fields.read(field, in, writer);
        }
        return fields.intent();
    }

    /** The fields of an object, in whichever order they come. */
    private static final class Fields {
        private @Nullable Path path;
        private @Nullable Number by;
        private @Nullable String mutation;
        private @Nullable Doc arguments;
        private @Nullable HybridTimestamp undone;
        private @Nullable Delta inverse;

        void read(String field, JsonParser in, SiteId writer) throws IOException {
            switch (field) {
                case "increment" -> path = Path.parse(text(in, field));
                case "by" -> by = DocJson.read(in) instanceof Number number ? number : null;
                case "call" -> mutation = text(in, field);
                case "arguments" -> arguments = Doc.from(DocJson.read(in));
                case "undo" -> undone = stamp(in, writer);
                case "delta" -> inverse = DeltaJson.read(in);
                default -> in.skipChildren();
            }
        }

        Intent intent() {
            if (path != null && by != null) {
                return new Intent.Increment(path, by);
            }
            if (mutation != null) {
                return new Intent.Call(mutation, arguments == null ? Doc.of() : arguments);
            }
            if (undone != null && inverse != null) {
                return new Intent.Undo(inverse, undone);
            }
            throw new InvalidValueException(
                    "a write is a delta, or an object with the fields increment and by, call and"
                            + " arguments, or undo and delta, but found another one");
        }

        private static String text(JsonParser in, String field) throws IOException {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                throw new InvalidValueException(field + " is a string, but found " + in.currentToken());
            }
            return in.getText();
        }

        private static HybridTimestamp stamp(JsonParser in, SiteId writer) throws IOException {
            if (in.currentToken() == JsonToken.START_ARRAY
                    && in.nextToken() == JsonToken.VALUE_NUMBER_INT
                    && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                long ms = in.getLongValue();
                boolean fits = ms >= 0
                        && ms >>> 48 == 0
                        && in.nextToken() == JsonToken.VALUE_NUMBER_INT
                        && in.getNumberType() == JsonParser.NumberType.INT
                        && in.getIntValue() >= 0
                        && in.getIntValue() <= MAX_COUNTER;
                if (fits) {
                    HybridTimestamp stamp = new HybridTimestamp(ms, in.getIntValue(), writer);
                    if (in.nextToken() == JsonToken.END_ARRAY) {
                        return stamp;
                    }
                }
            }
            throw new InvalidValueException("undo is a list of milliseconds and a counter, but found something else");
        }
    }
}
