package io.entangle.atom;

import org.jspecify.annotations.Nullable;

/**
 * Says whether a cell may hold a value. Called before each change, perhaps several times for one; must have no effects.
 *
 * @param <T> the type of values
 */
@FunctionalInterface
public interface Validator<T> {
    /**
     * {@return why the value is refused, for the one who wrote it to read; null if it is welcome}
     *
     * @param value the value that is to be set
     */
    @Nullable
    String reasonAgainst(T value);
}
