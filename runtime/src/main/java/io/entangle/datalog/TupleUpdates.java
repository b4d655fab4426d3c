package io.entangle.datalog;

import io.entangle.datalog.TxItem.Operation;
import io.entangle.datalog.TxItem.Step;
import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps composite tuples in step with the values they are made of. */
final class TupleUpdates {
    private final TxState state;

    /** What tuples are to become, by entity; null slots where there is no value. */
    private final Map<Integer, Map<Attribute, List<@Nullable Object>>> due = new LinkedHashMap<>();

    TupleUpdates(TxState state) {
        this.state = state;
    }

    /** Says that an entity has got a value, or has lost it if that is null. */
    void sourceChanged(Attribute attribute, int entity, @Nullable Object value) {
        for (Attributes.Slot slot : state.attributes().slots(attribute)) {
            List<@Nullable Object> tuple = due.computeIfAbsent(entity, any -> new LinkedHashMap<>())
                    .computeIfAbsent(slot.tuple(), any -> current(slot.tuple(), entity));
            tuple.set(slot.slot(), value);
        }
    }

    private List<@Nullable Object> current(Attribute tuple, int entity) {
        Object value = state.index(tuple).first(entity);
        List<@Nullable Object> slots = new ArrayList<>();
        if (value instanceof List<?> known) {
            slots.addAll(known);
        } else {
            tuple.tupleAttributes().forEach(name -> slots.add(value(name, entity)));
        }
        return slots;
    }

    private @Nullable Object value(Object name, int entity) {
        Attribute attribute = state.attribute(name);
        return attribute == null ? null : state.index(attribute).first(entity);
    }

    /** The steps that bring the tuples up to date. */
    List<Step> flush() {
        List<Step> steps = new ArrayList<>();
        due.forEach((entity, tuples) -> tuples.forEach((tuple, slots) -> {
            Object current = state.index(tuple).first(entity);
            Object value = slots.stream().allMatch(Objects::isNull) ? null : PersistentVector.from(slots);
            if (value == null && current != null) {
                steps.add(Step.internal(Operation.RETRACT, entity, tuple.name(), current));
            } else if (value != null && !value.equals(current)) {
                steps.add(Step.internal(Operation.ADD, entity, tuple.name(), value));
            }
        }));
        due.clear();
        return steps;
    }

    /** Refuses what asserts or retracts a tuple, unless it says what the values are anyway. */
    void requireCurrent(Step step, Attribute tuple) {
        List<Object> names = tuple.tupleAttributes();
        int entity = state.ids().require(step.entity);
        boolean isCurrent = step.value instanceof List<?> slots && slots.size() == names.size();
        for (int i = 0; isCurrent && i < names.size(); i++) {
            Object slot = ((List<?>) Objects.requireNonNull(step.value)).get(i);
            Attribute attribute = state.attribute(names.get(i));
            isCurrent = slot != null
                    && attribute != null
                    && slot.equals(state.index(attribute).first(entity));
        }
        if (!isCurrent) {
            throw direct(step);
        }
    }

    static DatalogException direct(Step step) {
        return new DatalogException(
                "Can’t modify tuple attrs directly: " + step, "transact/syntax", "tx-data", step.toList());
    }
}
