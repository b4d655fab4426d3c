package io.entangle.datalog.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Datoms of one attribute in no order, collected to make its trees of all at once. */
public final class Columns {
    private static final int FIRST_CAPACITY = 16;

    private int size;
    private int[] entities = new int[FIRST_CAPACITY];
    private @Nullable Object[] values = new Object[FIRST_CAPACITY];
    private int[] txs = new int[FIRST_CAPACITY];
    private @Nullable Kind kind;

    /** Each value once: so the trees, too, hold each object once. */
    private final Map<Object, Object> distinct = new HashMap<>();

    /** Columns without rows. */
    public Columns() {}

    /**
     * Adds a row.
     *
     * @param entity the entity
     * @param value a normal value
     * @param tx the number of the transaction
     */
    public void add(int entity, Object value, int tx) {
        if (size == entities.length) {
            entities = Arrays.copyOf(entities, size * 2);
            values = Arrays.copyOf(values, size * 2);
            txs = Arrays.copyOf(txs, size * 2);
        }
        Kind ofValue = Kind.of(value);
        kind = kind == null || kind == ofValue ? ofValue : Kind.OBJECT;
        entities[size] = entity;
        values[size] = ofValue == Kind.OBJECT ? distinct.computeIfAbsent(value, any -> value) : value;
        txs[size++] = tx;
    }

    Kind kind() {
        return kind == null ? Kind.LONG : kind;
    }

    /** The tree by entity; of rows for one datom, the first is taken. */
    Tree byEntity() {
        Kind held = kind();
        TreeBuilder builder = new TreeBuilder(Layout.byEntity(held));
        Entry entry = new Entry();
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = (long) entities[i] << Integer.SIZE | i;
        }
        Arrays.sort(order);
        int from = 0;
        for (int to = 1; to <= size; to++) {
            if (to == size || order[to] >> Integer.SIZE != order[from] >> Integer.SIZE) {
                addGroup(builder, entry, order, from, to);
                from = to;
            }
        }
        return builder.build();
    }

    /** Adds the rows of one entity, sorted by value. */
    private void addGroup(TreeBuilder builder, Entry entry, long[] order, int from, int to) {
        if (to - from > 1) {
            Long[] group = new Long[to - from];
            Arrays.setAll(group, i -> order[from + i]);
            Arrays.sort(group, (a, b) -> ValueOrder.compare(values[a.intValue()], values[b.intValue()]));
            for (int i = 0; i < group.length; i++) {
                order[from + i] = group[i];
            }
        }
        Object last = null;
        for (int i = from; i < to; i++) {
            int row = (int) order[i];
            Object value = Objects.requireNonNull(values[row]);
            if (!value.equals(last)) {
                builder.add(entry.entity(entities[row]).value(kind(), value).tx(txs[row]));
                last = value;
            }
        }
    }

    /**
     * {@return the datoms of an attribute sorted by value, whether or not they are kept so}
     *
     * @param index the attribute's datoms
     */
    public static Tree sortedByValue(AttributeIndex index) {
        Tree kept = index.byValue();
        return kept == null ? byValue(index.byEntity()) : kept;
    }

    /** A tree sorted by value, of the entries of one sorted by entity. */
    static Tree byValue(Tree byEntity) {
        int size = byEntity.size();
        Kind kind = byEntity.kind();
        int[] entities = new int[size];
        int[] txs = new int[size];
        long[] codes = new long[kind == Kind.OBJECT ? 0 : size];
        @Nullable Object[] objects = new Object[kind == Kind.OBJECT ? size : 0];
        int row = 0;
        for (Cursor cursor = byEntity.cursor(); cursor.isValid(); cursor.nextLeaf()) {
            int rows = cursor.end() - cursor.at();
            System.arraycopy(cursor.entities(), cursor.at(), entities, row, rows);
            System.arraycopy(cursor.txs(), cursor.at(), txs, row, rows);
            if (kind == Kind.OBJECT) {
                System.arraycopy(Objects.requireNonNull(cursor.objects()), cursor.at(), objects, row, rows);
            } else {
                System.arraycopy(Objects.requireNonNull(cursor.longs()), cursor.at(), codes, row, rows);
            }
            row += rows;
        }
        // Rows are in the order of entities: sorted by value, then row, they are in that of the tree.
        long[] order = kind == Kind.OBJECT ? ranks(objects) : ranks(codes);
        for (int i = 0; i < size; i++) {
            order[i] = order[i] << Integer.SIZE | i;
        }
        Arrays.sort(order);
        TreeBuilder builder = new TreeBuilder(Layout.byValue(kind));
        Entry entry = new Entry();
        for (int i = 0; i < size; i++) {
            int from = (int) order[i];
            entry.entity(entities[from]).tx(txs[from]);
            if (kind == Kind.OBJECT) {
                entry.object = objects[from];
            } else {
                entry.number = codes[from];
            }
            builder.add(entry);
        }
        return builder.build();
    }

    /** How many distinct values are below each. */
    private static long[] ranks(long[] codes) {
        long[] sorted = codes.clone();
        Arrays.sort(sorted);
        int distinct = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        long[] ranks = new long[codes.length];
        for (int i = 0; i < codes.length; i++) {
            ranks[i] = Arrays.binarySearch(sorted, 0, distinct, codes[i]);
        }
        return ranks;
    }

    private static long[] ranks(@Nullable Object[] values) {
        Map<Object, int[]> rankOf = new HashMap<>();
        for (Object value : values) {
            rankOf.computeIfAbsent(Objects.requireNonNull(value), any -> new int[1]);
        }
        Object[] sorted = rankOf.keySet().toArray();
        Arrays.sort(sorted, ValueOrder.COMPARATOR);
        for (int i = 0; i < sorted.length; i++) {
            Objects.requireNonNull(rankOf.get(sorted[i]))[0] = i;
        }
        long[] ranks = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            ranks[i] = Objects.requireNonNull(rankOf.get(Objects.requireNonNull(values[i])))[0];
        }
        return ranks;
    }
}
