package io.entangle.delta;

import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the value at one place: it is put, removed, or changed inside. A {@link Delta} is a tree of edits of
 * the same shape as the value it changes. Values are in the domain of {@link Doc}: scalars, or {@code Doc}s for
 * containers. Immutable.
 */
public sealed interface Edit {
    /**
     * The value becomes {@code value}, whatever it was, or stands where nothing stood.
     *
     * @param value the new value
     */
    record Put(@Nullable Object value) implements Edit {}

    /** The entry is taken out of its map; nothing happens if there is none. Only within a {@link MapEdit}. */
    record Remove() implements Edit {
        /** The one removal there is. */
        static final Remove INSTANCE = new Remove();
    }

    /**
     * Some entries of a map are edited; the others stay.
     *
     * @param entries the edits by key, not empty
     */
    record MapEdit(PersistentMap<String, Edit> entries) implements Edit {}

    /**
     * A list is gone through from its start, hunk by hunk; what is left behind the last hunk stays.
     *
     * @param hunks not empty, made by {@link ListEdits.Builder} in normal form
     */
    record ListEdit(List<Hunk> hunks) implements Edit {}

    /** What happens to the next items of a list. */
    sealed interface Hunk {}

    /**
     * The next items stay.
     *
     * @param count how many, at least 1
     */
    record Keep(int count) implements Hunk {}

    /**
     * The next items are taken out.
     *
     * @param count how many, at least 1
     */
    record Drop(int count) implements Hunk {}

    /**
     * New items come in here.
     *
     * @param items a list, not empty
     */
    record Insert(Doc items) implements Hunk {}

    /**
     * The next item is edited in its place.
     *
     * @param edit its edit, not a {@link Remove}
     */
    record Change(Edit edit) implements Hunk {}

    /**
     * {@return the edit that puts a value}
     *
     * @param value the new value: a scalar of the domain or a {@code Doc}
     */
    static Edit put(@Nullable Object value) {
        return new Put(value instanceof Doc doc && !doc.isContainer() ? doc.value() : value);
    }

    /** {@return the edit that takes an entry out of its map} */
    static Edit remove() {
        return Remove.INSTANCE;
    }

    /**
     * {@return the edit of some entries of a map, or null if there are none}
     *
     * @param entries the edits by key
     */
    static @Nullable Edit ofMap(PersistentMap<String, Edit> entries) {
        return entries.isEmpty() ? null : new MapEdit(entries);
    }
}
