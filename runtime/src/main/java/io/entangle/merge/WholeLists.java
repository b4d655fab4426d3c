package io.entangle.merge;

import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes travel to the authority with lists put whole: an index is only true in the version it was counted in, so a
 * splice made on one version would hit other items in another.
 */
public final class WholeLists {
    private WholeLists() {}

    /**
     * {@return the delta with every list edit replaced by a put of the list as it is afterwards}
     *
     * @param delta any delta
     * @param after what it makes of the document it was made for
     */
    public static Delta of(Delta delta, Doc after) {
        return delta.root() == null ? delta : Delta.of(edit(delta.root(), after));
    }

    private static Edit edit(Edit edit, @Nullable Object after) {
        if (edit instanceof Edit.ListEdit) {
            return Edit.put(after);
        }
        if (!(edit instanceof Edit.MapEdit map) || !(after instanceof Doc doc)) {
            return edit;
        }
        PersistentMap<String, Edit> entries = map.entries();
        for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
            entries = entries.with(entry.getKey(), edit(entry.getValue(), doc.get(entry.getKey())));
        }
        return new Edit.MapEdit(entries);
    }
}
