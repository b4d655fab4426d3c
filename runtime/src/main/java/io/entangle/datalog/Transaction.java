package io.entangle.datalog;

import io.entangle.datalog.TxItem.AutoTempid;
import io.entangle.datalog.TxItem.Flush;
import io.entangle.datalog.TxItem.Operation;
import io.entangle.datalog.TxItem.Step;
import io.entangle.datalog.edn.Keyword;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one transaction, item by item, each on what those before have made of the database.
 *
 * <p>A temporary id is bound to an entity when it is first met. If it turns out later that it means an entity that is
 * there already, because a value of a unique attribute says so, everything begins again with that binding.
 */
final class Transaction {
    private static final Keyword CURRENT_TX = Keyword.of("db/current-tx");
    private static final Keyword FUNCTION = Keyword.of("db/fn");
    private static final Set<Object> TX_NAMES = Set.of(CURRENT_TX, ":db/current-tx", "datomic.tx", "datascript.tx");

    /** Each attempt costs as much as the transaction. */
    private static final int MAX_ATTEMPTS = 500;

    private final Database before;
    private final List<TxItem> items;

    /** What temporary ids mean that have been the reason to begin again. */
    private final Map<Object, Integer> upserted = new HashMap<>();

    /** What temporary ids mean; those bound in an attempt are so in the next. */
    private final Map<Object, Integer> tempids = new HashMap<>();

    /** Temporary ids of what functions have made: each attempt takes the same, in order. */
    private final List<AutoTempid> fromCalls = new ArrayList<>();

    private int fromCallsTaken;
    private TxState state;
    private Tempids bound;
    private Deque<TxItem> work = new ArrayDeque<>();
    private boolean isToBeginAgain;
    private int attempts;

    static TxReport carryOut(Database before, @Nullable Object txData, @Nullable Object txMeta) {
        try {
            return new Transaction(before, txData).run(txMeta);
        } catch (StackOverflowError e) {
            throw new DatalogException("A value of the transaction is too deep", "transact/depth");
        }
    }

    private Transaction(Database before, @Nullable Object txData) {
        this.before = before;
        this.items = new TxReader(before.attributes(), AutoTempid::new).read(txData);
        this.state = new TxState(before);
        this.bound = new Tempids(tempids);
    }

    private TxReport run(@Nullable Object txMeta) {
        do {
            isToBeginAgain = false;
            state = new TxState(before);
            bound = new Tempids(tempids);
            work = new ArrayDeque<>();
            fromCallsTaken = 0;
            attempt();
        } while (isToBeginAgain);
        bound.requireUsedAsEntities();
        Map<Object, Long> explicit = new LinkedHashMap<>();
        tempids.forEach((tempid, id) -> {
            if (!(tempid instanceof AutoTempid)) {
                explicit.put(tempid, (long) id);
            }
        });
        explicit.put(CURRENT_TX, (long) state.tx());
        return new TxReport(before, state.database(), state.txData(), Collections.unmodifiableMap(explicit), txMeta);
    }

    private void attempt() {
        boolean hasComposites = before.attributes().hasComposites();
        for (TxItem item : items) {
            finish(item);
            if (hasComposites && !isToBeginAgain) {
                finish(new Flush());
            }
            if (isToBeginAgain) {
                return;
            }
        }
    }

    /** Carries out an item and whatever it leads to. */
    private void finish(TxItem item) {
        TxItem next = item;
        while (next != null && !isToBeginAgain) {
            if (next instanceof Step step) {
                step(step);
            } else if (next instanceof TxItem.Entity entity) {
                entity(entity);
            } else {
                pushAll(state.tuples().flush());
            }
            next = work.poll();
        }
    }

    private void pushAll(List<? extends TxItem> more) {
        for (int i = more.size() - 1; i >= 0; i--) {
            work.push(more.get(i));
        }
    }

    /** Begins again, now that it is known what a temporary id means. */
    private void beginAgain(Object tempid, int entity) {
        if (++attempts > MAX_ATTEMPTS) {
            throw new DatalogException(
                    "More than " + MAX_ATTEMPTS + " temporary ids mean another entity than they did when first used",
                    "transact/limit",
                    "limit",
                    (long) MAX_ATTEMPTS);
        }
        Integer other = upserted.putIfAbsent(tempid, entity);
        if (other != null) {
            throw new DatalogException(
                    "Conflicting upsert: %s resolves both to %d and %d".formatted(Text.of(tempid), entity, other),
                    "transact/upsert");
        }
        tempids.put(tempid, entity);
        isToBeginAgain = true;
    }

    private static boolean isTxName(@Nullable Object id) {
        return (id instanceof Keyword || id instanceof String) && TX_NAMES.contains(id);
    }

    static boolean isTempid(@Nullable Object id) {
        return id instanceof String
                || id instanceof AutoTempid
                || id instanceof Number number
                        && number.longValue() < 0
                        && (number instanceof Long || number instanceof Integer);
    }

    private static Object normalTempid(Object tempid) {
        return tempid instanceof Integer number ? (Object) number.longValue() : tempid;
    }

    private void entity(TxItem.Entity entity) {
        Object id = entity.id();
        if (isTxName(id)) {
            bound.bind(id, state.tx());
            entity(entity.withId((long) state.tx()));
            return;
        }
        if (id instanceof List<?> || id instanceof Keyword) {
            entity(entity.withId((long) state.ids().require(id)));
            return;
        }
        if (!isTempid(id) && !(id instanceof Number)) {
            throw new DatalogException(
                    "Expected number, string or lookup ref for :db/id, got " + Text.of(id),
                    "entity-id/syntax",
                    "entity",
                    entity.original());
        }
        Upserts upserts = Upserts.of(entity, state);
        int found = upserts.entity();
        if (found == EntityIds.NONE) {
            pushAll(Explosion.of(entity, state));
            return;
        }
        if (isTempid(id)) {
            Object tempid = normalTempid(id);
            Integer already = tempids.get(tempid);
            if (already != null && already != found) {
                beginAgain(tempid, found);
                return;
            }
            bound.bind(tempid, found);
        }
        bound.use(found);
        pushAll(Explosion.of(upserts.rest().withId((long) found), state));
    }

    private void step(Step step) {
        switch (step.operation) {
            case CALL, CALL_IDENT -> call(step);
            case UNKNOWN ->
                throw new DatalogException(
                        "Unknown operation at " + step
                                + ", expected :db/add, :db/retract, :db.fn/call, :db.fn/retractAttribute,"
                                + " :db.fn/retractEntity or an ident corresponding to an installed transaction function"
                                + " (e.g. {:db/ident <keyword> :db/fn <function>})",
                        "transact/syntax",
                        "operation",
                        step.original == null || step.original.isEmpty() ? null : step.original.get(0),
                        "tx-data",
                        step.toList());
            case ADD -> add(step);
            default -> change(step);
        }
    }

    private void call(Step step) {
        List<@Nullable Object> list = step.toList();
        boolean isDirect = step.operation == Operation.CALL;
        TransactionFunction function = isDirect ? direct(step) : installed(list);
        List<@Nullable Object> arguments = list.subList(isDirect ? 2 : 1, list.size());
        List<?> made = function.apply(state.database(), Collections.unmodifiableList(arguments));
        pushAll(new TxReader(state.attributes().all(), this::nextTempid).read(made));
    }

    private AutoTempid nextTempid() {
        if (fromCallsTaken == fromCalls.size()) {
            fromCalls.add(new AutoTempid());
        }
        return fromCalls.get(fromCallsTaken++);
    }

    private static TransactionFunction direct(Step step) {
        if (step.entity instanceof TransactionFunction function) {
            return function;
        }
        if (step.entity instanceof DatabaseFunction function) {
            return function.body();
        }
        throw new DatalogException(
                "Bad transaction function " + Text.of(step.entity) + " at " + step + ", expected a function",
                "transact/syntax",
                "operation",
                Keyword.of("db.fn/call"),
                "tx-data",
                step.toList());
    }

    private TransactionFunction installed(List<@Nullable Object> call) {
        Object ident = call.get(0);
        int entity = state.ids().find(ident);
        if (entity == EntityIds.NONE) {
            throw new DatalogException(
                    "Can’t find entity for transaction fn " + Text.of(ident),
                    "transact/syntax",
                    "operation",
                    Keyword.of("db.fn/call"),
                    "tx-data",
                    call);
        }
        Attribute attribute = state.attribute(FUNCTION);
        Object function = attribute == null ? null : state.index(attribute).first(entity);
        if (function instanceof DatabaseFunction stored) {
            return stored.body();
        }
        throw new DatalogException(
                "Entity " + Text.of(ident) + " expected to have :db/fn attribute with fn? value",
                "transact/syntax",
                "operation",
                Keyword.of("db.fn/call"),
                "tx-data",
                call);
    }

    private void requireNoTempid(Step step) {
        if (isTempid(step.entity) && !isTxName(step.entity)) {
            throw new DatalogException(
                    "Can't use tempid in '" + step + "'. Tempids are allowed in :db/add only",
                    "transact/syntax",
                    "op",
                    step.toList());
        }
    }

    /** Asserts a datom, once it is known which entities are meant. */
    private void add(Step original) {
        Object name = TxReader.requireName(original.attribute, original);
        Attribute attribute = state.attribute(name);
        Step step = withTx(original, attribute);
        if (attribute == null) {
            if (isTempid(step.entity)) {
                step = step.withEntity(bound.orBind(normalTempid(step.entity), state));
            }
            state.add(step, state.newAttribute(name), bound);
            return;
        }
        step = withResolvedValue(step, attribute);
        int identified = attribute.isIdentity() ? identified(step, attribute) : EntityIds.NONE;
        if (isTempid(step.entity)) {
            Object tempid = normalTempid(step.entity);
            Integer already = tempids.get(tempid);
            if (identified != EntityIds.NONE && already != null && already != identified) {
                beginAgain(tempid, identified);
                return;
            }
            if (identified != EntityIds.NONE) {
                bound.bind(tempid, identified);
                step = step.withEntity(identified);
            } else {
                step = step.withEntity(bound.orBind(tempid, state));
            }
        }
        if (identified != EntityIds.NONE && isOther(step, identified)) {
            return;
        }
        if (attribute.isComposite() && !step.isInternal) {
            state.tuples().requireCurrent(step, attribute);
        } else {
            state.add(step, attribute, bound, attribute.isIdentity() && identified == EntityIds.NONE);
        }
    }

    /** The step with the present transaction in the place of a name for it. */
    private Step withTx(Step step, @Nullable Attribute attribute) {
        Step result = step;
        if (isTxName(step.entity)) {
            bound.bind(step.entity, state.tx());
            result = result.withEntity(state.tx());
        }
        if (attribute != null && attribute.isRef() && isTxName(step.value)) {
            bound.bind(step.value, state.tx());
            result = result.withValue((long) state.tx());
        }
        return result;
    }

    private Step withResolvedValue(Step step, Attribute attribute) {
        if (attribute.isRef() && isTempid(step.value)) {
            Object tempid = normalTempid(step.value);
            int entity = bound.orBind(tempid, state);
            bound.useAsValue(tempid, entity);
            return step.withValue((long) entity);
        }
        if (attribute.isComposite() && step.value != null && !step.isInternal) {
            return step.withValue(state.ids().tuple(attribute, step.value));
        }
        return step;
    }

    private int identified(Step step, Attribute attribute) {
        if (step.value == null) {
            return EntityIds.NONE;
        }
        return attribute.isRef()
                ? state.firstWith(attribute, (long) state.ids().require(step.value))
                : state.firstWith(attribute, step.value);
    }

    /** Whether a value that identifies one entity is asserted of another, to which a temporary id has been bound. */
    private boolean isOther(Step step, int identified) {
        int entity = state.ids().find(step.entity);
        Set<Object> names = bound.tempidsOf(entity);
        if (entity == identified || names.isEmpty()) {
            return false;
        }
        for (Object tempid : names) {
            if (!upserted.containsKey(tempid)) {
                beginAgain(tempid, identified);
                return true;
            }
        }
        throw new DatalogException(
                "Conflicting upsert: " + entity + " resolves to " + identified + " via " + step, "transact/upsert");
    }

    /** Retracts, or compares and sets. */
    private void change(Step original) {
        requireNoTempid(original);
        if (original.operation == Operation.COMPARE_AND_SET) {
            state.compareAndSet(original, bound);
            return;
        }
        Attribute known = original.attribute == null ? null : state.attribute(original.attribute);
        Step step = withTx(original, known);
        int entity = state.ids().find(step.entity);
        if (entity == EntityIds.NONE) {
            return;
        }
        if (step.operation == Operation.RETRACT_ENTITY) {
            pushAll(state.retractEntity(entity));
            return;
        }
        Attribute attribute = state.attribute(TxReader.requireName(step.attribute, step));
        if (attribute == null) {
            return;
        }
        if (attribute.isComposite() && !step.isInternal) {
            state.tuples().requireCurrent(withResolvedValue(step, attribute), attribute);
        } else if (step.operation == Operation.RETRACT && step.value != null) {
            state.retract(step.withEntity(entity), attribute);
        } else {
            pushAll(state.retractAttribute(entity, attribute));
        }
    }
}
