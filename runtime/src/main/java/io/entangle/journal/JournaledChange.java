package io.entangle.journal;

import io.entangle.atom.Commit;
import io.entangle.atom.Ledger;
import io.entangle.atom.State;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.value.Doc;
import org.jspecify.annotations.Nullable;

/**
 * The change of one atom on its way into the journal.
 *
 * @param <T> the type of the atom's values
 */
public final class JournaledChange<T> implements Ledger.Part {
    final JournaledAtom<T> atom;
    final State<T> expected;
    /** The state after it; the one before, if nothing changes. */
    final State<T> next;

    private final Delta delta;
    private final Entry.@Nullable Origin origin;
    private final @Nullable Doc notes;
    /** Null until it is accepted, if this process makes the change. */
    private @Nullable HybridTimestamp made;

    private long atMs;
    private long position;

    JournaledChange(
            JournaledAtom<T> atom,
            State<T> expected,
            State<T> next,
            Delta delta,
            @Nullable HybridTimestamp made,
            Entry.@Nullable Origin origin,
            @Nullable Doc notes) {
        this.atom = atom;
        this.expected = expected;
        this.next = next;
        this.delta = delta;
        this.made = made;
        this.origin = origin;
        this.notes = notes;
    }

    @Override
    public Ledger ledger() {
        return atom.ledger();
    }

    @Override
    public void tellWatches() {
        atom.tellWatches();
    }

    boolean isChange() {
        return next != expected;
    }

    /** Whether nothing changes, and what that is known by is seen. */
    boolean isSeen() {
        return !isChange() && atom.seen().state().version() >= expected.version();
    }

    void placed(long place) {
        position = place;
    }

    /** The change is the next of its atom. */
    void accepted(long nowMs) {
        atMs = nowMs;
        boolean isByProcess = made == null;
        if (isByProcess) {
            made = atom.clock().now();
        }
        atom.accepted(this, isByProcess);
    }

    /** {@return its place among all changes on the journal; 0 if nothing had to be waited for} */
    public long position() {
        return position;
    }

    /** {@return what is written down of it} To be asked once it has been taken in. */
    public Entry entry() {
        if (made == null) {
            throw new IllegalStateException("the change has not been taken in");
        }
        return new Entry(atom.id(), next.version(), atMs, made, origin, delta, notes);
    }

    /** The change is written down: it is seen from now on, or as part of a commit. */
    void link() {
        atom.seen().link(expected.version(), next.value());
    }

    void join(Commit commit) {
        commit.add(atom.seen(), expected.version(), next.value(), true);
    }
}
