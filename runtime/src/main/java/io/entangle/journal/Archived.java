package io.entangle.journal;

import io.entangle.journal.JournalException.Failure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A part of what a journal keeps of an atom, on its way from one journal to another. The parts of an atom come in one order:
 * {@link Begun}, its versions with snapshots of them behind, then how far its clients' writes are in.
 */
public sealed interface Archived {
    /** {@return the atom's id} */
    String atom();

    /**
     * Where what is kept of an atom begins.
     *
     * @param atom the atom's id
     * @param epoch of its history
     * @param oldest the oldest version that can be read back
     */
    record Begun(String atom, long epoch, Snapshot oldest) implements Archived {}

    /**
     * A version after that.
     *
     * @param entry what made it
     */
    record Made(Entry entry) implements Archived {
        @Override
        public String atom() {
            return entry.atom();
        }
    }

    /**
     * A snapshot of the version that came just before.
     *
     * @param atom the atom's id
     * @param snapshot the value
     */
    record Held(String atom, Snapshot snapshot) implements Archived {}

    /**
     * How far the writes of a client are in.
     *
     * @param atom the atom's id
     * @param mark how far
     */
    record Marked(String atom, ClientMark mark) implements Archived {}

    /**
     * Takes out all that a journal keeps of an atom, as it stands now: what is appended meanwhile is left out.
     *
     * @param journal which
     * @param atom the atom's id
     * @param taker is given the parts in their order
     * @throws JournalException {@code NOT_KEPT} if there is no such atom, or if it is compacted meanwhile
     */
    static void takeOut(Journal journal, String atom, Consumer<Archived> taker) {
        Recovery recovery = journal.recover(atom, 0);
        if (recovery == null) {
            throw new JournalException(
                    Failure.NOT_KEPT, "there is no atom \"" + atom + "\" in the journal " + journal.name(), null);
        }
        AtomHead head = recovery.head();
        Deque<Long> snapshots = new ArrayDeque<>();
        for (long version = head.version(); version >= head.oldest(); version = snapshots.getFirst() - 1) {
            snapshots.addFirst(journal.snapshotAt(atom, version).version());
        }
        taker.accept(new Begun(atom, head.epoch(), journal.snapshotAt(atom, snapshots.removeFirst())));
        journal.read(atom, head.oldest(), head.version(), entry -> {
            taker.accept(new Made(entry));
            if (Objects.equals(snapshots.peekFirst(), entry.version())) {
                taker.accept(new Held(atom, journal.snapshotAt(atom, snapshots.removeFirst())));
            }
            return true;
        });
        recovery.clients().forEach(mark -> taker.accept(new Marked(atom, mark)));
    }
}
