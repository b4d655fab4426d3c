package io.entangle.pubsub.client;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaMismatchException;
import io.entangle.replica.Intent;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaState;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import java.util.function.BiPredicate;
import org.eclipse.collections.api.list.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * What a replica shows, and why. Immutable.
 *
 * @param type how values are encoded
 * @param state the state of replication
 * @param value {@code state.local()} as a {@code T}; null before the first
 * @param <T> the type of values
 */
record View<T>(
        AtomType<T> type, ReplicaState state, @Nullable T value) {
    static <T> View<T> empty(AtomType<T> type, ReplicaOptions<T> options) {
        return new View<>(type, ReplicaState.empty(type, options.mutations(), options.delivery()), null);
    }

    /** The same with a write that makes it show another value. */
    View<T> edited(Delta delta, T after, HybridTimestamp written, int groupSize) {
        Doc doc = after instanceof Doc same ? same : delta.apply(state.local());
        return new View<>(type, state.write(delta, doc, written, groupSize), after);
    }

    /** The same with a write that asks for something. */
    View<T> asking(Intent intent, HybridTimestamp written) {
        return showing(state.write(intent, written, 1));
    }

    /** The same at another state of replication, keeping whatever of the value is still so. */
    View<T> showing(ReplicaState next) {
        if (next == state) {
            return this;
        }
        boolean asBefore = next.version() == null || next.local() == state.local() && value != null;
        return new View<>(type, next, asBefore ? value : typed(next.local()));
    }

    /**
     * As {@link #showing}, at a state that others have brought about. What they wrote may leave a write that was made here
     * without a place, such as that of a field of a record which is gone: then it is not shown, and the authority says what
     * becomes of it.
     */
    View<T> taking(ReplicaState next) {
        try {
            return showing(next);
        } catch (InvalidValueException | DeltaMismatchException e) {
            Fitting<T> fitting = new Fitting<>(type, typed(next.confirmed()));
            ReplicaState fit = next.fitting(fitting);
            return new View<>(type, fit, fitting.value);
        }
    }

    /** Follows what the writes that are shown make of the confirmed value. */
    private static final class Fitting<T> implements BiPredicate<Doc, Doc> {
        private final AtomType<T> type;
        private T value;

        Fitting(AtomType<T> type, T confirmed) {
            this.type = type;
            this.value = confirmed;
        }

        @Override
        public boolean test(Doc before, Doc after) {
            try {
                value = type.apply(value, Delta.diff(before, after));
                return true;
            } catch (InvalidValueException | DeltaMismatchException e) {
                return false;
            }
        }
    }

    /** The write by which this is ahead of a view it was made from; null if it is not. */
    @Nullable
    PendingWrite writtenSince(View<T> before) {
        ImmutableList<PendingWrite> pending = state.pending();
        return state.nextSequence() == before.state.nextSequence() ? null : pending.get(pending.size() - 1);
    }

    private T typed(Doc local) {
        if (value == null || value instanceof Doc) {
            T decoded = type.decode(local);
            return value != null && decoded.equals(value) ? value : decoded;
        }
        Delta change = Delta.diff(state.local(), local);
        return change.isEmpty() ? value : type.apply(value, change);
    }
}
