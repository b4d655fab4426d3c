package io.entangle.datalog;

import io.entangle.datalog.edn.Keyword;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One step of a transaction. */
sealed interface TxItem {
    /** Stands for the entity of a map that has no id, or for one made by the transaction. */
    final class AutoTempid {
        @Override
        public String toString() {
            return "#auto-tempid";
        }
    }

    /** What a list asks for. */
    enum Operation {
        ADD(":db/add"),
        RETRACT(":db/retract"),
        RETRACT_ATTRIBUTE(":db.fn/retractAttribute"),
        RETRACT_ENTITY(":db/retractEntity"),
        COMPARE_AND_SET(":db/cas"),
        CALL(":db.fn/call"),
        CALL_IDENT(""),
        UNKNOWN("");

        private final Keyword keyword;

        Operation(String keyword) {
            this.keyword = Keyword.of(keyword.isEmpty() ? "db/none" : keyword.substring(1));
        }
    }

    /** Where composite tuples are brought up to date. */
    record Flush() implements TxItem {}

    /**
     * A map: several datoms of one entity.
     *
     * @param id what stands under {@code :db/id}
     * @param values of attributes by name; nested maps are items themselves
     * @param original what the application wrote
     */
    record Entity(@Nullable Object id, Map<Object, @Nullable Object> values, Object original) implements TxItem {
        Entity withId(Object newId) {
            return new Entity(newId, values, original);
        }

        Entity withValues(Map<Object, @Nullable Object> newValues) {
            return new Entity(id, newValues, original);
        }

        /** The same, and refers to another entity, or is referred to by it. */
        Entity with(Object name, Object value) {
            Map<Object, @Nullable Object> more = new LinkedHashMap<>(values);
            more.put(name, value);
            return new Entity(id, more, original);
        }

        @Override
        public String toString() {
            return Text.quoted(original);
        }
    }

    /** A list: an operation on one entity, or a call. */
    final class Step implements TxItem {
        final Operation operation;
        final @Nullable Object entity;
        final @Nullable Object attribute;
        final @Nullable Object value;

        /** What is asserted in the place of {@link #value}, if that stands. */
        final @Nullable Object newValue;

        /** The transaction that a datom says has asserted it, 0 if that is the present one. */
        final int tx;

        /** Whether it is the database that updates a composite tuple. */
        final boolean isInternal;

        /** What the application wrote, null if it was a map. */
        final @Nullable List<?> original;

        private Step(
                Operation operation,
                @Nullable Object entity,
                @Nullable Object attribute,
                @Nullable Object value,
                @Nullable Object newValue,
                int tx,
                boolean isInternal,
                @Nullable List<?> original) {
            this.operation = operation;
            this.entity = entity;
            this.attribute = attribute;
            this.value = value;
            this.newValue = newValue;
            this.tx = tx;
            this.isInternal = isInternal;
            this.original = original;
        }

        static Step of(Operation operation, List<?> original) {
            int size = original.size();
            return new Step(
                    operation,
                    size > 1 ? original.get(1) : null,
                    size > 2 ? original.get(2) : null,
                    size > 3 ? original.get(3) : null,
                    size > 4 ? original.get(4) : null,
                    0,
                    false,
                    original);
        }

        static Step add(@Nullable Object entity, Object attribute, @Nullable Object value) {
            return new Step(Operation.ADD, entity, attribute, value, null, 0, false, null);
        }

        static Step of(Datom datom) {
            Operation operation = datom.isAdded() ? Operation.ADD : Operation.RETRACT;
            int tx = datom.isAdded() ? (int) datom.tx() : 0;
            return new Step(operation, datom.entity(), datom.attribute(), datom.value(), null, tx, false, null);
        }

        /** What brings a composite tuple up to date. */
        static Step internal(Operation operation, int entity, Object attribute, Object value) {
            return new Step(operation, (long) entity, attribute, value, null, 0, true, null);
        }

        static Step retractEntity(Object entity) {
            return new Step(Operation.RETRACT_ENTITY, entity, null, null, null, 0, false, null);
        }

        Step withEntity(int id) {
            return new Step(operation, (long) id, attribute, value, newValue, tx, isInternal, original);
        }

        Step withValue(Object changed) {
            return new Step(operation, entity, attribute, changed, newValue, tx, isInternal, original);
        }

        /** The list as it is now, with ids where temporary ids were. */
        List<@Nullable Object> toList() {
            if (operation == Operation.UNKNOWN || operation == Operation.CALL || operation == Operation.CALL_IDENT) {
                return new ArrayList<>(original == null ? List.of() : original);
            }
            List<@Nullable Object> list = new ArrayList<>();
            list.add(original == null ? operation.keyword : original.get(0));
            list.add(entity);
            int size = original == null ? 4 : original.size();
            if (size > 2) {
                list.add(attribute);
            }
            if (size > 3) {
                list.add(value);
            }
            if (size > 4) {
                list.add(newValue);
            }
            return list;
        }

        @Override
        public String toString() {
            return Text.quoted(toList());
        }
    }
}
