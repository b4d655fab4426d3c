package io.entangle.datalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which entity a map means by the values it has of identities.
 *
 * @param entity the entity, {@link EntityIds#NONE} if they mean none
 * @param rest the map without the values that say so
 */
record Upserts(int entity, TxItem.Entity rest) {
    /** What one value means. */
    private record Hit(int entity, Object attribute, Object value) {
        List<Object> assertion() {
            return List.of(attribute, value);
        }
    }

    static Upserts of(TxItem.Entity map, TxState state) {
        boolean hasIdentity = false;
        for (Map.Entry<Object, @Nullable Object> entry : map.values().entrySet()) {
            if (entry.getValue() == null) {
                Domain.stored(null, map::original);
            }
            hasIdentity |= identity(entry.getKey(), state) != null;
        }
        if (!hasIdentity) {
            return new Upserts(EntityIds.NONE, map);
        }
        Map<Object, @Nullable Object> rest = new LinkedHashMap<>();
        List<Hit> hits = new ArrayList<>();
        map.values().forEach((name, value) -> {
            Attribute attribute = identity(name, state);
            if (attribute == null || value == null) {
                rest.put(name, value);
            } else if (attribute.isMany() && value instanceof Collection<?> several) {
                split(attribute, several, state, rest, hits);
            } else {
                int found = find(attribute, value, state);
                if (found == EntityIds.NONE) {
                    rest.put(name, value);
                } else {
                    hits.add(new Hit(found, name, value));
                }
            }
        });
        return hits.isEmpty()
                ? new Upserts(EntityIds.NONE, map)
                : new Upserts(requireOne(map, hits), map.withValues(rest));
    }

    /** The attribute of a name, null if its values are not the identities of entities. */
    private static @Nullable Attribute identity(Object name, TxState state) {
        Attribute attribute = ReverseNames.isReverse(name) ? null : state.attribute(name);
        return attribute == null || !attribute.isIdentity() ? null : attribute;
    }

    private static void split(
            Attribute attribute,
            Collection<?> values,
            TxState state,
            Map<Object, @Nullable Object> rest,
            List<Hit> hits) {
        List<@Nullable Object> others = new ArrayList<>();
        for (Object value : values) {
            int found = value == null ? EntityIds.NONE : find(attribute, value, state);
            if (value == null || found == EntityIds.NONE) {
                others.add(value);
            } else {
                hits.add(new Hit(found, attribute.name(), value));
            }
        }
        if (!others.isEmpty()) {
            rest.put(attribute.name(), others);
        }
    }

    private static int find(Attribute attribute, Object value, TxState state) {
        if (!attribute.isRef()) {
            return state.firstWith(attribute, value);
        }
        if (Transaction.isTempid(value) || value instanceof TxItem) {
            return EntityIds.NONE;
        }
        int entity = state.ids().find(value);
        return entity == EntityIds.NONE ? EntityIds.NONE : state.firstWith(attribute, (long) entity);
    }

    private static int requireOne(TxItem.Entity map, List<Hit> hits) {
        Hit first = hits.get(0);
        for (Hit hit : hits) {
            if (hit.entity != first.entity) {
                throw new DatalogException(
                        "Conflicting upserts: %s resolves to %d, but %s resolves to %d"
                                .formatted(
                                        Text.of(first.assertion()), first.entity, Text.of(hit.assertion()), hit.entity),
                        "transact/upsert",
                        "assertion",
                        List.of((long) first.entity, first.attribute, first.value),
                        "conflict",
                        List.of((long) hit.entity, hit.attribute, hit.value));
            }
        }
        Object id = map.id();
        if (id instanceof Number number && number.longValue() > 0 && number.longValue() != first.entity) {
            throw new DatalogException(
                    "Conflicting upsert: %s resolves to %d, but entity already has :db/id %s"
                            .formatted(Text.of(first.assertion()), first.entity, id),
                    "transact/upsert",
                    "assertion",
                    List.of((long) first.entity, first.attribute, first.value),
                    "conflict",
                    Map.of("db/id", id));
        }
        return first.entity;
    }
}
