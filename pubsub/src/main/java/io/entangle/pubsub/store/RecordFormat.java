package io.entangle.pubsub.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaJson;
import io.entangle.pubsub.store.StoreRecord.Changed;
import io.entangle.pubsub.store.StoreRecord.Forgotten;
import io.entangle.pubsub.store.StoreRecord.Latest;
import io.entangle.pubsub.store.StoreRecord.Owner;
import io.entangle.pubsub.store.StoreRecord.Together;
import io.entangle.pubsub.store.StoreRecord.Whole;
import io.entangle.pubsub.store.StoreRecord.Written;
import io.entangle.replica.Intent;
import io.entangle.replica.IntentJson;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaStore.Entry;
import io.entangle.replica.ReplicaStore.Identity;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.value.Doc;
import io.entangle.value.DocJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The contents of records: CBOR arrays of a kind and its fields, in the order in which {@link StoreRecord} has them. A
 * version is epoch and number, a stamp is milliseconds, counter and site.
 */
final class RecordFormat {
    private static final int OWNER = 1;
    private static final int LATEST = 2;
    private static final int WRITTEN = 3;
    private static final int WHOLE = 4;
    private static final int CHANGED = 5;
    private static final int TOGETHER = 6;
    private static final int FORGOTTEN = 7;

    private static final JsonFactory CBOR = CBORFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2 * Doc.MAX_DEPTH + 16)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private RecordFormat() {}

    static byte[] encode(StoreRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator out = CBOR.createGenerator(bytes)) {
            write(out, record);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator out, StoreRecord record) throws IOException {
        out.writeStartArray();
        if (record instanceof Written written) {
            out.writeNumber(WRITTEN);
            for (Entry entry : written.writes()) {
                out.writeString(entry.atom());
                write(out, entry.write());
            }
        } else if (record instanceof Changed changed) {
            out.writeNumber(CHANGED);
            out.writeString(changed.atom());
            out.writeNumber(changed.number());
            write(out, changed.updated());
            out.writeNumber(changed.firstSequence());
            out.writeStartArray();
            for (long sequence : changed.removed()) {
                out.writeNumber(sequence);
            }
            out.writeEndArray();
            DeltaJson.write(out, changed.delta());
        } else if (record instanceof Whole whole) {
            out.writeNumber(WHOLE);
            out.writeString(whole.atom());
            write(out, whole.stored());
        } else if (record instanceof Latest latest) {
            out.writeNumber(LATEST);
            write(out, latest.stamp());
        } else if (record instanceof Owner owner) {
            out.writeNumber(OWNER);
            out.writeString(owner.identity().client());
            out.writeNumber(owner.identity().site().id());
        } else if (record instanceof Forgotten forgotten) {
            out.writeNumber(FORGOTTEN);
            out.writeString(forgotten.atom());
        } else if (record instanceof Together together) {
            out.writeNumber(TOGETHER);
            for (StoreRecord part : together.parts()) {
                write(out, part);
            }
        }
        out.writeEndArray();
    }

    private static void write(JsonGenerator out, Stored stored) throws IOException {
        out.writeNumber(stored.version().epoch());
        out.writeNumber(stored.version().number());
        write(out, stored.updated());
        DocJson.write(out, stored.value());
        out.writeStartArray();
        for (PendingWrite write : stored.pending()) {
            write(out, write);
        }
        out.writeEndArray();
        out.writeNumber(stored.nextSequence());
    }

    private static void write(JsonGenerator out, PendingWrite write) throws IOException {
        out.writeStartArray();
        out.writeNumber(write.sequence());
        out.writeNumber(write.seen());
        write(out, write.written());
        out.writeNumber(write.groupSize());
        IntentJson.write(out, write.intent());
        out.writeEndArray();
    }

    private static void write(JsonGenerator out, HybridTimestamp stamp) throws IOException {
        out.writeNumber(stamp.ms());
        out.writeNumber(stamp.counter());
        out.writeNumber(stamp.site().id());
    }

    /**
     * {@return the record of a content}
     *
     * @throws IOException if it is no record that this version knows
     * @throws IllegalArgumentException if a value in it is outside its range
     */
    static StoreRecord decode(byte[] content) throws IOException {
        try (JsonParser in = CBOR.createParser(content)) {
            in.nextToken();
            StoreRecord record = record(in);
            expect(in.nextToken() == null, "nothing behind the record", in);
            return record;
        }
    }

    /** Reads a record whose first token is the current one. */
    private static StoreRecord record(JsonParser in) throws IOException {
        expect(in.currentToken() == JsonToken.START_ARRAY, "an array", in);
        int kind = (int) number(in);
        return switch (kind) {
            case OWNER -> ended(new Owner(new Identity(text(in), new SiteId(number(in)))), in);
            case LATEST -> ended(new Latest(stamp(in)), in);
            case WRITTEN -> written(in);
            case WHOLE -> ended(new Whole(text(in), stored(in)), in);
            case CHANGED -> ended(changed(in), in);
            case TOGETHER -> together(in);
            case FORGOTTEN -> ended(new Forgotten(text(in)), in);
            default -> throw new IOException("its kind, " + kind + ", is not known to this version");
        };
    }

    private static StoreRecord ended(StoreRecord record, JsonParser in) throws IOException {
        expect(in.nextToken() == JsonToken.END_ARRAY, "the end of the record", in);
        return record;
    }

    private static Together together(JsonParser in) throws IOException {
        List<StoreRecord> parts = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_ARRAY) {
            parts.add(record(in));
        }
        expect(in.currentToken() == JsonToken.END_ARRAY, "the end of the record", in);
        return new Together(List.copyOf(parts));
    }

    private static Written written(JsonParser in) throws IOException {
        List<Entry> writes = new ArrayList<>();
        while (in.nextToken() == JsonToken.VALUE_STRING) {
            String atom = in.getText();
            in.nextToken();
            writes.add(new Entry(atom, pendingWrite(in)));
        }
        expect(in.currentToken() == JsonToken.END_ARRAY, "the end of the writes", in);
        return new Written(List.copyOf(writes));
    }

    private static Changed changed(JsonParser in) throws IOException {
        String atom = text(in);
        long number = number(in);
        HybridTimestamp updated = stamp(in);
        long first = number(in);
        List<Long> removed = new ArrayList<>();
        expect(in.nextToken() == JsonToken.START_ARRAY, "a list of sequences", in);
        while (in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            removed.add(in.getLongValue());
        }
        return new Changed(atom, number, updated, first, List.copyOf(removed), delta(in));
    }

    private static Stored stored(JsonParser in) throws IOException {
        Version version = new Version(number(in), number(in));
        HybridTimestamp updated = stamp(in);
        in.nextToken();
        Doc value = Doc.from(DocJson.read(in));
        List<PendingWrite> pending = new ArrayList<>();
        expect(in.nextToken() == JsonToken.START_ARRAY, "a list of writes", in);
        while (in.nextToken() == JsonToken.START_ARRAY) {
            pending.add(pendingWrite(in));
        }
        return new Stored(version, updated, value, List.copyOf(pending), number(in));
    }

    /** Reads a write whose first token is the current one. */
    private static PendingWrite pendingWrite(JsonParser in) throws IOException {
        expect(in.currentToken() == JsonToken.START_ARRAY, "a write", in);
        long sequence = number(in);
        long seen = number(in);
        HybridTimestamp written = stamp(in);
        int groupSize = (int) number(in);
        in.nextToken();
        Intent intent = IntentJson.read(in, written.site());
        PendingWrite write = new PendingWrite(sequence, seen, written, intent, groupSize, PendingWrite.NOT_YET);
        expect(in.nextToken() == JsonToken.END_ARRAY, "the end of a write", in);
        return write;
    }

    private static Delta delta(JsonParser in) throws IOException {
        in.nextToken();
        return DeltaJson.read(in);
    }

    private static HybridTimestamp stamp(JsonParser in) throws IOException {
        return new HybridTimestamp(number(in), (int) number(in), new SiteId(number(in)));
    }

    private static String text(JsonParser in) throws IOException {
        expect(in.nextToken() == JsonToken.VALUE_STRING, "a string", in);
        return in.getText();
    }

    private static long number(JsonParser in) throws IOException {
        expect(in.nextToken() == JsonToken.VALUE_NUMBER_INT, "an integer", in);
        return in.getLongValue();
    }

    private static void expect(boolean holds, String expected, JsonParser in) throws IOException {
        if (!holds) {
            throw new IOException("expected " + expected + ", but found " + in.currentToken());
        }
    }
}
