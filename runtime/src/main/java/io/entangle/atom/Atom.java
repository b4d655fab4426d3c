package io.entangle.atom;

import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Holds one immutable value and its version, which counts the changes without gaps.
 *
 * <p>Every watch sees every change in version order, one at a time, each {@code before} being the same object as the
 * {@code after} of the call before; a write happens-before the watch is told of it. A change to an equal value is none:
 * the version stays and no watch is told. Thread-safe; writes are lock-free and never wait for a watch that another
 * thread is running.
 *
 * <p>An atom on a journal is seen to change only when the change is written down: its writes wait for that, and throw if
 * it can't be done.
 *
 * @param <T> the type of values, immutable
 */
public final class Atom<T> implements Cell<T> {
    private final AtomType<T> type;
    private final List<Validator<T>> validators;
    private final WatchedReference<T> reference;
    /** Null if changes are seen as soon as they are made. */
    private final @Nullable WriteAhead<T> ahead;

    private Atom(Builder<T> builder, T initial) {
        this.type = builder.type;
        this.validators = List.copyOf(builder.validators);
        type.encode(checked(initial));
        this.reference = new WatchedReference<>(initial, builder.version, builder.errors);
        this.ahead = builder.opening == null ? null : builder.opening.apply(reference);
    }

    /**
     * {@return an atom that holds documents}
     *
     * @param initial its first value
     */
    public static Atom<Doc> of(Doc initial) {
        return of(AtomType.doc(), initial);
    }

    /**
     * {@return an atom that holds values of a type}
     *
     * @param type how its values are compared and encoded
     * @param initial its first value
     * @param <T> the type of values
     * @throws io.entangle.value.InvalidValueException if the value is outside the value domain
     */
    public static <T> Atom<T> of(AtomType<T> type, T initial) {
        return builder(type).build(initial);
    }

    /**
     * {@return a builder of atoms of a type}
     *
     * @param type how their values are compared and encoded
     * @param <T> the type of values
     */
    public static <T> Builder<T> builder(AtomType<T> type) {
        return new Builder<>(type);
    }

    /** {@return how this atom's values are compared and encoded} */
    public AtomType<T> type() {
        return type;
    }

    @Override
    public T get() {
        return reference.get();
    }

    /** {@return how many changes there were} */
    public long version() {
        return reference.state().version();
    }

    /** {@return the value and its version, read together} */
    public State<T> state() {
        return reference.state();
    }

    /** {@return as {@link #state}, after bringing a {@link Commit} that is under way to its end} */
    public State<T> settled() {
        return reference.settled();
    }

    /** The state that the next change is made on. */
    private State<T> tip() {
        return ahead == null ? reference.state() : ahead.tip();
    }

    @Override
    public T swap(UnaryOperator<T> change) {
        if (ahead == null) {
            return reference.swap(current -> next(current, change.apply(current)));
        }
        while (true) {
            State<T> current = ahead.tip();
            T next = next(current.value(), change.apply(current.value()));
            if (written(ahead.change(current, next, false))) {
                return next;
            }
        }
    }

    /**
     * As {@link #swap}, without waiting until the change is written down: others are made on top of it at once, in the order of
     * the calls.
     *
     * @param change gets the value that the next change is made on, and returns what it becomes; may run more than once, so
     *     it must have no effects
     * @param executor tells watches, completes the future, and runs {@code change} again if another process was first. All that is
     *     seen together is told in one task, if it is the same object for all
     * @return completes with the value after the change when everybody sees that. Completes exceptionally, with nothing
     *     changed, with what {@code change} or a validator throws, or if it can't be written down. Does not complete if the
     *     executor takes no more
     */
    public CompletableFuture<T> swapAsync(UnaryOperator<T> change, Executor executor) {
        try {
            if (ahead == null) {
                return CompletableFuture.completedFuture(swap(change));
            }
            while (true) {
                State<T> current = ahead.tip();
                T next = next(current.value(), change.apply(current.value()));
                Ledger.Part part = ahead.change(current, next, false);
                CompletableFuture<Boolean> begun = part.ledger().append(List.of(part), executor);
                if (begun != null) {
                    return begun.thenCompose(seen -> seen ? told(part, next) : swapAsync(change, executor));
                }
            }
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static <T> CompletableFuture<T> told(Ledger.Part part, T value) {
        part.tellWatches();
        return CompletableFuture.completedFuture(value);
    }

    private static boolean written(Ledger.Part part) {
        Commit commit = new Commit();
        commit.add(part);
        return commit.attempt();
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        while (true) {
            State<T> current = tip();
            if (!Objects.equals(current.value(), expected)) {
                return false;
            }
            if (compareAndSet(current.version(), value)) {
                return true;
            }
        }
    }

    /**
     * Replaces the value if its version is an expected one.
     *
     * @param version the version the value must have
     * @param value the new value; an equal one changes nothing
     * @return whether the version was as expected
     * @throws RefusedException if a validator refuses the new value
     * @throws io.entangle.value.InvalidValueException if the new value is outside the value domain
     */
    public boolean compareAndSet(long version, T value) {
        State<T> current = tip();
        return current.version() == version && replace(current, value, false);
    }

    /** {@return a draft of this atom for a {@link Transaction}} */
    public Draft<T> draft() {
        return new AtomDraft<>(this, tip());
    }

    /** Whether the next change is made on a state. */
    boolean isTip(State<T> read) {
        return ahead == null ? reference.state().version() == read.version() : ahead.tip() == read;
    }

    /**
     * Replaces the value if its version is an expected one.
     *
     * @param expected the version the atom must have, and its value
     * @param value the new value
     * @param always whether a version is made even of an equal value; watches are not told of that
     * @return whether the version was as expected
     * @throws RefusedException if a validator refuses the new value
     * @throws io.entangle.value.InvalidValueException if the new value is outside the value domain
     */
    public boolean replace(State<T> expected, T value, boolean always) {
        T next = next(expected.value(), value);
        return ahead == null
                ? reference.replace(expected.version(), next, always)
                : written(ahead.change(expected, next, always));
    }

    /**
     * Makes the change of this atom part of a commit of several.
     *
     * @param commit the commit
     * @param expected the version the atom must have, and its value
     * @param value the new value
     * @param always whether a version is made even of an equal value; watches are not told of that
     * @throws RefusedException if a validator refuses the new value
     * @throws io.entangle.value.InvalidValueException if the new value is outside the value domain
     */
    public void join(Commit commit, State<T> expected, T value, boolean always) {
        T next = next(expected.value(), value);
        if (ahead == null) {
            commit.add(reference, expected.version(), next, always);
        } else {
            commit.add(ahead.change(expected, next, always));
        }
    }

    /**
     * {@return the value of an earlier version}
     *
     * @param version its number
     * @throws IllegalStateException if this atom keeps no past: only atoms on a journal do
     * @throws RuntimeException if the journal does not keep that version, or not any more; it says which it keeps
     */
    public T asOf(long version) {
        State<T> now = reference.state();
        return version == now.version() ? now.value() : past().at(version);
    }

    /**
     * {@return the value that was there at an instant}
     *
     * @param time the instant
     * @throws IllegalStateException if this atom keeps no past: only atoms on a journal do
     * @throws RuntimeException if the journal does not keep what was there then
     */
    public T asOf(Instant time) {
        return asOf(past().versionAt(time));
    }

    /**
     * {@return how versions came about, oldest first} For more of them than are to be held in memory at once, read them in
     * parts.
     *
     * @param from the first version
     * @param to the last version; the newest, if that is older
     * @throws IllegalStateException if this atom keeps no past: only atoms on a journal do
     * @throws RuntimeException if the journal does not keep them all
     */
    public List<Revision> history(long from, long to) {
        List<Revision> revisions = new ArrayList<>();
        past().history(from - 1, Math.min(to, version()), revisions::add);
        return List.copyOf(revisions);
    }

    /**
     * Makes an earlier value the value again, as a new version.
     *
     * @param version the earlier version
     * @return its value
     * @throws IllegalStateException if this atom keeps no past: only atoms on a journal do
     * @throws RefusedException if a validator refuses the value now
     * @throws RuntimeException if the journal does not keep that version, or not any more
     */
    public T revertTo(long version) {
        return reset(asOf(version));
    }

    /** {@return what stands behind an atom whose changes are written down before they are seen; else null} */
    public @Nullable WriteAhead<T> writeAhead() {
        return ahead;
    }

    private WriteAhead<T> past() {
        if (ahead == null) {
            throw new IllegalStateException("this atom keeps no past: only atoms on a journal do");
        }
        return ahead;
    }

    /**
     * {@return a value that may replace another; the other one, if it is equal to that}
     *
     * @param current the other one
     * @param value the value
     * @throws RefusedException if a validator refuses the value
     * @throws io.entangle.value.InvalidValueException if the value is outside the value domain
     */
    public T validated(T current, T value) {
        return next(current, value);
    }

    private T next(T current, T value) {
        if (value == current || type.isSame(current, Objects.requireNonNull(value, "an atom's value is not null"))) {
            return current;
        }
        type.check(current, value);
        return checked(value);
    }

    private T checked(T value) {
        for (Validator<T> validator : validators) {
            String reason = validator.reasonAgainst(value);
            if (reason != null) {
                throw new RefusedException(reason);
            }
        }
        return value;
    }

    @Override
    public void watch(Object key, Watch<T> watch) {
        reference.watch(key, change -> {
            if (change.before() != change.after()) {
                watch.changed(change.before(), change.after());
            }
        });
    }

    /**
     * Registers a watch that is told versions as well, those with an equal value among them; otherwise like
     * {@link #watch}, with keys of the same space.
     *
     * @param key by which it can be replaced or taken away
     * @param watch is told of every change
     */
    public void watchChanges(Object key, Consumer<Change<T>> watch) {
        reference.watch(key, watch);
    }

    @Override
    public boolean unwatch(Object key) {
        return reference.unwatch(key);
    }

    /** {@return the type, version and value, for people} */
    @Override
    public String toString() {
        State<T> state = state();
        return "Atom[" + type.name() + ", version " + state.version() + ", " + state.value() + "]";
    }

    /**
     * Makes atoms. Not thread-safe.
     *
     * @param <T> the type of values
     */
    public static final class Builder<T> {
        private final AtomType<T> type;
        private final List<Validator<T>> validators = new ArrayList<>();
        private WatchErrorHandler errors = WatchErrorHandler.LOG;
        private long version;
        private @Nullable Function<WatchedReference<T>, WriteAhead<T>> opening;

        private Builder(AtomType<T> type) {
            this.type = Objects.requireNonNull(type, "type");
        }

        /** {@return how the atoms' values are compared and encoded} */
        public AtomType<T> type() {
            return type;
        }

        /**
         * Adds a validator; all must welcome a value.
         *
         * @param validator says whether the atom may hold a value
         * @return this builder
         */
        public Builder<T> validator(Validator<T> validator) {
            validators.add(Objects.requireNonNull(validator, "validator"));
            return this;
        }

        /**
         * Sets who is told when a watch throws; {@link WatchErrorHandler#LOG} by default.
         *
         * @param handler is told
         * @return this builder
         */
        public Builder<T> onWatchError(WatchErrorHandler handler) {
            errors = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /**
         * Sets the version of the first value, 0 by default: for an atom that goes on where another left off.
         *
         * @param first not negative
         * @return this builder
         */
        public Builder<T> version(long first) {
            if (first < 0) {
                throw new IllegalArgumentException("version must not be negative, but found " + first);
            }
            version = first;
            return this;
        }

        /**
         * Has the atom's changes written down before they are seen. Called by journals.
         *
         * @param behind is given what holds the seen states, and returns what writes down
         * @return this builder
         */
        public Builder<T> writeAhead(Function<WatchedReference<T>, WriteAhead<T>> behind) {
            opening = Objects.requireNonNull(behind, "behind");
            return this;
        }

        /**
         * {@return a new atom}
         *
         * @param initial its first value, not null
         * @throws RefusedException if a validator refuses the value
         * @throws io.entangle.value.InvalidValueException if the value is outside the value domain
         */
        public Atom<T> build(T initial) {
            return new Atom<>(this, Objects.requireNonNull(initial, "initial"));
        }
    }
}
