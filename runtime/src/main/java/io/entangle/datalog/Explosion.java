package io.entangle.datalog;

import io.entangle.datalog.TxItem.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes a map apart into a step for each value. */
final class Explosion {
    private final TxItem.Entity map;
    private final TxState state;
    private final Object id;
    private final List<TxItem> items = new ArrayList<>();

    private Explosion(TxItem.Entity map, TxState state) {
        this.map = map;
        this.state = state;
        this.id = Objects.requireNonNull(map.id());
    }

    /** The steps, in the order of the map but those for tuples last, when the values they are made of are there. */
    static List<TxItem> of(TxItem.Entity map, TxState state) {
        Explosion explosion = new Explosion(map, state);
        explosion.explode(false);
        if (state.attributes().hasComposites()) {
            explosion.explode(true);
        }
        return explosion.items;
    }

    private void explode(boolean isTuples) {
        map.values().forEach((name, value) -> {
            boolean isReverse = ReverseNames.isReverse(name);
            Object straight = isReverse ? ReverseNames.reverse(name) : name;
            Attribute attribute = state.attribute(straight);
            if (isTuples != (attribute != null && attribute.isComposite())) {
                return;
            }
            if (isReverse && (attribute == null || !attribute.isRef())) {
                throw new DatalogException(
                        "Bad attribute " + Text.of(name)
                                + ": reverse attribute name requires {:db/valueType :db.type/ref} in schema",
                        "transact/syntax",
                        "attribute",
                        name,
                        "context",
                        map.original());
            }
            boolean isSeveral = isReverse || attribute != null && attribute.isMany();
            for (Object each : isSeveral ? split(value) : Collections.singletonList(value)) {
                add(straight, each, isReverse);
            }
        });
    }

    private void add(Object name, @Nullable Object value, boolean isReverse) {
        if (value instanceof TxItem.Entity nested) {
            items.add(nested.with(isReverse ? name : ReverseNames.reverse(name), id));
        } else if (isReverse) {
            items.add(Step.add(value, name, id));
        } else {
            items.add(Step.add(id, name, value));
        }
    }

    /** The values that a collection lists, unless it is one value: a lookup ref. */
    private Collection<?> split(@Nullable Object value) {
        if (value instanceof Object[] array) {
            return split(Arrays.asList(array));
        }
        if (!(value instanceof Collection<?> several)) {
            return Collections.singletonList(value);
        }
        if (several.size() == 2) {
            Object first = several.iterator().next();
            Attribute attribute = first == null ? null : state.attribute(first);
            if (attribute != null && attribute.isIdentity()) {
                return Collections.singletonList(value);
            }
        }
        return several;
    }
}
