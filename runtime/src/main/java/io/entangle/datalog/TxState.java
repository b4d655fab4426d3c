package io.entangle.datalog;

import io.entangle.datalog.TxItem.Step;
import io.entangle.datalog.index.AttributeIndex;
import io.entangle.datalog.index.Cursor;
import io.entangle.datalog.index.Indexes;
import io.entangle.datalog.index.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a transaction has made of the database so far. */
final class TxState implements EntityIds.Source {
    private final Database before;
    private final Indexes.Editor editor;
    private final EntityIds ids = new EntityIds(this);
    private final TupleUpdates tuples = new TupleUpdates(this);
    private final int tx;
    private final List<Datom> txData = new ArrayList<>();
    private final GrowingAttributes attributes;
    private int maxEntity;

    TxState(Database before) {
        if (before.maxTx() == Integer.MAX_VALUE) {
            throw new DatalogException("The last transaction is " + Integer.MAX_VALUE, "transact/full");
        }
        this.before = before;
        this.editor = before.indexes().edit();
        this.attributes = new GrowingAttributes(before.attributes());
        this.tx = (int) before.maxTx() + 1;
        this.maxEntity = (int) before.maxEntity();
    }

    int tx() {
        return tx;
    }

    List<Datom> txData() {
        return Collections.unmodifiableList(txData);
    }

    EntityIds ids() {
        return ids;
    }

    TupleUpdates tuples() {
        return tuples;
    }

    GrowingAttributes attributes() {
        return attributes;
    }

    /** The database as it is now; what comes later does not change it. */
    Database database() {
        return before.after(attributes.all(), editor.indexes(), maxEntity, tx, txData);
    }

    @Override
    public @Nullable Attribute attribute(Object name) {
        return attributes.named(name);
    }

    Attribute newAttribute(Object name) {
        editor.addAttribute(true, before.isHistoryKept());
        return attributes.add(name);
    }

    AttributeIndex index(Attribute attribute) {
        return editor.attribute(attribute.number());
    }

    @Override
    public int firstWith(Attribute attribute, Object value) {
        Object normal = Values.normal(value);
        return normal == null ? EntityIds.NONE : index(attribute).firstWith(normal);
    }

    int nextEntity() {
        if (maxEntity + 1 >= Database.FIRST_TX) {
            throw new DatalogException("The last entity id is " + maxEntity, "transact/full");
        }
        return maxEntity + 1;
    }

    void advance(int entity) {
        if (entity > maxEntity && entity < Database.FIRST_TX) {
            maxEntity = entity;
        }
    }

    /** The value of a step as the attribute holds it. */
    private Object value(Step step, Attribute attribute) {
        if (attribute.isRef() && step.value != null) {
            return (long) ids.require(step.value);
        }
        Object value = Domain.stored(step.value, step::toList);
        attribute.requireType(value, step);
        return value;
    }

    void add(Step step, Attribute attribute, Tempids bound) {
        add(step, attribute, bound, false);
    }

    /** Asserts a value, of which it may be known that no other entity has it. */
    void add(Step step, Attribute attribute, Tempids bound, boolean isNew) {
        if (step.value == null) {
            Domain.stored(null, step::toList);
        }
        int entity = ids.require(step.entity);
        Object value = value(step, attribute);
        int asserted = step.tx == 0 ? tx : step.tx;
        if (asserted > tx && before.isHistoryKept()) {
            throw new DatalogException(
                    "Cannot add " + step + " at " + asserted + ", which is later than the transaction itself",
                    "transact/tx",
                    "tx-data",
                    step.toList());
        }
        bound.use(entity);
        AttributeIndex index = index(attribute);
        Object old = index.first(entity);
        if (old != null && (attribute.isMany() ? index.find(entity, value) >= 0 : old.equals(value))) {
            return;
        }
        Datom datom = new Datom(entity, attribute.name(), value, asserted, true);
        if (attribute.isUnique() && !isNew) {
            requireUnique(datom, attribute);
        }
        if (old != null && !attribute.isMany()) {
            retractDatom(attribute, entity, old, true);
        }
        assertDatom(datom, attribute, old == null || !attribute.isMany());
    }

    private void requireUnique(Datom datom, Attribute attribute) {
        int other = index(attribute).firstWith(datom.value());
        if (other != EntityIds.NONE) {
            Datom found = new Datom(
                    other, attribute.name(), datom.value(), index(attribute).find(other, datom.value()), true);
            throw new DatalogException(
                    "Cannot add " + datom + " because of unique constraint: (" + found + ")",
                    "transact/unique",
                    "attribute",
                    attribute.name(),
                    "datom",
                    datom);
        }
    }

    private void assertDatom(Datom datom, Attribute attribute, boolean isFirst) {
        int entity = (int) datom.entity();
        editor.add(attribute.number(), entity, datom.value(), (int) datom.tx(), isFirst);
        advance(entity);
        txData.add(datom);
        tuples.sourceChanged(attribute, entity, datom.value());
    }

    private void retractDatom(Attribute attribute, int entity, Object value, boolean isLast) {
        editor.remove(attribute.number(), entity, value, tx, isLast);
        txData.add(new Datom(entity, attribute.name(), value, tx, false));
        tuples.sourceChanged(attribute, entity, null);
    }

    private boolean isOnly(Attribute attribute, int entity) {
        if (!attribute.isMany()) {
            return true;
        }
        Cursor cursor = index(attribute).byEntity().cursor();
        cursor.seekEntity(entity);
        cursor.next();
        return !cursor.isValid() || cursor.entity() != entity;
    }

    void retract(Step step, Attribute attribute) {
        int entity = ids.require(step.entity);
        Object value = attribute.isRef() ? (Object) (long) ids.require(step.value) : Values.normal(step.value);
        if (value != null && index(attribute).find(entity, value) >= 0) {
            retractDatom(attribute, entity, value, isOnly(attribute, entity));
        }
    }

    List<Object> values(int entity, Attribute attribute) {
        if (!attribute.isMany()) {
            Object value = index(attribute).first(entity);
            return value == null ? List.of() : List.of(value);
        }
        List<Object> values = new ArrayList<>();
        Cursor cursor = index(attribute).byEntity().cursor();
        for (cursor.seekEntity(entity); cursor.isValid() && cursor.entity() == entity; cursor.next()) {
            values.add(cursor.value());
        }
        return values;
    }

    /** Retracts all values; what is to be retracted with them is returned. */
    List<Step> retractAttribute(int entity, Attribute attribute) {
        List<Step> components = new ArrayList<>();
        List<Object> values = values(entity, attribute);
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            retractDatom(attribute, entity, value, i == values.size() - 1);
            if (attribute.isComponent()) {
                components.add(Step.retractEntity(value));
            }
        }
        return components;
    }

    /** Retracts an entity and all references to it; what is to be retracted with it is returned. */
    List<Step> retractEntity(int entity) {
        List<Step> components = new ArrayList<>();
        for (Attribute attribute : attributes.all().sorted(editor.attributesOf(entity))) {
            components.addAll(retractAttribute(entity, attribute));
        }
        for (Attribute attribute : attributes.refs()) {
            for (int other : referring(attribute, entity)) {
                retractDatom(attribute, other, (long) entity, isOnly(attribute, other));
            }
        }
        return components;
    }

    private Set<Integer> referring(Attribute attribute, int entity) {
        Set<Integer> referring = new LinkedHashSet<>();
        if (index(attribute).firstWith((long) entity) >= 0) {
            Cursor cursor = Objects.requireNonNull(index(attribute).byValue()).cursor();
            cursor.seekCode(entity);
            while (cursor.isValid() && cursor.value().equals((long) entity)) {
                referring.add(cursor.entity());
                cursor.next();
            }
        }
        return referring;
    }

    void compareAndSet(Step step, Tempids bound) {
        int entity = ids.require(step.entity);
        Object name = TxReader.requireName(step.attribute, step);
        Attribute known = attribute(name);
        Attribute attribute = known == null ? newAttribute(name) : known;
        if (attribute.isComposite()) {
            throw TupleUpdates.direct(step);
        }
        Object expected = cell(step.value, attribute);
        if (step.newValue == null) {
            Domain.stored(null, step::toList);
        }
        Object current = index(attribute).first(entity);
        boolean isExpected = attribute.isMany()
                ? expected != null && index(attribute).find(entity, expected) >= 0
                : Objects.equals(current, expected);
        if (!isExpected) {
            List<Object> values = values(entity, attribute);
            throw new DatalogException(
                    ":db.fn/cas failed on datom [%d %s %s], expected %s"
                            .formatted(
                                    entity,
                                    Text.of(name),
                                    attribute.isMany() ? "(" + Text.joined(values) + ")" : Text.of(current),
                                    Text.of(expected)),
                    "transact/cas",
                    "old",
                    attribute.isMany() ? values : current,
                    "expected",
                    expected,
                    "new",
                    step.newValue);
        }
        add(Step.add((long) entity, name, step.newValue), attribute, bound);
    }

    private @Nullable Object cell(@Nullable Object value, Attribute attribute) {
        return value != null && attribute.isRef() ? (Object) (long) ids.require(value) : Values.normal(value);
    }
}
