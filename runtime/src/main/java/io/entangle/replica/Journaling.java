package io.entangle.replica;

import io.entangle.atom.Commit;
import io.entangle.atom.State;
import io.entangle.atom.Version;
import io.entangle.clock.HybridClock;
import io.entangle.journal.Entry;
import io.entangle.journal.Follower;
import io.entangle.journal.JournaledAtom;
import io.entangle.journal.JournaledChange;
import io.entangle.journal.Recovered;
import io.entangle.merge.FieldStamps;
import io.entangle.merge.MergeNotes;
import io.entangle.merge.Merged;
import io.entangle.merge.Siblings;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the journal of an atom has to do with its authority: versions that are taken in and not seen yet, what is written down
 * beside them, and how that is read back. Belongs to one authority, and is driven with it.
 *
 * @param <T> the type of the atom's values
 */
public final class Journaling<T> {
    private static final String HORIZON = "horizon";
    private static final String STAMPS = "stamps";
    private static final String SIBLINGS = "siblings";
    private static final String MARKS = "marks";

    /** What became of the atom without the authority; without an entry, changes after the state were dropped. */
    private record Notice<T>(State<T> state, @Nullable Entry entry, long position) {}

    /** A version that replicas may not be told of yet, and whose write made it, if another process took that in. */
    private record Ahead<T>(Standing<T> standing, Entry.@Nullable Origin elsewhere) {}

    private final JournaledAtom<T> atom;
    private final HybridClock clock;
    private final long snapshotEvery;
    private final WriteOrder order;
    private final Queue<Notice<T>> notices = new ConcurrentLinkedQueue<>();
    /** Versions after the newest one that replicas are told of. */
    private final Deque<Ahead<T>> ahead = new ArrayDeque<>();

    private volatile Runnable onWritten = () -> {};
    private volatile Runnable onSeen = () -> {};
    private volatile long epoch;
    /** Which one is told instead of this, if the atom goes on with another history. */
    private volatile @Nullable Journaling<T> next;

    private @Nullable Consumer<Journaling<T>> onAnew;

    private @Nullable Recovered<T> recovered;
    private @Nullable Writers writers;
    /** The newest version that replicas may be told of. */
    private @Nullable Standing<T> told;

    private @Nullable JournaledChange<T> joined;
    /** Whether this life of the atom's history began in this process. */
    private boolean isEpochOurs;

    /**
     * What a journal has to do with an authority.
     *
     * @param atom what stands behind the atom; opened and not changed since
     * @param clock the authority's
     * @param snapshotEvery after how many versions a snapshot is added
     * @param order in which it tells, shared with the authorities of the other atoms
     */
    public Journaling(JournaledAtom<T> atom, HybridClock clock, long snapshotEvery, WriteOrder order) {
        this.atom = atom;
        this.clock = clock;
        this.snapshotEvery = snapshotEvery;
        this.order = order;
        this.epoch = atom.epoch();
    }

    /**
     * Sets who is told when there may be something to tell replicas. Whatever of several atoms was changed together is
     * marked for all of them before {@link WriteOrder#advance} gets to it.
     *
     * @param written marks the atom; called by the journal's thread
     * @param seen asks the marked atoms, soon; called by any thread
     */
    public void onNews(Runnable written, Runnable seen) {
        onWritten = written;
        onSeen = seen;
    }

    /**
     * Sets who is told when the atom goes on with another history than the one that this was told of: what is known of it at the
     * authority and at replicas is of no use any more.
     *
     * @param anew is given what another authority is to be made with; called by the journal's thread, or at once if that has
     *     happened; must not block
     */
    public void onAnew(Consumer<Journaling<T>> anew) {
        synchronized (notices) {
            onAnew = anew;
        }
        tellAnew();
    }

    private void goesOnWith(Journaling<T> other) {
        next = other;
        tellAnew();
    }

    private void tellAnew() {
        Journaling<T> other = next;
        Consumer<Journaling<T>> told = null;
        synchronized (notices) {
            if (other != null) {
                told = onAnew;
                onAnew = null;
            }
        }
        if (told != null) {
            told.accept(other);
        }
    }

    /** {@return whether the atom goes on with another history, and another authority} */
    boolean isOver() {
        return next != null;
    }

    /** {@return whether other processes may change the atom as well} */
    boolean isShared() {
        return atom.isShared();
    }

    /** {@return whether there are versions that replicas may not be told of yet} */
    boolean isAhead() {
        return !isOver() && !(ahead.isEmpty() && notices.isEmpty());
    }

    void answered() {
        onWritten.run();
        onSeen.run();
    }

    /** {@return the life of the atom's history} */
    public long epoch() {
        return epoch;
    }

    // ---- what was written down ----

    /** Takes note of what becomes of the atom without the authority. */
    private final class Noting implements Follower<T> {
        @Override
        public void appended(State<T> state, Entry entry, long position) {
            notices.add(new Notice<>(state, entry, position));
        }

        @Override
        public void backTo(State<T> state) {
            notices.add(new Notice<>(state, null, 0));
        }

        @Override
        public Follower<T> beginsAnew(Recovered<T> found) {
            Journaling<T> other = new Journaling<>(atom, clock, snapshotEvery, order);
            other.recovered = found;
            goesOnWith(other);
            return other.new Noting();
        }

        @Override
        public void written() {
            onWritten.run();
        }

        @Override
        public void seen() {
            onSeen.run();
        }
    }

    /** Begins with the snapshot that reading back begins with. */
    Standing<T> begin(AtomType<T> type, Horizon horizon, Writers processed) {
        Recovered<T> found = recovered != null ? recovered : atom.followedBy(new Noting());
        found.clients().forEach(processed::recovered);
        writers = processed;
        recovered = found;
        epoch = found.epoch();
        isEpochOurs = !isShared()
                && found.snapshot().version() == 0
                && found.versions().isEmpty();
        var snapshot = found.snapshot();
        Doc notes = snapshot.notes() == null ? Doc.of() : snapshot.notes();
        Object forgotten = notes.get(HORIZON);
        horizon.begin(forgotten == null ? snapshot.version() : (Long) forgotten);
        Standing<T> first = new Standing<>(
                found.first(),
                snapshot.value(),
                notes.has(STAMPS) ? MergeNotes.stamps((Doc) notes.get(STAMPS)) : FieldStamps.NONE,
                notes.has(SIBLINGS) ? Siblings.of((Doc) notes.get(SIBLINGS)) : Siblings.NONE,
                snapshot.made(),
                snapshot.atMs(),
                0);
        told = first;
        return first;
    }

    /** Goes through all versions that were read back, with how many milliseconds ago each was taken in. */
    void recovered(ObjLongConsumer<Standing<T>> each) {
        Recovered<T> found = recovered;
        Standing<T> standing = told;
        if (found == null || standing == null) {
            throw new IllegalStateException("it has not begun, or is done");
        }
        recovered = null;
        long nowMs = clock.now().ms();
        each.accept(standing, Math.max(0, nowMs - standing.atMs()));
        for (Recovered.Version<T> version : found.versions()) {
            standing = replayed(standing, version.state(), version.entry(), 0);
            each.accept(standing, Math.max(0, nowMs - standing.atMs()));
        }
        told = standing;
    }

    private Standing<T> replayed(Standing<T> before, State<T> state, Entry entry, long position) {
        if (entry.origin() == null || !entry.origin().isCounted()) {
            return before.written(state, entry.delta(), entry.made()).at(entry.atMs(), position);
        }
        Doc notes = entry.notes() == null ? Doc.of() : entry.notes();
        Merged merged = MergeNotes.merged(entry.delta(), entry.made(), (Doc) notes.get(MARKS));
        Siblings left = notes.has(SIBLINGS) ? Siblings.of((Doc) notes.get(SIBLINGS)) : before.siblings();
        return before.merged(state, merged, left, entry.made()).at(entry.atMs(), position);
    }

    // ---- what is being written down ----

    void join(
            Commit commit,
            Standing<T> head,
            Proposal<T> proposal,
            String client,
            Outcome outcome,
            @Nullable Doc outcomes) {
        Doc notes = Doc.of();
        Doc marks = MergeNotes.of(proposal.merged(), proposal.time());
        if (marks != null) {
            notes = notes.with(MARKS, marks);
        }
        if (proposal.siblings() != head.siblings()) {
            notes = notes.with(SIBLINGS, proposal.siblings().toDoc());
        }
        joined = atom.change(
                head.state(),
                proposal.isVersion() ? proposal.after() : head.state(),
                proposal.merged().delta(),
                proposal.time(),
                new Entry.Origin(client, outcome.sequence(), outcomes),
                notes.size() == 0 ? null : notes);
        commit.add(joined);
    }

    /** Takes in what has joined: it is not seen yet. */
    Standing<T> taken(Standing<T> head, Proposal<T> proposal) {
        if (!proposal.isVersion() || joined == null) {
            return head;
        }
        Standing<T> next = head.merged(proposal.after(), proposal.merged(), proposal.siblings(), proposal.time())
                .at(joined.entry().atMs(), joined.position());
        ahead.addLast(new Ahead<>(next, null));
        return next;
    }

    /** {@return the place of what has joined; 0 if nothing is to be waited for} */
    long position() {
        return joined == null ? 0 : joined.position();
    }

    WriteOrder order() {
        return order;
    }

    void tellWatches() {
        atom.tellWatches();
    }

    /**
     * Takes in what has become of the atom.
     *
     * @param head the newest version that was known
     * @param show is given each version that replicas may be told of from now on
     * @return the newest version
     */
    Standing<T> observed(Standing<T> head, Consumer<Standing<T>> show) {
        Standing<T> newest = head;
        for (Notice<T> notice = notices.poll(); notice != null; notice = notices.poll()) {
            Entry entry = notice.entry();
            newest =
                    entry == null ? backTo(notice.state()) : appended(newest, notice.state(), entry, notice.position());
        }
        for (Ahead<T> next = ahead.peekFirst();
                next != null && next.standing().position() <= order.limit();
                next = ahead.peekFirst()) {
            told = ahead.removeFirst().standing();
            Entry.Origin origin = next.elsewhere();
            if (origin != null) {
                begun(writers).madeElsewhere(origin, told.version());
            }
            show.accept(told);
        }
        return newest;
    }

    private Standing<T> appended(Standing<T> head, State<T> state, Entry entry, long position) {
        Standing<T> next = replayed(head, state, entry, position);
        Entry.Origin origin = entry.origin();
        boolean isElsewhere = origin != null && origin.isCounted(); // for writes here are counted by the authority
        if (isElsewhere) {
            begun(writers).takenElsewhere(origin);
        }
        ahead.addLast(new Ahead<>(next, isElsewhere ? origin : null));
        return next;
    }

    /** What was made after a version has never been. Some before it may not have been told of. */
    private Standing<T> backTo(State<T> state) {
        while (!ahead.isEmpty() && ahead.getLast().standing().version() > state.version()) {
            ahead.removeLast();
        }
        begun(writers).dropTaken();
        order.rolledBack();
        if (ahead.isEmpty()) {
            return begun(told).with(state);
        }
        Ahead<T> last = ahead.removeLast();
        Standing<T> newest = last.standing().with(state);
        ahead.addLast(new Ahead<>(newest, last.elsewhere()));
        return newest;
    }

    private static <R> R begun(@Nullable R part) {
        if (part == null) {
            throw new IllegalStateException("it has not begun");
        }
        return part;
    }

    void snapshotIfDue(Standing<T> shown, long forgotten) {
        if (atom.sinceSnapshot() < snapshotEvery) {
            return;
        }
        Doc notes = Doc.of(HORIZON, forgotten, STAMPS, MergeNotes.of(shown.stamps()));
        if (!shown.siblings().isEmpty()) {
            notes = notes.with(SIBLINGS, shown.siblings().toDoc());
        }
        atom.snapshot(
                new io.entangle.journal.Snapshot(shown.version(), shown.atMs(), shown.updated(), shown.doc(), notes));
    }

    /**
     * A replica knows a version that the journal does not: an older copy of it is in use. Returns the epoch from now on. In an
     * epoch that began in this process nobody can know more than that: there the replica is wrong.
     */
    long epochAfterLoss(Version known, long newest) {
        if (!isEpochOurs && !isOver()) {
            isEpochOurs = true;
            epoch = atom.beginEpoch();
            System.getLogger("io.entangle")
                    .log(
                            System.Logger.Level.WARNING,
                            "the journal of \"{0}\" was set back: a replica has version {1}, the journal {2}; another epoch"
                                    + " begins",
                            atom.id(),
                            known.number(),
                            newest);
        }
        return epoch;
    }
}
