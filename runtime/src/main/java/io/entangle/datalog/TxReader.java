package io.entangle.datalog;

import io.entangle.datalog.TxItem.AutoTempid;
import io.entangle.datalog.TxItem.Operation;
import io.entangle.datalog.TxItem.Step;
import io.entangle.datalog.edn.Keyword;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads transaction data: gives maps without an id a temporary one, and tells operations apart. */
final class TxReader {
    private static final Keyword ID = Keyword.of("db/id");

    private static final Map<Object, Operation> OPERATIONS = Map.of(
            Keyword.of("db/add"), Operation.ADD,
            Keyword.of("db/retract"), Operation.RETRACT,
            Keyword.of("db.fn/retractAttribute"), Operation.RETRACT_ATTRIBUTE,
            Keyword.of("db/retractEntity"), Operation.RETRACT_ENTITY,
            Keyword.of("db.fn/retractEntity"), Operation.RETRACT_ENTITY,
            Keyword.of("db/cas"), Operation.COMPARE_AND_SET,
            Keyword.of("db.fn/cas"), Operation.COMPARE_AND_SET,
            Keyword.of("db.fn/call"), Operation.CALL);

    private final Attributes attributes;
    private final Supplier<AutoTempid> tempids;

    /** Reads for a database of those attributes, and takes temporary ids from there. */
    TxReader(Attributes attributes, Supplier<AutoTempid> tempids) {
        this.attributes = attributes;
        this.tempids = tempids;
    }

    /** The items of transaction data; null if it is none, as where an item is null. */
    List<TxItem> read(@Nullable Object txData) {
        if (txData == null) {
            return List.of();
        }
        if (!(txData instanceof List<?> list)) {
            throw new DatalogException(
                    "Bad transaction data " + Text.of(txData) + ", expected sequential collection",
                    "transact/syntax",
                    "tx-data",
                    txData);
        }
        List<TxItem> items = new ArrayList<>(list.size());
        for (Object item : list) {
            if (item != null) {
                items.add(item(item));
            }
        }
        return items;
    }

    private TxItem item(Object item) {
        if (item instanceof Map<?, ?> map) {
            return entity(map);
        }
        if (item instanceof Datom datom) {
            return Step.of(datom);
        }
        if (item instanceof List<?> list) {
            Object name = list.isEmpty() ? null : list.get(0);
            Operation operation = name == null ? null : OPERATIONS.get(name);
            return Step.of(
                    operation != null ? operation : name instanceof Keyword ? Operation.CALL_IDENT : Operation.UNKNOWN,
                    list);
        }
        throw new DatalogException(
                "Bad entity type at " + Text.of(item) + ", expected map or vector", "transact/syntax", "tx-data", item);
    }

    private TxItem.Entity entity(Map<?, ?> map) {
        Map<Object, @Nullable Object> values = new LinkedHashMap<>(map.size() * 2);
        Object id = null;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object name = entry.getKey();
            if (ID.equals(name)) {
                id = entry.getValue();
            } else {
                values.put(requireName(name, map), value(name, entry.getValue()));
            }
        }
        return new TxItem.Entity(id == null ? tempids.get() : id, values, map);
    }

    /** A value in a map; maps are entities where they may stand. */
    private @Nullable Object value(Object name, @Nullable Object value) {
        if (!(value instanceof Map<?, ?>) && !(value instanceof Collection<?>)) {
            return value;
        }
        boolean isReverse = ReverseNames.isReverse(name);
        Attribute attribute = attributes.named(isReverse ? ReverseNames.reverse(name) : name);
        if (attribute == null || !attribute.isRef()) {
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            return entity(map);
        }
        if (!isReverse && !attribute.isMany()) {
            return value;
        }
        List<@Nullable Object> read = new ArrayList<>();
        for (Object each : (Collection<?>) value) {
            read.add(each instanceof Map<?, ?> map ? entity(map) : each);
        }
        return read;
    }

    /** The name of an attribute, which must be a keyword or a string. */
    static Object requireName(@Nullable Object name, Object context) {
        if (name instanceof Keyword || name instanceof String) {
            return name;
        }
        throw new DatalogException(
                "Bad entity attribute %s at %s, expected keyword or string".formatted(Text.of(name), Text.of(context)),
                "transact/syntax",
                "attribute",
                name,
                "context",
                context);
    }
}
