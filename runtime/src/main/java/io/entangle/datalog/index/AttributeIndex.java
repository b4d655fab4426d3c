package io.entangle.datalog.index;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The datoms of one attribute: sorted by entity, sorted by value, and, where history is kept, those that have been
 * retracted. Immutable.
 */
public final class AttributeIndex {
    private static final int SAMPLES = 16;

    private final Tree byEntity;
    private final @Nullable Tree byValue;
    private final @Nullable Tree past;
    private final int entityCount;
    private final int lastTx;

    /** Zero until asked for; threads may compute it twice, to the same end. */
    private double fanOut;

    private AttributeIndex(Tree byEntity, @Nullable Tree byValue, @Nullable Tree past, int entityCount, int lastTx) {
        this.byEntity = byEntity;
        this.byValue = byValue;
        this.past = past;
        this.entityCount = entityCount;
        this.lastTx = lastTx;
    }

    static AttributeIndex empty(Kind kind, boolean isSortedByValue, boolean keepsPast) {
        return new AttributeIndex(
                Tree.empty(Layout.byEntity(kind)),
                isSortedByValue ? Tree.empty(Layout.byValue(kind)) : null,
                keepsPast ? Tree.empty(Layout.past(kind)) : null,
                0,
                0);
    }

    static AttributeIndex of(Columns columns, boolean isSortedByValue, boolean keepsPast) {
        Tree byEntity = columns.byEntity();
        return of(byEntity, isSortedByValue, keepsPast ? Tree.empty(Layout.past(columns.kind())) : null);
    }

    private static AttributeIndex of(Tree byEntity, boolean isSortedByValue, @Nullable Tree past) {
        int count = 0;
        int lastTx = 0;
        int last = 0;
        for (Cursor cursor = byEntity.cursor(); cursor.isValid(); cursor.nextLeaf()) {
            for (int i = cursor.at(); i < cursor.end(); i++) {
                int entity = cursor.entities()[i];
                count += count == 0 || entity != last ? 1 : 0;
                last = entity;
                lastTx = Math.max(lastTx, cursor.txs()[i]);
            }
        }
        return new AttributeIndex(byEntity, isSortedByValue ? Columns.byValue(byEntity) : null, past, count, lastTx);
    }

    /** {@return that of an attribute without datoms} */
    public static AttributeIndex none() {
        return empty(Kind.LONG, true, false);
    }

    /** {@return how values are held} */
    public Kind kind() {
        return byEntity.kind();
    }

    /** {@return the datoms sorted by entity, then value} */
    public Tree byEntity() {
        return byEntity;
    }

    /** {@return the datoms sorted by value, then entity; null if the attribute is not to be sorted so} */
    public @Nullable Tree byValue() {
        return byValue;
    }

    /** {@return how many datoms there are} */
    public int size() {
        return byEntity.size();
    }

    /** {@return how many entities have a value} */
    public int entityCount() {
        return entityCount;
    }

    /** {@return the last transaction that has changed the attribute, 0 if none has} */
    public int lastTx() {
        return lastTx;
    }

    /**
     * {@return how many datoms have a value, as an estimate: the mean over the datoms, which is more than that over the
     * values where some are frequent}
     */
    public double fanOut() {
        double known = fanOut;
        if (known == 0) {
            known = byValue == null || size() == 0 ? 1 : sampledFanOut(byValue);
            fanOut = known;
        }
        return known;
    }

    private static double sampledFanOut(Tree tree) {
        Cursor cursor = tree.cursor();
        double sum = 0;
        for (int i = 0; i < SAMPLES; i++) {
            cursor.seekRank((int) ((2L * i + 1) * tree.size() / (2 * SAMPLES)));
            Object value = cursor.value();
            sum += tree.rankAfterValue(value) - tree.rankOfValue(value);
        }
        return sum / SAMPLES;
    }

    /**
     * {@return the transaction that has asserted a datom, or -1 if there is no such datom}
     *
     * @param entity the entity
     * @param value a normal value
     */
    public int find(int entity, Object value) {
        if (!kind().holds(value)) {
            return -1;
        }
        Entry entry = new Entry().entity(entity).value(kind(), value);
        return byEntity.find(entry) ? entry.tx : -1;
    }

    /**
     * {@return the least value of an entity, or null if it has none}
     *
     * @param entity the entity
     */
    public @Nullable Object first(int entity) {
        Node node = byEntity.root();
        boolean mayBeNext = false; // the next leaf may begin with it
        while (!node.isLeaf()) {
            int after = Search.entity(node, 1, entity);
            mayBeNext |= after < node.size && node.entities[after] == entity;
            node = node.child(after - 1);
        }
        int index = Search.entity(node, 0, entity);
        if (index < node.size) {
            return node.entities[index] == entity ? Tree.valueAt(kind(), node, index) : null;
        }
        if (!mayBeNext) {
            return null;
        }
        Cursor cursor = byEntity.cursor();
        return cursor.seekEntity(entity) ? cursor.value() : null;
    }

    /**
     * {@return the least entity of a value, or -1 if there is none}
     *
     * @param value a normal value
     */
    public int firstWith(Object value) {
        if (!kind().holds(value)) {
            return -1;
        }
        if (byValue == null) {
            for (Cursor cursor = byEntity.cursor(); cursor.isValid(); cursor.next()) {
                if (cursor.value().equals(value)) {
                    return cursor.entity();
                }
            }
            return -1;
        }
        Entry first = new Entry().entity(Integer.MIN_VALUE).value(kind(), value);
        Layout layout = byValue.layout();
        Node node = byValue.root();
        boolean mayBeNext = false; // the next leaf may begin with it
        while (!node.isLeaf()) {
            int after = Search.position(layout, node, first);
            mayBeNext |= after < node.size;
            node = node.child(after - 1);
        }
        int index = Search.position(layout, node, first);
        if (index < node.size) {
            return value.equals(Tree.valueAt(kind(), node, index)) ? node.entities[index] : -1;
        }
        if (!mayBeNext) {
            return -1;
        }
        Cursor cursor = byValue.cursor();
        cursor.seekValue(value);
        return cursor.isValid() && cursor.value().equals(value) ? cursor.entity() : -1;
    }

    AttributeIndex with(TreeEdit edit, int entity, Object value, int tx, boolean isFirst) {
        if (!kind().holds(value)) {
            return ofKind(size() == 0 && (past == null || past.size() == 0) ? Kind.of(value) : Kind.OBJECT)
                    .with(edit, entity, value, tx, isFirst);
        }
        Entry entry = new Entry().entity(entity).value(kind(), value).tx(tx);
        Tree newByValue = byValue == null ? null : edit.insert(byValue, entry); // which may share the object
        return new AttributeIndex(
                edit.insert(byEntity, entry),
                newByValue,
                past,
                isFirst ? entityCount + 1 : entityCount,
                Math.max(lastTx, tx));
    }

    AttributeIndex without(TreeEdit edit, int entity, Object value, int tx, boolean isLast) {
        Entry entry = new Entry().entity(entity).value(kind(), value);
        Tree newByEntity = edit.remove(byEntity, entry);
        Tree newPast = past;
        if (past != null && entry.tx < tx) { // what comes and goes within a transaction was never seen
            newPast = edit.insert(past, entry.end(tx));
        }
        return new AttributeIndex(
                newByEntity,
                byValue == null ? null : edit.remove(byValue, entry),
                newPast,
                isLast ? entityCount - 1 : entityCount,
                tx);
    }

    private AttributeIndex ofKind(Kind kind) {
        return new AttributeIndex(
                converted(byEntity, Layout.byEntity(kind)),
                byValue == null ? null : converted(byValue, Layout.byValue(kind)),
                past == null ? null : converted(past, Layout.past(kind)),
                entityCount,
                lastTx);
    }

    /** The entries of a tree, which are in the same order whatever they are held as. */
    private static Tree converted(Tree tree, Layout layout) {
        TreeBuilder builder = new TreeBuilder(layout);
        Entry entry = new Entry();
        for (Cursor cursor = tree.cursor(); cursor.isValid(); cursor.next()) {
            entry.entity(cursor.entity()).value(layout.values(), cursor.value()).tx(cursor.tx());
            builder.add(layout.hasEnds() ? entry.end(cursor.endTx()) : entry);
        }
        return builder.build();
    }

    /** Told of datoms, and of when they were asserted and retracted. */
    @FunctionalInterface
    public interface Events {
        /**
         * Called for each datom that stands or stood.
         *
         * @param entity its entity
         * @param value its value
         * @param tx the transaction that asserted it
         * @param endTx the transaction that retracted it, 0 if none has
         */
        void datom(int entity, Object value, int tx, int endTx);
    }

    /**
     * Tells of every datom of the attribute, and of those retracted if history is kept: sorted by entity, value, and time
     * of assertion.
     *
     * @param events told
     */
    public void forEach(Events events) {
        forEach(Integer.MIN_VALUE, Integer.MAX_VALUE, events);
    }

    /**
     * Tells of every datom of some entities, and of those retracted if history is kept: sorted by entity, value, and time
     * of assertion.
     *
     * @param firstEntity the first of them
     * @param lastEntity the last of them
     * @param events told
     */
    public void forEach(int firstEntity, int lastEntity, Events events) {
        Cursor now = byEntity.cursor();
        now.seekEntity(firstEntity);
        Cursor then = (past == null ? Tree.empty(Layout.past(kind())) : past).cursor();
        then.seekEntity(firstEntity);
        Entry entry = new Entry();
        while (isUpTo(now, lastEntity) || isUpTo(then, lastEntity)) {
            if (!isUpTo(then, lastEntity) || isUpTo(now, lastEntity) && compare(now, then, entry) < 0) {
                events.datom(now.entity(), now.value(), now.tx(), 0);
                now.next();
            } else {
                events.datom(then.entity(), then.value(), then.tx(), then.endTx());
                then.next();
            }
        }
    }

    private static boolean isUpTo(Cursor cursor, int lastEntity) {
        return cursor.isValid() && cursor.entity() <= lastEntity;
    }

    private int compare(Cursor now, Cursor then, Entry entry) {
        int order = Integer.compare(now.entity(), then.entity());
        order = order != 0 ? order : ValueOrder.compare(now.value(), then.value());
        return order != 0 ? order : Integer.compare(now.tx(), then.tx());
    }

    /** The attribute as it was after a transaction; without a past of its own. History must be kept. */
    AttributeIndex asOf(int tx) {
        if (lastTx <= tx) {
            return this;
        }
        TreeBuilder builder = new TreeBuilder(Layout.byEntity(kind()));
        Entry entry = new Entry();
        forEach((entity, value, from, end) -> {
            if (from <= tx && (end == 0 || end > tx)) {
                builder.add(entry.entity(entity).value(kind(), value).tx(from));
            }
        });
        return of(builder.build(), byValue != null, null);
    }

    AttributeIndex sorted(boolean isSortedByValue) {
        Tree sorted = isSortedByValue ? byValue == null ? Columns.byValue(byEntity) : byValue : null;
        return new AttributeIndex(byEntity, sorted, past, entityCount, lastTx);
    }

    AttributeIndex keeping(boolean keepsPast) {
        Tree newPast = !keepsPast ? null : past == null ? Tree.empty(Layout.past(kind())) : past;
        return new AttributeIndex(byEntity, byValue, newPast, entityCount, lastTx);
    }

    boolean isPastKept() {
        return past != null;
    }

    /** Told of the datoms in which two states of an attribute differ. */
    @FunctionalInterface
    public interface Difference {
        /**
         * Called for each datom that one of the states has alone, or that the two have from different transactions.
         *
         * @param entity its entity
         * @param value its value
         * @param tx the transaction that asserted it
         * @param isAfter whether it is the second state that has it
         */
        void datom(int entity, Object value, int tx, boolean isAfter);
    }

    /**
     * Tells in which datoms two states differ, sorted by entity and value. What the two share is passed over.
     *
     * @param before the first state
     * @param after the second state
     * @param difference told
     */
    public static void difference(AttributeIndex before, AttributeIndex after, Difference difference) {
        if (before.kind() != after.kind()) {
            difference(
                    before.kind() == Kind.OBJECT ? before : before.ofKind(Kind.OBJECT),
                    after.kind() == Kind.OBJECT ? after : after.ofKind(Kind.OBJECT),
                    difference);
            return;
        }
        Kind kind = before.kind();
        TreeDifference.walk(before.byEntity, after.byEntity, new TreeDifference.Sink() {
            @Override
            public void before(Entry entry) {
                difference.datom(entry.entity, value(entry), entry.tx, false);
            }

            @Override
            public void after(Entry entry) {
                difference.datom(entry.entity, value(entry), entry.tx, true);
            }

            private Object value(Entry entry) {
                return kind == Kind.OBJECT ? Objects.requireNonNull(entry.object) : kind.decode(entry.number);
            }
        });
    }
}
