package io.entangle.pubsub.hub;

import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How large the value of an atom is, about as JSON, kept up to date at the cost of what changes: a value is counted when it
 * comes and when it goes, and what two versions share is not looked at. Thread-safe.
 */
final class StateSize {
    /** What punctuation a container, an entry or a scalar has. */
    private static final int PUNCTUATION = 2;

    private static final int SCALAR = 8;

    /** Stands for what does not stand anywhere. */
    private static final Object ABSENT = new Object();

    private record Counted(Doc value, long bytes) {}

    /** What was counted last; a benign race: others count the same. */
    private volatile Counted counted = new Counted(Doc.of(), of(Doc.of()));

    /** {@return the size of the atom's value} */
    long bytes(Doc value) {
        Counted before = counted;
        if (before.value() == value) {
            return before.bytes();
        }
        long bytes = before.bytes() + growth(before.value(), Delta.diff(before.value(), value));
        counted = new Counted(value, bytes);
        return bytes;
    }

    /** {@return how much larger a delta makes a value; negative if it becomes smaller} */
    static long growth(Doc value, Delta delta) {
        Edit root = delta.root();
        return root == null ? 0 : growth(value.isContainer() ? value : value.value(), root);
    }

    private static long growth(@Nullable Object old, Edit edit) {
        if (edit instanceof Edit.MapEdit map) {
            return growthOfMap(old, map);
        } else if (edit instanceof Edit.ListEdit list) {
            return growthOfList(old, list);
        }
        return (edit instanceof Edit.Put put ? of(put.value()) : 0) - of(old);
    }

    private static long growthOfMap(@Nullable Object old, Edit.MapEdit edit) {
        Doc before = old instanceof Doc doc && doc.isMap() ? doc : null;
        long growth = before == null ? PUNCTUATION - of(old) : 0; // a map takes the place of what is none
        for (Map.Entry<String, Edit> entry : edit.entries().entrySet()) {
            String key = entry.getKey();
            boolean was = before != null && before.has(key);
            boolean is = !(entry.getValue() instanceof Edit.Remove);
            growth += growth(was ? before.get(key) : ABSENT, entry.getValue());
            growth += (is ? ofKey(key) : 0) - (was ? ofKey(key) : 0);
        }
        return growth;
    }

    private static long growthOfList(@Nullable Object old, Edit.ListEdit edit) {
        Doc before = old instanceof Doc doc && doc.isList() ? doc : Doc.list();
        long growth = before == old ? 0 : PUNCTUATION - of(old);
        int at = 0;
        for (Edit.Hunk hunk : edit.hunks()) {
            if (hunk instanceof Edit.Insert insert) {
                growth += of(insert.items()) - PUNCTUATION;
            } else if (hunk instanceof Edit.Keep keep) {
                at += keep.count();
            } else if (hunk instanceof Edit.Change change) {
                growth += growth(item(before, at), change.edit());
                at++;
            } else {
                int end = at + ((Edit.Drop) hunk).count();
                for (; at < end; at++) {
                    growth -= of(item(before, at));
                }
            }
        }
        return growth;
    }

    private static @Nullable Object item(Doc list, int index) {
        return index < list.size() ? list.get(index) : ABSENT;
    }

    /** {@return the size of a value} */
    static long of(@Nullable Object value) {
        if (value == ABSENT) {
            return 0;
        } else if (value instanceof String text) {
            return PUNCTUATION + ofText(text);
        } else if (value instanceof Doc doc) {
            return doc.isContainer() ? ofContainer(doc) : of(doc.value());
        }
        return SCALAR;
    }

    private static long ofContainer(Doc doc) {
        long size = PUNCTUATION;
        if (doc.isMap()) {
            for (Map.Entry<String, @Nullable Object> entry : doc.map().entrySet()) {
                size += ofKey(entry.getKey()) + of(entry.getValue());
            }
        } else {
            for (Object item : doc.vector()) {
                size += of(item);
            }
        }
        return size;
    }

    private static long ofKey(String key) {
        return 2 * PUNCTUATION + ofText(key);
    }

    private static long ofText(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // a surrogate pair takes four bytes, two for each half
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
