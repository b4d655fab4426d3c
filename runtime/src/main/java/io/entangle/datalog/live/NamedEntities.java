package io.entangle.datalog.live;

import io.entangle.datalog.Attribute;
import io.entangle.datalog.Database;
import io.entangle.datalog.ReverseNames;
import io.entangle.datalog.edn.Keyword;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a temporary id to each map of a transaction that has none, so that it can be told what became of its entity wherever the
 * transaction is carried out. Belongs to one transaction.
 */
final class NamedEntities {
    private static final Keyword ID = Keyword.of("db/id");
    private static final String PREFIX = "entangle.new/";

    private final Database database;
    private int named;

    private NamedEntities(Database database) {
        this.database = database;
    }

    /**
     * The same transaction data, with a name for each entity.
     *
     * @param database knows which attributes are references
     */
    static @Nullable List<?> in(@Nullable List<?> txData, Database database) {
        return txData == null ? null : new NamedEntities(database).each(txData);
    }

    /** Whether a temporary id was given here. */
    static boolean isGiven(Object tempid) {
        return tempid instanceof String text && text.startsWith(PREFIX);
    }

    private List<@Nullable Object> each(Collection<?> items) {
        List<@Nullable Object> named = new ArrayList<>(items.size());
        items.forEach(item -> named.add(item instanceof Map<?, ?> map ? entity(map) : item));
        return named;
    }

    private Map<Object, @Nullable Object> entity(Map<?, ?> map) {
        Map<Object, @Nullable Object> entity = new LinkedHashMap<>();
        if (map.get(ID) == null && map.keySet().stream().anyMatch(key -> !ID.equals(key))) {
            entity.put(ID, PREFIX + ++named);
        }
        map.forEach((key, value) -> {
            if (!ID.equals(key) || value != null) {
                entity.put(key, value(key, value));
            }
        });
        return entity;
    }

    private @Nullable Object value(Object key, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> || value instanceof Collection<?>)
                || !(key instanceof Keyword || key instanceof String)) {
            return value;
        }
        boolean isReverse = ReverseNames.isReverse(key);
        Attribute attribute = database.attribute(isReverse ? ReverseNames.reverse(key) : key);
        if (attribute == null || !attribute.isRef()) {
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            return entity(map);
        }
        return isReverse || attribute.isMany() ? each((Collection<?>) value) : value;
    }
}
