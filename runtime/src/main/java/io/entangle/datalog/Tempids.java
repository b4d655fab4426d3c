package io.entangle.datalog;

import io.entangle.datalog.index.ValueOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What temporary ids mean in one attempt of a transaction, and whether they are used as they should be. */
final class Tempids {
    private final Map<Object, Integer> entities;
    private final Map<Integer, Set<Object>> tempids = new HashMap<>();
    private final Map<Integer, Object> usedAsValues = new HashMap<>();
    private final Set<Integer> used = new HashSet<>();
    private int lastUsed = EntityIds.NONE;

    Tempids(Map<Object, Integer> entities) {
        this.entities = entities;
    }

    /** The temporary id that was bound last, of which a map has many values, and its entity. */
    private @Nullable Object last;

    private int lastEntity;

    void bind(Object tempid, int entity) {
        last = tempid;
        lastEntity = entity;
        entities.put(tempid, entity);
        tempids.computeIfAbsent(entity, any -> new LinkedHashSet<>(2)).add(tempid);
    }

    /** The entity that a temporary id means, a new one if it has none yet. */
    int orBind(Object tempid, TxState state) {
        if (tempid == last) {
            return lastEntity;
        }
        Integer known = entities.get(tempid);
        int entity = known != null ? known : state.nextEntity();
        state.advance(entity);
        bind(tempid, entity);
        return entity;
    }

    Set<Object> tempidsOf(int entity) {
        return tempids.getOrDefault(entity, Set.of());
    }

    void useAsValue(Object tempid, int entity) {
        usedAsValues.putIfAbsent(entity, tempid);
    }

    /** Says that something is asserted of an entity, be it nothing new. */
    void use(int entity) {
        if (entity != lastUsed && (!usedAsValues.isEmpty() || !tempids.isEmpty())) {
            used.add(entity);
            lastUsed = entity;
        }
    }

    void requireUsedAsEntities() {
        List<Object> unused = new ArrayList<>();
        usedAsValues.forEach((entity, tempid) -> {
            if (!used.contains(entity)) {
                unused.add(tempid);
            }
        });
        if (!unused.isEmpty()) {
            unused.sort(ValueOrder.COMPARATOR);
            throw new DatalogException(
                    "Tempids used only as value in transaction: (" + Text.joined(unused) + ")",
                    "transact/syntax",
                    "tempids",
                    unused);
        }
    }
}
