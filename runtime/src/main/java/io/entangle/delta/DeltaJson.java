package io.entangle.delta;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.entangle.delta.Edit.Change;
import io.entangle.delta.Edit.Drop;
import io.entangle.delta.Edit.Hunk;
import io.entangle.delta.Edit.Insert;
import io.entangle.delta.Edit.Keep;
import io.entangle.delta.Edit.ListEdit;
import io.entangle.delta.Edit.MapEdit;
import io.entangle.delta.Edit.Put;
import io.entangle.value.Doc;
import io.entangle.value.DocJson;
import io.entangle.value.InvalidValueException;
import io.entangle.value.PersistentMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The encoded form of deltas, streamed through Jackson in whatever format its generator and parser speak. An edit is an
 * array led by its kind:
 *
 * <pre>
 * [0, value]                    put
 * [1]                           remove, only in a map
 * [2, key, edit, key, edit, …]  edit entries of a map
 * [3, hunk, hunk, …]            edit a list; a hunk is n (keep n items), -n (drop n items),
 *                               [4, item, item, …] (insert) or an edit of the next item
 * </pre>
 *
 * The delta that changes nothing is the empty array.
 */
public final class DeltaJson {
    private static final int PUT = 0;
    private static final int REMOVE = 1;
    private static final int MAP = 2;
    private static final int LIST = 3;
    private static final int INSERT = 4;

    private DeltaJson() {}

    /**
     * Writes a delta.
     *
     * @param generator where to
     * @param delta what
     * @throws IOException if the generator's output fails
     */
    public static void write(JsonGenerator generator, Delta delta) throws IOException {
        if (delta.root() == null) {
            generator.writeStartArray();
            generator.writeEndArray();
        } else {
            write(generator, delta.root());
        }
    }

    private static void write(JsonGenerator generator, Edit edit) throws IOException {
        generator.writeStartArray();
        if (edit instanceof Put put) {
            generator.writeNumber(PUT);
            DocJson.write(generator, put.value());
        } else if (edit instanceof MapEdit map) {
            generator.writeNumber(MAP);
            for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
                generator.writeString(entry.getKey());
                write(generator, entry.getValue());
            }
        } else if (edit instanceof ListEdit list) {
            generator.writeNumber(LIST);
            for (Hunk hunk : list.hunks()) {
                write(generator, hunk);
            }
        } else {
            generator.writeNumber(REMOVE);
        }
        generator.writeEndArray();
    }

    private static void write(JsonGenerator generator, Hunk hunk) throws IOException {
        if (hunk instanceof Keep keep) {
            generator.writeNumber(keep.count());
        } else if (hunk instanceof Drop drop) {
            generator.writeNumber(-drop.count());
        } else if (hunk instanceof Change change) {
            write(generator, change.edit());
        } else {
            generator.writeStartArray();
            generator.writeNumber(INSERT);
            for (Object item : ((Insert) hunk).items().asList()) {
                DocJson.write(generator, item);
            }
            generator.writeEndArray();
        }
    }

    /**
     * {@return the delta that a parser stands at}
     *
     * @param parser its current token is the delta's first
     * @throws InvalidValueException if what it reads is no delta, or a value in it is outside the value domain
     * @throws IOException if the parser's input fails or is malformed
     */
    public static Delta read(JsonParser parser) throws IOException {
        expect(parser.currentToken() == JsonToken.START_ARRAY, parser, "an array");
        if (parser.nextToken() == JsonToken.END_ARRAY) {
            return Delta.NONE;
        }
        Edit root = readEdit(parser, 0);
        expect(!(root instanceof Edit.Remove), parser, "an edit of the root, which can't be removed");
        return Delta.of(root);
    }

    /** Reads an edit from its kind on, up to and with the end of its array. */
    private static Edit readEdit(JsonParser parser, int depth) throws IOException {
        expect(depth <= Doc.MAX_DEPTH, parser, "edits at most " + Doc.MAX_DEPTH + " deep");
        int kind = integer(parser);
        Edit edit = switch (kind) {
            case PUT -> {
                parser.nextToken();
                Edit put = Edit.put(DocJson.read(parser));
                parser.nextToken();
                yield put;
            }
            case REMOVE -> {
                parser.nextToken();
                yield Edit.remove();
            }
            case MAP -> readEntries(parser, depth);
            case LIST -> readHunks(parser, depth);
            default -> throw malformed(parser, "an edit's kind from 0 to 3, not " + kind);
        };
        expect(parser.currentToken() == JsonToken.END_ARRAY, parser, "the end of the edit");
        return edit;
    }

    private static Edit readEntries(JsonParser parser, int depth) throws IOException {
        PersistentMap<String, Edit> entries = PersistentMap.empty();
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
            String key = parser.getText();
            if (entries.containsKey(key)) {
                throw malformed(parser, "each key once, not again \"" + key + "\"");
            }
            expect(parser.nextToken() == JsonToken.START_ARRAY, parser, "an edit behind its key");
            parser.nextToken();
            entries = entries.with(key, readEdit(parser, depth + 1));
        }
        expect(!entries.isEmpty(), parser, "at least one entry in an edit of a map");
        return new MapEdit(entries);
    }

    private static Edit readHunks(JsonParser parser, int depth) throws IOException {
        ListEdits.Builder hunks = ListEdits.builder();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                parser.nextToken();
                if (integer(parser) == INSERT) {
                    hunks.insert(readItems(parser));
                } else {
                    Edit change = readEdit(parser, depth + 1);
                    expect(!(change instanceof Edit.Remove), parser, "an edit of an item, not a removal: drop it");
                    hunks.change(change);
                }
            } else {
                int count = integer(parser);
                if (count == 0 || count == Integer.MIN_VALUE) {
                    throw malformed(parser, "a count of items that is not " + count);
                }
                hunks.keep(count);
                hunks.drop(-count);
            }
        }
        Edit edit = hunks.build();
        if (edit == null) {
            throw malformed(parser, "at least one hunk that changes something in an edit of a list");
        }
        return edit;
    }

    private static List<@Nullable Object> readItems(JsonParser parser) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(DocJson.read(parser));
        }
        expect(!items.isEmpty(), parser, "at least one item to insert");
        return items;
    }

    private static int integer(JsonParser parser) throws IOException {
        expect(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, parser, "an integer");
        long number = parser.getLongValue();
        expect(number == (int) number, parser, "an integer of 32 bits");
        return (int) number;
    }

    private static void expect(boolean holds, JsonParser parser, String expected) throws IOException {
        if (!holds) {
            throw malformed(parser, expected);
        }
    }

    private static InvalidValueException malformed(JsonParser parser, String expected) {
        return new InvalidValueException(
                "malformed delta at " + parser.currentTokenLocation().offsetDescription() + ": expected " + expected
                        + ", but found " + parser.currentToken());
    }
}
