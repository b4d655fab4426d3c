package io.entangle.merge;

import io.entangle.value.Numbers;
import io.entangle.value.PersistentVector;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An increment of a number that is in its value.
 *
 * @param by how much was added
 * @param written when
 */
record Counted(Number by, Stamp written) {
    /** {@return the sum of some increments, or null if there are none} */
    static @Nullable Number sum(PersistentVector<Counted> counts, Predicate<Stamp> which) {
        Number sum = null;
        for (Counted count : counts) {
            if (which.test(count.written())) {
                sum = sum == null ? count.by() : Numbers.sum(sum, count.by());
            }
        }
        return sum;
    }
}
