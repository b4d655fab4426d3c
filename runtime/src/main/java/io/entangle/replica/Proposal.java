package io.entangle.replica;

import io.entangle.atom.State;
import io.entangle.clock.HybridTimestamp;
import io.entangle.merge.Merged;
import io.entangle.merge.Siblings;
import io.entangle.value.Doc;
import org.jspecify.annotations.Nullable;

/**
 * What a write would do to an atom.
 *
 * @param before the version it was made for
 * @param after the version it makes, if it makes one, and the value
 * @param merged what it changes, and what there is to remember and to tell
 * @param time under which it is taken in
 * @param siblings those there are after it
 * @param isVersion whether it makes a version, because the value or the siblings change
 * @param answer what its writer is told by the mutation that it calls, or null
 * @param <T> the type of the atom's values
 */
record Proposal<T>(
        State<T> before,
        State<T> after,
        Merged merged,
        HybridTimestamp time,
        Siblings siblings,
        boolean isVersion,
        @Nullable Doc answer) {
    Proposal(State<T> before, T value, Merged merged, HybridTimestamp time, Siblings siblings, boolean isVersion) {
        this(before, new State<>(before.version() + 1, value), merged, time, siblings, isVersion, null);
    }

    T value() {
        return after.value();
    }

    /** The same with a value that was checked; the one before, if it is equal to that. */
    Proposal<T> with(T checked) {
        State<T> next = new State<>(after.version(), checked);
        return new Proposal<>(before, next, merged, time, siblings, isVersion, answer);
    }

    /** The same with something that its writer is told. */
    Proposal<T> answering(@Nullable Doc said) {
        return new Proposal<>(before, after, merged, time, siblings, isVersion, said);
    }
}
