package io.entangle.datalog.query;

import io.entangle.value.PersistentVector;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A binding with its variables as numbers: what becomes of a value. */
sealed interface Target {
    /** The source of the binding, for messages. */
    Object form();

    /** Adds the variables that get values. */
    default void collectVars(BitSet into) {}

    /** Nothing. */
    record Nothing(Object form) implements Target {}

    /** The value of a variable. */
    record Variable(int var, Object form) implements Target {
        @Override
        public void collectVars(BitSet into) {
            into.set(var);
        }
    }

    /** Its elements, one after the other. */
    record Tuple(List<Target> targets, Object form) implements Target {
        @Override
        public void collectVars(BitSet into) {
            targets.forEach(target -> target.collectVars(into));
        }
    }

    /** Each of its elements, a row each. */
    record Several(Target target, Object form) implements Target {
        @Override
        public void collectVars(BitSet into) {
            target.collectVars(into);
        }
    }

    /** Whether a value gives one row at most. */
    default boolean isSingle() {
        return !(this instanceof Several)
                && !(this instanceof Tuple tuple && tuple.targets.stream().anyMatch(target -> !target.isSingle()));
    }

    /** The elements of a collection, null if it is none; entries of a map are tuples. */
    static @Nullable Iterable<?> elements(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> PersistentVector.of(entry.getKey(), entry.getValue()))
                    .toList();
        }
        return value instanceof Iterable<?> iterable ? iterable : null;
    }
}
