package io.entangle.atom;

import java.util.function.UnaryOperator;

/**
 * A place that holds one immutable value and can be watched: an {@link Atom}, or a replica of one that lives elsewhere.
 * Thread-safe; writes are lock-free.
 *
 * @param <T> the type of values, immutable, never null
 */
public interface Cell<T> {
    /** {@return the current value} */
    T get();

    /**
     * Replaces the value by what a function makes of it. A function that returns an equal value changes nothing.
     *
     * @param change gets the current value and returns the next; may run more than once, so it must have no effects
     * @return the value after the change
     * @throws RefusedException if a validator refuses the new value
     * @throws io.entangle.value.InvalidValueException if the new value is outside the value domain
     * @throws NullPointerException if the function returns null
     */
    T swap(UnaryOperator<T> change);

    /**
     * Replaces the value, whatever it is.
     *
     * @param value the new value, not null
     * @return {@code value}
     * @throws RefusedException if a validator refuses it
     * @throws io.entangle.value.InvalidValueException if it is outside the value domain
     */
    default T reset(T value) {
        return swap(current -> value);
    }

    /**
     * Replaces the value if it is equal to an expected one.
     *
     * @param expected what the value must be equal to
     * @param value the new value, not null
     * @return whether the value was as expected
     * @throws RefusedException if a validator refuses the new value
     * @throws io.entangle.value.InvalidValueException if the new value is outside the value domain
     */
    boolean compareAndSet(T expected, T value);

    /**
     * Registers a watch for all changes from now on. A watch registered by the same key before is replaced.
     *
     * @param key by which the watch can be replaced or taken away; compared by {@code equals}
     * @param watch is told of every change
     */
    void watch(Object key, Watch<T> watch);

    /**
     * Takes a watch away. If another thread was just about to call it, that one call may still begin; no other does.
     *
     * @param key the key it was registered by
     * @return whether there was one
     */
    boolean unwatch(Object key);
}
