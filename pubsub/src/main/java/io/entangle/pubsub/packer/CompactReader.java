package io.entangle.pubsub.packer;

import io.entangle.delta.Edit;
import io.entangle.delta.ListEdits;
import io.entangle.value.Doc;
import io.entangle.value.Numbers;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link CompactWriter} writes. */
final class CompactReader {
    private final ByteReader in;
    private final ClientTable table;

    CompactReader(ByteReader in, ClientTable table) {
        this.in = in;
        this.table = table;
    }

    @Nullable
    Object value() {
        return value(in.varint(), Doc.MAX_DEPTH);
    }

    private @Nullable Object value(long head, int depthLeft) {
        long count = head >>> 3;
        return switch ((int) head & 7) {
            case CompactWriter.INTEGER -> integer(ByteReader.unzigzag(count));
            case CompactWriter.TEXT -> in.text(in.count(count));
            case CompactWriter.LIST -> list(in.count(count), depthLeft);
            case CompactWriter.MAP -> map(in.count(count), depthLeft);
            case CompactWriter.OTHER -> other(count);
            default -> throw in.malformed("a value");
        };
    }

    private long integer(long value) {
        in.expect(value > -CompactWriter.INTEGER_BOUND && value < CompactWriter.INTEGER_BOUND, "an integer of 48 bits");
        return value;
    }

    private @Nullable Object other(long kind) {
        if (kind == CompactWriter.NULL) {
            return null;
        }
        if (kind == CompactWriter.FALSE || kind == CompactWriter.TRUE) {
            return kind == CompactWriter.TRUE;
        }
        if (kind == CompactWriter.DOUBLE) {
            return Numbers.of(Double.longBitsToDouble(in.fixed()));
        }
        long digits = kind - CompactWriter.DECIMAL + 1;
        in.expect(digits >= 1 && digits <= CompactWriter.MAX_DIGITS, "a value");
        return Numbers.of(integer(in.signed()) / CompactWriter.POWERS[(int) digits]);
    }

    private Doc list(int count, int depthLeft) {
        in.expect(depthLeft > 0, "values nested at most " + Doc.MAX_DEPTH + " deep");
        return Doc.list(items(count, depthLeft - 1));
    }

    private @Nullable Object[] items(int count, int depthLeft) {
        Object[] items = new Object[Math.min(count, 64)]; // as announced, so not to be trusted
        for (int i = 0; i < count; i++) {
            if (i == items.length) {
                items = Arrays.copyOf(items, Math.min(count, 2 * i));
            }
            items[i] = value(in.varint(), depthLeft);
        }
        return items;
    }

    private Doc map(int count, int depthLeft) {
        in.expect(depthLeft > 0, "values nested at most " + Doc.MAX_DEPTH + " deep");
        Doc map = Doc.of();
        long reference = 0;
        for (int i = 0; i < count; i++) {
            long step = in.varint();
            reference = next(reference, step);
            map = map.with(key(step, reference), value(in.varint(), depthLeft - 1));
            in.expect(map.size() == i + 1, "each key once");
        }
        return map;
    }

    /** The reference behind another, by the step to it; behind a literal key, which is a step of 0, there is none. */
    private long next(long reference, long step) {
        if (step == 0) {
            return Long.MAX_VALUE;
        }
        in.expect(reference <= HubTable.MAX_ENTRIES && step <= HubTable.MAX_ENTRIES, "an entry of the table");
        return reference + step;
    }

    private String key(long step, long reference) {
        return step == 0 ? in.key() : table.key(reference - 1, in);
    }

    /** A key on the way to an edit. */
    String key() {
        long reference = in.varint();
        return key(reference, reference);
    }

    /** {@return an edit that is no removal; null if nothing is edited} */
    @Nullable
    Edit root() {
        Edit edit = edit();
        return edit instanceof Edit.Remove ? null : edit;
    }

    Edit edit() {
        return edit(0);
    }

    private Edit edit(int depth) {
        in.expect(depth <= Doc.MAX_DEPTH, "edits nested at most " + Doc.MAX_DEPTH + " deep");
        long head = in.varint();
        int kind = (int) head & 7;
        if (kind == CompactWriter.MAP_EDIT) {
            return entries(in.count(head >>> 3), depth);
        }
        if (kind == CompactWriter.LIST_EDIT) {
            return hunks(in.count(head >>> 3), depth);
        }
        if (head == (CompactWriter.REMOVE << 3 | CompactWriter.OTHER)) {
            return Edit.remove();
        }
        return Edit.put(value(head, Doc.MAX_DEPTH));
    }

    private Edit entries(int count, int depth) {
        in.expect(count > 0, "at least one entry in an edit of a map");
        PersistentMap<String, Edit> entries = PersistentMap.empty();
        long reference = 0;
        for (int i = 0; i < count; i++) {
            long step = in.varint();
            reference = next(reference, step);
            entries = entries.with(key(step, reference), edit(depth + 1));
            in.expect(entries.size() == i + 1, "each key once");
        }
        return new Edit.MapEdit(entries);
    }

    private Edit hunks(int count, int depth) {
        List<Edit.Change> changes = changes(count, depth);
        if (count > 0 && changes.size() == count) {
            return ListEdits.of(changes);
        }
        ListEdits.Builder hunks = ListEdits.builder();
        changes.forEach(change -> hunks.change(change.edit()));
        long kept = 0;
        for (int i = changes.size(); i < count; i++) {
            long head = in.varint();
            long items = head >>> 2;
            int kind = (int) head & 3;
            in.expect(kind == CompactWriter.CHANGE ? items == 0 : items > 0, "a hunk of at least one item");
            if (kind == CompactWriter.INSERT) {
                hunks.insert(Arrays.asList(items(in.count(items), Doc.MAX_DEPTH - 1)));
            } else if (kind == CompactWriter.CHANGE) {
                hunks.change(edited(depth));
            } else {
                kept += items;
                in.expect(kept >= 0 && kept <= Integer.MAX_VALUE, "lists of at most 2^31-1 items");
                hunks.keep(kind == CompactWriter.KEEP ? (int) items : 0);
                hunks.drop(kind == CompactWriter.DROP ? (int) items : 0);
            }
        }
        Edit edit = hunks.build();
        if (edit == null) {
            throw in.malformed("at least one hunk that changes something in an edit of a list");
        }
        return edit;
    }

    /**
     * The changes that come before other hunks. A change may be two bytes, and lists in lists have nothing else: a builder for
     * each of them would be a hundred times its size.
     */
    private List<Edit.Change> changes(int count, int depth) {
        if (!isChangeNext(0, count)) {
            return List.of();
        }
        Edit.Change first = change(depth);
        if (!isChangeNext(1, count)) {
            return List.of(first);
        }
        Edit.Change second = change(depth);
        if (!isChangeNext(2, count)) {
            return List.of(first, second);
        }
        List<Edit.Change> all = new ArrayList<>(List.of(first, second));
        while (isChangeNext(all.size(), count)) {
            all.add(change(depth));
        }
        return all;
    }

    private boolean isChangeNext(int read, int count) {
        return read < count && in.left() > 0 && in.peek() == CompactWriter.CHANGE;
    }

    private Edit.Change change(int depth) {
        in.octet();
        return new Edit.Change(edited(depth));
    }

    private Edit edited(int depth) {
        Edit edit = edit(depth + 1);
        in.expect(!(edit instanceof Edit.Remove), "an edit of an item, not a removal: drop it");
        return edit;
    }
}
