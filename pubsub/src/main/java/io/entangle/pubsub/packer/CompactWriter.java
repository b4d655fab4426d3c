package io.entangle.pubsub.packer;

import io.entangle.delta.Edit;
import io.entangle.delta.Edit.Change;
import io.entangle.delta.Edit.Drop;
import io.entangle.delta.Edit.Hunk;
import io.entangle.delta.Edit.Insert;
import io.entangle.delta.Edit.Keep;
import io.entangle.delta.Edit.ListEdit;
import io.entangle.delta.Edit.MapEdit;
import io.entangle.delta.Edit.Put;
import io.entangle.value.Doc;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values and edits. Each begins with a number whose lowest three bits say what it is, and the others how many or
 * how much. A value stands for the edit that puts it.
 */
final class CompactWriter {
    static final int INTEGER = 0;
    static final int TEXT = 1;
    static final int LIST = 2;
    static final int MAP = 3;
    static final int OTHER = 4;
    static final int MAP_EDIT = 5;
    static final int LIST_EDIT = 6;

    /** The kinds of {@link #OTHER}; from {@link #DECIMAL} on, one more for each digit behind the point. */
    static final int NULL = 0;

    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int DOUBLE = 3;
    static final int REMOVE = 4;
    static final int DECIMAL = 5;
    static final int MAX_DIGITS = 9;

    static final int KEEP = 0;
    static final int DROP = 1;
    static final int INSERT = 2;
    static final int CHANGE = 3;

    /** So small that its number can be read by those whose numbers are doubles. */
    static final long INTEGER_BOUND = 1L << 48;

    static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

    private final ByteWriter out;
    private final HubTable table;

    CompactWriter(ByteWriter out, HubTable table) {
        this.out = out;
        this.table = table;
    }

    private void head(int kind, long count) {
        out.varint(count << 3 | kind);
    }

    /** Writes an edit; that of nothing, which only a whole delta can be, is null. */
    void edit(@Nullable Edit edit) {
        if (edit instanceof Put put) {
            value(put.value());
        } else if (edit instanceof MapEdit map) {
            head(MAP_EDIT, map.entries().size());
            entries(map.entries());
        } else if (edit instanceof ListEdit list) {
            head(LIST_EDIT, list.hunks().size());
            list.hunks().forEach(this::hunk);
        } else {
            head(OTHER, REMOVE);
        }
    }

    private void hunk(Hunk hunk) {
        if (hunk instanceof Keep keep) {
            out.varint((long) keep.count() << 2 | KEEP);
        } else if (hunk instanceof Drop drop) {
            out.varint((long) drop.count() << 2 | DROP);
        } else if (hunk instanceof Insert insert) {
            out.varint((long) insert.items().size() << 2 | INSERT);
            insert.items().vector().forEach(this::value);
        } else {
            out.varint(CHANGE);
            edit(((Change) hunk).edit());
        }
    }

    void value(@Nullable Object value) {
        if (value instanceof Long number) {
            integer(number);
        } else if (value instanceof String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            head(TEXT, utf8.length);
            out.raw(utf8);
        } else if (value instanceof Doc doc) {
            doc(doc);
        } else if (value instanceof Double number) {
            real(number);
        } else {
            head(OTHER, value == null ? NULL : value.equals(true) ? TRUE : FALSE);
        }
    }

    private void doc(Doc doc) {
        if (doc.isMap()) {
            head(MAP, doc.size());
            entries(doc.map());
        } else if (doc.isList()) {
            head(LIST, doc.size());
            doc.vector().forEach(this::value);
        } else {
            value(doc.value());
        }
    }

    private void integer(long value) {
        if (value > -INTEGER_BOUND && value < INTEGER_BOUND) {
            head(INTEGER, ByteWriter.zigzag(value));
        } else {
            head(OTHER, DOUBLE);
            out.fixed(Double.doubleToLongBits(value));
        }
    }

    /** Most fractions that people write have few digits: these go as an integer and the number of the digits. */
    private void real(double value) {
        for (int digits = 1; digits <= MAX_DIGITS; digits++) {
            double scaled = Math.rint(value * POWERS[digits]);
            if (Math.abs(scaled) >= INTEGER_BOUND) {
                break;
            }
            if (scaled / POWERS[digits] == value) {
                head(OTHER, DECIMAL + digits - 1);
                out.signed((long) scaled);
                return;
            }
        }
        head(OTHER, DOUBLE);
        out.fixed(Double.doubleToLongBits(value));
    }

    /** Writes the entries of a map or its edit: those of the table in its order, then those with literal keys. */
    private void entries(Map<String, ?> entries) {
        int count = entries.size();
        String[] keys = new String[count];
        @Nullable Object[] values = new Object[count];
        long[] order = new long[count];
        int position = 0;
        for (Map.Entry<String, ?> entry : entries.entrySet()) {
            keys[position] = entry.getKey();
            values[position] = entry.getValue();
            int reference = table.reference(entry.getKey());
            order[position] = (reference == 0 ? Integer.MAX_VALUE : (long) reference) << 32 | position;
            position++;
        }
        Arrays.sort(order);
        int previous = 0;
        for (long each : order) {
            int reference = (int) (each >>> 32);
            if (reference == Integer.MAX_VALUE) {
                key(0, keys[(int) each]);
            } else {
                key(reference - previous, keys[(int) each]);
                previous = reference;
            }
            entry(values[(int) each]);
        }
    }

    private void entry(@Nullable Object value) {
        if (value instanceof Edit edit) {
            edit(edit);
        } else {
            value(value);
        }
    }

    void key(String key) {
        key(table.reference(key), key);
    }

    private void key(int reference, String key) {
        out.varint(reference);
        if (reference == 0) {
            out.text(key);
        }
    }
}
