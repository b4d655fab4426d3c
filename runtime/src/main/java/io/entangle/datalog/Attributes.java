package io.entangle.datalog;

import io.entangle.datalog.index.ValueOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of a database, those of its schema and those that came with transactions. Immutable. */
final class Attributes {
    /**
     * Where values of an attribute stand in those of another.
     *
     * @param tuple the attribute whose values are made of others
     * @param slot at which index
     */
    record Slot(Attribute tuple, int slot) {}

    private final Map<Object, Definition> definitions;
    private final Map<Object, Attribute> byName;
    private final Attribute[] byNumber;
    private final List<Attribute> inOrder;
    private final int[] ranks;
    private final List<Attribute> refs;

    /** By number of the attribute; null where there are none at all. */
    private final @Nullable Map<Object, List<Slot>> slots;

    private Attributes(Map<Object, Definition> definitions, Map<Object, Attribute> byName) {
        this.definitions = definitions;
        this.byName = byName;
        this.byNumber = byName.values().toArray(new Attribute[0]);
        Arrays.sort(byNumber, Comparator.comparingInt(Attribute::number));
        this.inOrder = byName.values().stream()
                .sorted((a, b) -> ValueOrder.compare(a.name(), b.name()))
                .toList();
        this.ranks = new int[byNumber.length];
        for (int i = 0; i < ranks.length; i++) {
            ranks[inOrder.get(i).number()] = i;
        }
        this.refs = inOrder.stream().filter(Attribute::isRef).toList();
        this.slots = slots(byNumber);
    }

    static Attributes of(Schema schema) {
        Map<Object, Attribute> byName = new HashMap<>();
        schema.definitions()
                .forEach((name, definition) -> byName.put(name, new Attribute(name, byName.size(), definition)));
        return new Attributes(schema.definitions(), byName);
    }

    private static @Nullable Map<Object, List<Slot>> slots(Attribute[] attributes) {
        Map<Object, List<Slot>> slots = new HashMap<>();
        for (Attribute tuple : attributes) {
            for (int i = 0; i < tuple.tupleAttributes().size(); i++) {
                slots.computeIfAbsent(tuple.tupleAttributes().get(i), any -> new ArrayList<>())
                        .add(new Slot(tuple, i));
            }
        }
        return slots.isEmpty() ? null : slots;
    }

    /** The same with attributes that have no schema, which are numbered after these. */
    Attributes with(Map<Object, Attribute> others) {
        Map<Object, Attribute> more = new HashMap<>(byName);
        more.putAll(others);
        return new Attributes(definitions, more);
    }

    /** The same attributes under another schema; those new with it are numbered next. */
    Attributes under(Schema schema) {
        Map<Object, Attribute> changed = new HashMap<>();
        for (Attribute each : byNumber) {
            Definition definition = schema.definitions().getOrDefault(each.name(), Definition.NONE);
            changed.put(each.name(), new Attribute(each.name(), each.number(), definition));
        }
        schema.definitions().forEach((name, definition) -> {
            if (!changed.containsKey(name)) {
                changed.put(name, new Attribute(name, changed.size(), definition));
            }
        });
        return new Attributes(schema.definitions(), changed);
    }

    @Nullable
    Attribute named(Object name) {
        return byName.get(name);
    }

    Attribute numbered(int number) {
        return byNumber[number];
    }

    int size() {
        return byNumber.length;
    }

    /** All of them, sorted by name. */
    List<Attribute> sorted() {
        return inOrder;
    }

    /** How many have a lesser name. */
    int rank(Attribute attribute) {
        return ranks[attribute.number()];
    }

    /** Those of some numbers, sorted by name. */
    Attribute[] sorted(int[] numbers) {
        Attribute[] some = new Attribute[numbers.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = byNumber[numbers[i]];
        }
        if (some.length > 1) {
            Arrays.sort(some, Comparator.comparingInt(this::rank));
        }
        return some;
    }

    /** Those whose values are ids of entities, sorted by name. */
    List<Attribute> refs() {
        return refs;
    }

    boolean hasComposites() {
        return slots != null;
    }

    /** Which tuples values of an attribute stand in. */
    List<Slot> slots(Attribute attribute) {
        return slots == null ? List.of() : slots.getOrDefault(attribute.name(), List.of());
    }
}
