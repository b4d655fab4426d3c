package io.entangle.replica;

import io.entangle.delta.Delta;
import io.entangle.value.Doc;

/**
 * Says whether a write is let in: its writer may not write there, or it is too much. It is asked where the authority is
 * driven, and again for the value there is by then if others write meanwhile; it must not block. A write that it throws at is
 * refused like one that a validator refuses: its turn is over, and a group of which it is one is refused whole.
 */
public interface WriteGuard {
    /** Lets everything in. */
    WriteGuard NONE = new WriteGuard() {};

    /**
     * A write is about to be merged.
     *
     * @param intent what it asks for
     * @param before the value that it will be merged into, as a document
     * @throws RefusedWriteException if it is not let in
     */
    default void check(Intent intent, Doc before) {}

    /**
     * A write was merged, and will take effect next.
     *
     * @param before the value that it was merged into, as a document
     * @param does what it changes in that
     * @throws RefusedWriteException if it is not let in
     */
    default void checkOutcome(Doc before, Delta does) {}
}
