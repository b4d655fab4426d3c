package io.entangle.replica;

import io.entangle.atom.State;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.merge.FieldStamps;
import io.entangle.merge.Merged;
import io.entangle.merge.Merger;
import io.entangle.merge.Siblings;
import io.entangle.value.Doc;

/**
 * What an authority knows of one version of its atom.
 *
 * @param state the version and its value
 * @param doc the value as a document; for atoms of documents, the value itself
 * @param stamps when the fields were written, as far as that is remembered
 * @param siblings the values that lost where both are kept
 * @param updated when it was made: no earlier than all that is in it
 * @param atMs when it was written down, in milliseconds since 1970 UTC; 0 if it is in memory alone
 * @param position its place among all that is written down; 0 if it is in memory alone, or was read back
 * @param <T> the type of values
 */
record Standing<T>(
        State<T> state,
        Doc doc,
        FieldStamps stamps,
        Siblings siblings,
        HybridTimestamp updated,
        long atMs,
        long position) {
    long version() {
        return state.version();
    }

    /** The next version, written by one who had seen this one. */
    Standing<T> written(State<T> next, Delta delta, HybridTimestamp made) {
        FieldStamps after = stamps.written(Merger.unopposed(delta, doc, stamps, made), next.version());
        return next(next, delta, after, siblings.written(delta), made);
    }

    /** The next version, merged. */
    Standing<T> merged(State<T> next, Merged merged, Siblings left, HybridTimestamp made) {
        return next(next, merged.delta(), stamps.written(merged, next.version()), left, made);
    }

    private Standing<T> next(State<T> next, Delta delta, FieldStamps after, Siblings left, HybridTimestamp made) {
        Doc value = next.value() instanceof Doc same ? same : delta.apply(doc);
        // A replica that has it must stamp later than all in it.
        return new Standing<>(next, value, after, left, updated.compareTo(made) > 0 ? updated : made, atMs, position);
    }

    /** This version, of which a merge that changed nothing has left something to remember. */
    Standing<T> noted(Merged merged) {
        return with(stamps.written(merged, version() + 1));
    }

    Standing<T> with(FieldStamps others) {
        return others == stamps ? this : new Standing<>(state, doc, others, siblings, updated, atMs, position);
    }

    /** The same version and value, by another object. */
    Standing<T> with(State<T> same) {
        return new Standing<>(same, doc, stamps, siblings, updated, atMs, position);
    }

    Standing<T> at(long writtenMs, long place) {
        return new Standing<>(state, doc, stamps, siblings, updated, writtenMs, place);
    }
}
