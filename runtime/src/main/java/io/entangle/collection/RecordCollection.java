package io.entangle.collection;

import io.entangle.atom.Cell;
import io.entangle.atom.Transaction;
import io.entangle.clock.Entropy;
import io.entangle.value.PersistentMap;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records by their ids, kept in an atom at a hub or shown by a replica of it.
 *
 * <pre>{@code
 * RecordCollection<Todo> todos = hub.collection("todos", Todo.class);
 * String id = todos.add(new Todo("milk", 2, false));
 * todos.update(id, Todo::checked);
 * LiveList<Todo> next = todos.where(todo -> !todo.done()).orderBy(Todo::priority).limit(20)
 *         .watch("ui", change -> change.applyTo(model));
 * }</pre>
 *
 * <p>The atom is one like any other: encoded, it is a map in which each record stands at its id. Of a record that is saved or
 * updated only the fields that differ are changed, and travel, so that other fields of it may be changed elsewhere at the same
 * time. Every method that writes makes one change of the atom, and throws what {@link Cell#swap} throws, after which nothing is
 * changed. Thread-safe.
 *
 * @param <T> the type of records, immutable
 */
public final class RecordCollection<T> {
    private static final String ID_DIGITS = "23456789abcdefghijkmnpqrstuvwxyz";
    private static final int ID_BITS = 100;

    private final Cell<PersistentMap<String, T>> cell;
    private final Entropy entropy;

    private RecordCollection(Cell<PersistentMap<String, T>> cell, Entropy entropy) {
        this.cell = Objects.requireNonNull(cell, "cell");
        this.entropy = Objects.requireNonNull(entropy, "entropy");
    }

    /**
     * {@return the collection of the records that a cell holds}
     *
     * @param cell an atom or a replica, of the type {@link io.entangle.type.AtomType#mapOf}
     * @param <T> the type of records
     */
    public static <T> RecordCollection<T> of(Cell<PersistentMap<String, T>> cell) {
        return of(cell, Entropy.SYSTEM);
    }

    /**
     * {@return the collection of the records that a cell holds}
     *
     * @param cell an atom or a replica, of the type {@link io.entangle.type.AtomType#mapOf}
     * @param entropy where new ids come from; thread-safe, if several threads ask for some
     * @param <T> the type of records
     */
    public static <T> RecordCollection<T> of(Cell<PersistentMap<String, T>> cell, Entropy entropy) {
        return new RecordCollection<>(cell, entropy);
    }

    /** {@return the atom or replica that holds the records, for all that it can do besides} */
    public Cell<PersistentMap<String, T>> cell() {
        return cell;
    }

    /**
     * {@return this collection within a transaction: what is read and written here belongs to it}
     *
     * @param transaction the transaction, which must be one over the collection's {@link #cell}
     */
    public RecordCollection<T> in(Transaction transaction) {
        Objects.requireNonNull(transaction, "transaction");
        Cell<PersistentMap<String, T>> shared =
                cell instanceof TransactionCell<PersistentMap<String, T>> within ? within.cell() : cell;
        return new RecordCollection<>(new TransactionCell<>(transaction, shared), entropy);
    }

    // ---- reading ----

    /**
     * {@return the record of an id, or null if there is none}
     *
     * @param id the id
     */
    public @Nullable T get(String id) {
        return cell.get().get(checked(id));
    }

    /**
     * {@return whether there is a record of an id}
     *
     * @param id the id
     */
    public boolean contains(String id) {
        return cell.get().containsKey(checked(id));
    }

    /** {@return how many records there are} */
    public int size() {
        return cell.get().size();
    }

    /** {@return all records as they are now, by their ids; in no order} */
    public PersistentMap<String, T> asMap() {
        return cell.get();
    }

    // ---- writing ----

    /** {@return a new id: 20 letters and digits at random, of 100 bits} */
    public String newId() {
        StringBuilder id = new StringBuilder();
        for (int bits = 0; bits < ID_BITS; bits += 5) {
            id.append(ID_DIGITS.charAt((int) entropy.nextLong(ID_DIGITS.length())));
        }
        return id.toString();
    }

    /**
     * Adds a record.
     *
     * @param record the record
     * @return its id, a new one
     */
    public String add(T record) {
        String id = newId();
        save(id, record);
        return id;
    }

    /**
     * Saves a record, whether there is one of that id or not. If there is, only the fields in which the two differ are changed.
     *
     * @param id its id, not empty
     * @param record the record
     */
    public void save(String id, T record) {
        checked(id);
        Objects.requireNonNull(record, "record");
        cell.swap(records -> records.with(id, record));
    }

    /**
     * Saves many records as one change.
     *
     * @param all the records by their ids
     */
    public void saveAll(Map<String, ? extends T> all) {
        all.forEach((id, record) -> {
            checked(id);
            Objects.requireNonNull(record, () -> "the record of \"" + id + "\"");
        });
        cell.swap(records -> {
            PersistentMap<String, T> saved = records;
            for (Map.Entry<String, ? extends T> entry : all.entrySet()) {
                saved = saved.with(entry.getKey(), entry.getValue());
            }
            return saved;
        });
    }

    /**
     * Inserts a record, unless there is one of that id.
     *
     * @param id its id, not empty
     * @param record the record
     * @return whether there was none; else nothing is changed
     */
    public boolean insert(String id, T record) {
        checked(id);
        Objects.requireNonNull(record, "record");
        boolean[] inserted = {false};
        cell.swap(records -> {
            inserted[0] = !records.containsKey(id);
            return inserted[0] ? records.with(id, record) : records;
        });
        return inserted[0];
    }

    /**
     * Replaces a record by what a function makes of it. Only the fields in which the two differ are changed.
     *
     * @param id its id
     * @param change gets the record and returns the next, not null; may run more than once, so it must have no effects
     * @return the record after it, or null if there is none of that id
     */
    public @Nullable T update(String id, UnaryOperator<T> change) {
        checked(id);
        Objects.requireNonNull(change, "change");
        return cell.swap(records -> {
                    T record = records.get(id);
                    return record == null
                            ? records
                            : records.with(
                                    id, Objects.requireNonNull(change.apply(record), "an updated record is not null"));
                })
                .get(id);
    }

    /**
     * Deletes a record.
     *
     * @param id its id
     * @return whether there was one
     */
    public boolean delete(String id) {
        checked(id);
        boolean[] deleted = {false};
        cell.swap(records -> {
            deleted[0] = records.containsKey(id);
            return records.without(id);
        });
        return deleted[0];
    }

    /**
     * Deletes many records as one change.
     *
     * @param ids their ids; those of which there is no record are passed over
     */
    public void deleteAll(Iterable<String> ids) {
        ids.forEach(RecordCollection::checked);
        cell.swap(records -> {
            PersistentMap<String, T> left = records;
            for (String id : ids) {
                left = left.without(id);
            }
            return left;
        });
    }

    private static String checked(String id) {
        if (Objects.requireNonNull(id, "id").isEmpty()) {
            throw new IllegalArgumentException("the id of a record is not empty");
        }
        return id;
    }

    // ---- selecting ----

    /** {@return the selection of all records, in the order of their ids} */
    public Selection<T> all() {
        return Selection.all(cell);
    }

    /**
     * {@return the selection of those records that fit a condition}
     *
     * @param condition see {@link Selection}
     */
    public Selection<T> where(Predicate<? super T> condition) {
        return all().where(condition);
    }

    /**
     * {@return the selection of all records in the order of a key, least first} Records whose key is null come last.
     *
     * @param key gets the key out of a record
     * @param <K> the type of keys
     */
    public <K extends Comparable<? super K>> Selection<T> orderBy(Function<? super T, ? extends @Nullable K> key) {
        return all().orderBy(key);
    }

    /**
     * {@return the selection of all records in the order of a key, greatest first} Records whose key is null come last.
     *
     * @param key gets the key out of a record
     * @param <K> the type of keys
     */
    public <K extends Comparable<? super K>> Selection<T> orderByDescending(
            Function<? super T, ? extends @Nullable K> key) {
        return all().orderByDescending(key);
    }

    /**
     * {@return the selection of all records in the order that a comparator gives}
     *
     * @param comparator compares records
     */
    public Selection<T> orderedBy(Comparator<? super T> comparator) {
        return all().orderedBy(comparator);
    }
}
