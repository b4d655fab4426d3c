package io.entangle.delta;

import io.entangle.value.Doc;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The items of a document's lists: scalars and {@code Doc}s. */
final class DocItems implements ListDiff.Items<@Nullable Object> {
    static final DocItems INSTANCE = new DocItems();

    private DocItems() {}

    @Override
    public boolean same(@Nullable Object before, @Nullable Object after) {
        return Objects.equals(before, after);
    }

    @Override
    public @Nullable Edit edit(@Nullable Object before, @Nullable Object after, int index) {
        return Differ.diff(before, after);
    }

    @Override
    public @Nullable Object encode(@Nullable Object item, int index) {
        return item;
    }

    /** Containers of one kind of which half or more is equal. */
    @Override
    public boolean alike(@Nullable Object before, @Nullable Object after) {
        if (!(before instanceof Doc older) || !(after instanceof Doc newer)) {
            return false;
        }
        if (older.isMap() && newer.isMap()) {
            return alikeMaps(older, newer);
        }
        return older.isList() && newer.isList() && alikeLists(older, newer);
    }

    private static boolean alikeLists(Doc older, Doc newer) {
        int shorter = Math.min(older.size(), newer.size());
        int same = older.vector().commonPrefix(newer.vector());
        while (same < shorter && Objects.equals(older.get(same), newer.get(same))) {
            same++;
        }
        return same * 2 >= Math.max(older.size(), newer.size());
    }

    private static boolean alikeMaps(Doc older, Doc newer) {
        int equal = 0;
        Doc smaller = older.size() <= newer.size() ? older : newer;
        Doc other = smaller == older ? newer : older;
        for (Map.Entry<String, @Nullable Object> entry : smaller.map().entrySet()) {
            Object theirs = other.get(entry.getKey());
            if (Objects.equals(entry.getValue(), theirs) && (theirs != null || other.has(entry.getKey()))) {
                equal++;
            }
        }
        return smaller.size() > 0 && equal * 2 >= smaller.size();
    }
}
