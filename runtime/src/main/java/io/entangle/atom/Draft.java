package io.entangle.atom;

/**
 * What a {@link Transaction} has read of one cell and wants it to become. Used by one thread.
 *
 * @param <T> the type of values
 */
public interface Draft<T> {
    /** {@return the value as the transaction sees it} */
    T value();

    /**
     * Proposes another value.
     *
     * @param value the new value, not null
     */
    void propose(T value);

    /** {@return whether another value was proposed} */
    boolean isChanged();

    /** {@return whether the cell still holds what was read} */
    boolean isCurrent();

    /** {@return whether what was read is seen by everybody, or still to be written down first} */
    default boolean isSeen() {
        return true;
    }

    /**
     * Checks the proposed value and makes it part of a commit.
     *
     * @param commit the commit
     * @throws RefusedException if a validator refuses the value
     * @throws io.entangle.value.InvalidValueException if it is outside the value domain
     */
    void join(Commit commit);
}
