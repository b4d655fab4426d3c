package io.entangle.collection;

import io.entangle.atom.Cell;
import io.entangle.value.PersistentMap;
import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a collection, in which order, and how many of them. Immutable: each method returns another selection, and
 * nothing is looked at before {@link #list}, {@link #count} or {@link #live}.
 *
 * <pre>{@code
 * List<Item<Todo>> next = todos.where(todo -> !todo.done()).orderBy(Todo::priority).thenBy(Todo::text).limit(20).list();
 * }</pre>
 *
 * <p>Conditions, keys and comparators must depend on nothing but the records, which they are given again and again and on any
 * thread. Records that are equal in order are ordered by their ids, so that the order is always the same.
 *
 * @param <T> the type of records
 */
public final class Selection<T> {
    private static final int ALL = Integer.MAX_VALUE;

    private final Cell<PersistentMap<String, T>> cell;
    private final @Nullable Predicate<? super T> condition;
    private final @Nullable Comparator<? super T> order;
    private final int limit;

    private Selection(
            Cell<PersistentMap<String, T>> cell,
            @Nullable Predicate<? super T> condition,
            @Nullable Comparator<? super T> order,
            int limit) {
        this.cell = cell;
        this.condition = condition;
        this.order = order;
        this.limit = limit;
    }

    static <T> Selection<T> all(Cell<PersistentMap<String, T>> cell) {
        return new Selection<>(cell, null, null, ALL);
    }

    /**
     * {@return the selection of those records that fit a condition as well}
     *
     * @param further the condition
     */
    public Selection<T> where(Predicate<? super T> further) {
        Objects.requireNonNull(further, "further");
        Predicate<? super T> before = condition;
        Predicate<T> both = record -> (before == null || before.test(record)) && further.test(record);
        return new Selection<>(cell, both, order, limit);
    }

    /**
     * {@return the same selection in the order of a key, least first} In place of the order there was. Records whose key is
     * null come last.
     *
     * @param key gets the key out of a record
     * @param <K> the type of keys
     */
    public <K extends Comparable<? super K>> Selection<T> orderBy(Function<? super T, ? extends @Nullable K> key) {
        return orderedBy(ascending(key));
    }

    /**
     * {@return the same selection in the order of a key, greatest first} In place of the order there was. Records whose key is
     * null come last.
     *
     * @param key gets the key out of a record
     * @param <K> the type of keys
     */
    public <K extends Comparable<? super K>> Selection<T> orderByDescending(
            Function<? super T, ? extends @Nullable K> key) {
        return orderedBy(descending(key));
    }

    /**
     * {@return the same selection in the order that a comparator gives} In place of the order there was.
     *
     * @param comparator compares records
     */
    public Selection<T> orderedBy(Comparator<? super T> comparator) {
        return new Selection<>(cell, condition, Objects.requireNonNull(comparator, "comparator"), limit);
    }

    /**
     * {@return the same selection, those equal in its order so far in that of a key, least first} Records whose key is null
     * come last among them.
     *
     * @param key gets the key out of a record
     * @param <K> the type of keys
     * @throws IllegalStateException if the selection has no order yet
     */
    public <K extends Comparable<? super K>> Selection<T> thenBy(Function<? super T, ? extends @Nullable K> key) {
        return orderedBy(before().thenComparing(ascending(key)));
    }

    /**
     * {@return the same selection, those equal in its order so far in that of a key, greatest first} Records whose key is null
     * come last among them.
     *
     * @param key gets the key out of a record
     * @param <K> the type of keys
     * @throws IllegalStateException if the selection has no order yet
     */
    public <K extends Comparable<? super K>> Selection<T> thenByDescending(
            Function<? super T, ? extends @Nullable K> key) {
        return orderedBy(before().thenComparing(descending(key)));
    }

    @SuppressWarnings("unchecked") // a comparator of a T's superclass compares Ts
    private Comparator<T> before() {
        if (order == null) {
            throw new IllegalStateException("thenBy refines an order, and this selection has none: call orderBy first");
        }
        return (Comparator<T>) order;
    }

    private static <T, K extends Comparable<? super K>> Comparator<T> ascending(
            Function<? super T, ? extends @Nullable K> key) {
        return Comparator.comparing(
                Objects.requireNonNull(key, "key"), Comparator.nullsLast(Comparator.<K>naturalOrder()));
    }

    private static <T, K extends Comparable<? super K>> Comparator<T> descending(
            Function<? super T, ? extends @Nullable K> key) {
        return Comparator.comparing(
                Objects.requireNonNull(key, "key"), Comparator.nullsLast(Comparator.<K>reverseOrder()));
    }

    /**
     * {@return the selection of the first so many of these records}
     *
     * @param most how many at most, at least 1; in place of the limit there was
     * @throws IllegalArgumentException if it is less than 1
     */
    public Selection<T> limit(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a limit is at least 1, but found " + most);
        }
        return new Selection<>(cell, condition, order, most);
    }

    /** {@return the records as they are now, in order, with their ids} The list can't be modified. */
    public List<Item<T>> list() {
        return list(cell.get());
    }

    private List<Item<T>> list(PersistentMap<String, T> records) {
        Comparator<Item<T>> comparator = comparator();
        if (limit >= records.size()) {
            return PersistentVector.from(sorted(records, comparator));
        }
        // The best so far, the last of them on top: it has to go when a better one comes.
        PriorityQueue<Item<T>> best = new PriorityQueue<>(comparator.reversed());
        records.forEach((id, record) -> {
            if (accepts(record)) {
                Item<T> item = new Item<>(id, record);
                if (best.size() < limit) {
                    best.add(item);
                } else if (comparator.compare(item, best.element()) < 0) {
                    best.remove();
                    best.add(item);
                }
            }
        });
        List<Item<T>> items = new ArrayList<>(best);
        items.sort(comparator);
        return PersistentVector.from(items);
    }

    /** All records that are accepted, in order, whatever the limit. */
    List<Item<T>> sorted(PersistentMap<String, T> records, Comparator<Item<T>> comparator) {
        List<Item<T>> items = new ArrayList<>();
        records.forEach((id, record) -> {
            if (accepts(record)) {
                items.add(new Item<>(id, record));
            }
        });
        items.sort(comparator);
        return items;
    }

    /** {@return how many records there are now that fit, at most the limit} */
    public int count() {
        int[] count = {0};
        cell.get().forEach((id, record) -> count[0] += accepts(record) ? 1 : 0);
        return Math.min(count[0], limit);
    }

    /**
     * {@return the list of these records, kept up to date from now on} Takes the time of {@link #list} without a limit; what
     * changes costs what changes from then on. To be closed when it is not needed any more.
     *
     * @throws IllegalStateException within a transaction
     */
    public LiveList<T> live() {
        return LiveList.of(this);
    }

    /**
     * {@return the list of these records, kept up to date, with a watch that is told of it}
     *
     * @param key by which the watch can be taken away from the list
     * @param watch is told of the list as it is, and then of every change
     * @throws IllegalStateException within a transaction
     */
    public LiveList<T> watch(Object key, ListWatch<T> watch) {
        Objects.requireNonNull(watch, "watch");
        LiveList<T> list = live();
        list.watch(key, watch);
        return list;
    }

    Cell<PersistentMap<String, T>> cell() {
        return cell;
    }

    boolean accepts(T record) {
        return condition == null || condition.test(record);
    }

    int limit() {
        return limit;
    }

    /** Orders all items, no two of them alike. */
    Comparator<Item<T>> comparator() {
        Comparator<? super T> records = order;
        if (records == null) {
            return Comparator.comparing(Item::id);
        }
        return (a, b) -> {
            int compared = records.compare(a.record(), b.record());
            return compared != 0 ? compared : a.id().compareTo(b.id());
        };
    }
}
