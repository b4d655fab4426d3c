package io.entangle.atom;

import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Holds one immutable value and its version, which counts the changes without gaps.
 *
 * <p>Every watch sees every change in version order, one at a time, each {@code before} being the same object as the
 * {@code after} of the call before; a write happens-before the watch is told of it. A change to an equal value is none:
 * the version stays and no watch is told. Thread-safe; writes are lock-free and never wait for a watch that another
 * thread is running.
 *
 * @param <T> the type of values, immutable
 */
public final class Atom<T> implements Cell<T> {
    private final AtomType<T> type;
    private final List<Validator<T>> validators;
    private final WatchedReference<T> reference;

    private Atom(Builder<T> builder, T initial) {
        this.type = builder.type;
        this.validators = List.copyOf(builder.validators);
        type.encode(checked(initial));
        this.reference = new WatchedReference<>(initial, builder.version, builder.errors);
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

    @Override
    public T swap(UnaryOperator<T> change) {
        return reference.swap(current -> next(current, change.apply(current)));
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        while (true) {
            State<T> current = reference.state();
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
        State<T> current = reference.state();
        return current.version() == version && reference.compareAndSet(version, next(current.value(), value));
    }

    /** {@return a draft of this atom for a {@link Transaction}} */
    public Draft<T> draft() {
        return new AtomDraft(reference.state());
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
        return reference.replace(expected.version(), next(expected.value(), value), always);
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
        commit.add(reference, expected.version(), next(expected.value(), value), always);
    }

    /** What a transaction has read of this atom, and what it wants it to become. */
    private final class AtomDraft implements Draft<T> {
        private final State<T> read;
        private T value;

        AtomDraft(State<T> read) {
            this.read = read;
            this.value = read.value();
        }

        @Override
        public T value() {
            return value;
        }

        @Override
        public void propose(T proposed) {
            value = proposed;
        }

        @Override
        public boolean isChanged() {
            return value != read.value();
        }

        @Override
        public boolean isCurrent() {
            return reference.state().version() == read.version();
        }

        @Override
        public void join(Commit commit) {
            Atom.this.join(commit, read, value, false);
        }
    }

    private T next(T current, T value) {
        if (value == current
                || Objects.requireNonNull(value, "an atom's value is not null").equals(current)) {
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

        private Builder(AtomType<T> type) {
            this.type = Objects.requireNonNull(type, "type");
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
