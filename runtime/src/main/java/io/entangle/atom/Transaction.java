package io.entangle.atom;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Reads and changes of several cells that happen at one instant: others see all of the changes or none, and what was
 * read stood together. A transaction that meets a change made meanwhile is run again, so it must have no effects.
 *
 * <pre>{@code
 * Transaction.run(tx -> {
 *     tx.swap(from, balance -> balance - 10);
 *     tx.swap(to, balance -> balance + 10);
 *     return null;
 * });
 * }</pre>
 *
 * <p>Used by the one thread that runs it, and only while it runs.
 */
public final class Transaction {
    /** Thrown through the body, to run it again; no error. */
    private static final class Stale extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Stale() {
            super("the transaction is run again", null, false, false);
        }
    }

    private final Function<Cell<?>, Draft<?>> drafting;
    private final Map<Cell<?>, Draft<?>> drafts = new LinkedHashMap<>();

    private Transaction(Function<Cell<?>, Draft<?>> drafting) {
        this.drafting = drafting;
    }

    /**
     * Runs a transaction over atoms.
     *
     * @param body reads and changes them; may run more than once. What it throws changes nothing
     * @param <R> the type of its result
     * @return what {@code body} returned
     * @throws RefusedException if a validator refuses a new value; nothing is changed then
     * @throws io.entangle.value.InvalidValueException if a new value is outside the value domain
     * @throws IllegalArgumentException if the body touches a cell that is no {@link Atom}
     */
    public static <R> R run(Function<Transaction, R> body) {
        return run(Transaction::atom, all -> {}, Commit::attempt, body);
    }

    /**
     * Runs a transaction over cells of some kind.
     *
     * @param drafting makes a draft of a cell at its first touch
     * @param joining is told of all drafts before they join the commit
     * @param committing attempts the commit once, and returns whether it was done; false runs the transaction again
     * @param body reads and changes the cells
     * @param <R> the type of its result
     * @return what {@code body} returned
     */
    public static <R> R run(
            Function<Cell<?>, Draft<?>> drafting,
            Consumer<Collection<Draft<?>>> joining,
            Predicate<Commit> committing,
            Function<Transaction, R> body) {
        while (true) {
            Transaction transaction = new Transaction(drafting);
            try {
                R result = body.apply(transaction);
                if (transaction.commit(joining, committing)) {
                    return result;
                }
            } catch (Stale again) {
                Thread.onSpinWait();
            }
        }
    }

    private static Draft<?> atom(Cell<?> cell) {
        if (cell instanceof Atom<?> atom) {
            return atom.draft();
        }
        throw new IllegalArgumentException("this transaction is one over atoms, but found " + cell);
    }

    private boolean commit(Consumer<Collection<Draft<?>>> joining, Predicate<Commit> committing) {
        if (drafts.values().stream().allMatch(draft -> !draft.isChanged() && draft.isSeen())) {
            return drafts.values().stream().allMatch(Draft::isCurrent);
        }
        joining.accept(drafts.values());
        Commit commit = new Commit();
        drafts.values().forEach(draft -> draft.join(commit));
        return committing.test(commit);
    }

    /**
     * {@return a cell's value in this transaction}
     *
     * @param cell the cell
     * @param <T> the type of its values
     */
    public <T> T get(Cell<T> cell) {
        return draft(cell).value();
    }

    /**
     * Replaces a cell's value by what a function makes of it.
     *
     * @param cell the cell
     * @param change gets its value in this transaction
     * @param <T> the type of its values
     * @return the new value
     */
    public <T> T swap(Cell<T> cell, UnaryOperator<T> change) {
        Draft<T> draft = draft(cell);
        T value = Objects.requireNonNull(change.apply(draft.value()), "a cell's value is not null");
        draft.propose(value);
        return value;
    }

    /**
     * Replaces a cell's value.
     *
     * @param cell the cell
     * @param value its new value, not null
     * @param <T> the type of its values
     */
    public <T> void reset(Cell<T> cell, T value) {
        swap(cell, any -> value);
    }

    /** The draft of a cell; at its first touch, what was read of others must still stand beside it. */
    @SuppressWarnings("unchecked") // the draft of a cell is of the cell's type
    private <T> Draft<T> draft(Cell<T> cell) {
        Draft<?> draft = drafts.get(cell);
        if (draft == null) {
            draft = drafting.apply(cell);
            if (!drafts.values().stream().allMatch(Draft::isCurrent)) {
                throw new Stale();
            }
            drafts.put(cell, draft);
        }
        return (Draft<T>) draft;
    }
}
