package io.entangle.journal;

import io.entangle.atom.Ledger;
import io.entangle.atom.Revision;
import io.entangle.atom.State;
import io.entangle.atom.WatchedReference;
import io.entangle.atom.WriteAhead;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind an atom on a journal. Its tip, on which changes are made, runs ahead of what is seen; the queue sees to
 * it that both go through the same versions. Thread-safe.
 *
 * @param <T> the type of the atom's values
 */
public final class JournaledAtom<T> implements WriteAhead<T> {
    private final String id;
    private final AtomType<T> type;
    private final Journal journal;
    private final CommitQueue queue;
    private final HybridClock clock;
    private final WatchedReference<T> seen;

    private final LongSupplier epochs;
    private final Consumer<AtomHead> retention;
    private volatile long epoch;
    private @Nullable Recovered<T> recovered;
    /** Changed under the queue's lock. */
    private volatile State<T> tip;

    private volatile @Nullable Follower<T> follower;
    /** How many versions there are after the newest snapshot; counted by the queue's driver. */
    private volatile long sinceSnapshot;

    private volatile long seenAtMs;

    JournaledAtom(
            AtomHead head,
            AtomType<T> type,
            Journal journal,
            CommitQueue queue,
            HybridClock clock,
            WatchedReference<T> seen,
            Recovered<T> recovered,
            LongSupplier epochs,
            Consumer<AtomHead> retention) {
        this.epochs = epochs;
        this.retention = retention;
        this.id = head.atom();
        this.epoch = head.epoch();
        this.type = type;
        this.journal = journal;
        this.queue = queue;
        this.clock = clock;
        this.seen = seen;
        this.tip = seen.state();
        this.recovered = recovered;
        this.sinceSnapshot = recovered.versions().size();
        this.seenAtMs = recovered.versions().isEmpty()
                ? recovered.snapshot().atMs()
                : recovered
                        .versions()
                        .get(recovered.versions().size() - 1)
                        .entry()
                        .atMs();
    }

    /** {@return the atom's id} */
    public String id() {
        return id;
    }

    /** {@return the life of the atom's history} */
    public long epoch() {
        return epoch;
    }

    /** {@return another life of the history that begins now: what is known elsewhere of the one before may not hold} */
    public long beginEpoch() {
        long next = epochs.getAsLong();
        journal.beginEpoch(id, next);
        epoch = next;
        return next;
    }

    Ledger ledger() {
        return queue;
    }

    HybridClock clock() {
        return clock;
    }

    WatchedReference<T> seen() {
        return seen;
    }

    /** Has the atom's watches told of what is seen. */
    public void tellWatches() {
        seen.drainWatches();
    }

    /**
     * Sets who is told of the atom's versions before they are seen; there is one at most.
     *
     * @param authority is told from now on
     * @return what the journal was found to hold, and all that was made since then
     * @throws IllegalStateException if there is one already, or the atom has been changed since it was opened
     */
    public Recovered<T> followedBy(Follower<T> authority) {
        synchronized (queue.lock()) {
            Recovered<T> found = recovered;
            if (found == null || follower != null) {
                throw new IllegalStateException(
                        "the atom \"" + id + "\" has been changed, or is hosted, already: host it when it is opened");
            }
            recovered = null;
            follower = authority;
            return found;
        }
    }

    @Override
    public State<T> tip() {
        return tip;
    }

    @Override
    public JournaledChange<T> change(State<T> expected, T next, boolean always) {
        return change(expected, next, always, null);
    }

    /**
     * {@return a change that this process makes for somebody}
     *
     * @param expected the state it is made on
     * @param next the value after it
     * @param author for whom
     */
    public JournaledChange<T> change(State<T> expected, T next, String author) {
        return change(expected, next, false, new Entry.Origin(author, 0, null));
    }

    private JournaledChange<T> change(State<T> expected, T next, boolean always, Entry.@Nullable Origin origin) {
        boolean isChange = always || next != expected.value();
        State<T> after = isChange ? new State<>(expected.version() + 1, next) : expected;
        Delta delta = next == expected.value() ? Delta.NONE : type.diff(expected.value(), next);
        return new JournaledChange<>(this, expected, after, delta, null, origin, null);
    }

    /**
     * {@return a change made by the authority}
     *
     * @param expected the state it is made on
     * @param next the state after it
     * @param delta what changes
     * @param made the stamp under which it is taken in
     * @param origin whose write it is
     * @param notes what is remembered beside the value, or null if that follows from the delta
     */
    public JournaledChange<T> change(
            State<T> expected,
            State<T> next,
            Delta delta,
            HybridTimestamp made,
            Entry.Origin origin,
            @Nullable Doc notes) {
        return new JournaledChange<>(this, expected, next, delta, made, origin, notes);
    }

    // ---- called under the queue's lock ----

    void accepted(JournaledChange<T> part, boolean isByProcess) {
        tip = part.next;
        recovered = null;
        Follower<T> told = follower;
        if (told != null && isByProcess) {
            told.appended(part.next, part.entry(), part.position());
        }
    }

    /** {@return when the version that is seen was taken in, in milliseconds since 1970 UTC} */
    public long seenAtMs() {
        return seenAtMs;
    }

    void backToSeen() {
        tip = seen.state();
        Follower<T> told = follower;
        if (told != null) {
            told.backTo(tip);
        }
    }

    /** Goes on from versions that another process has appended to what is seen. */
    void goOnFrom(List<Entry> appended, long position) {
        T value = seen.get();
        for (Entry entry : appended) {
            value = type.apply(value, entry.delta());
            clock.observe(entry.made());
            queue.observe(entry.atMs());
            seen.link(entry.version() - 1, value);
            tip = new State<>(entry.version(), value);
            Follower<T> told = follower;
            if (told != null) {
                told.appended(tip, entry, position);
            }
        }
    }

    // ---- called by the queue's driver ----

    /** {@return the versions after the one that is seen} */
    List<Entry> missed() {
        List<Entry> entries = new ArrayList<>();
        for (AtomHead head : journal.atoms()) {
            if (head.atom().equals(id)) {
                journal.read(id, seen.state().version(), head.version(), entries::add);
            }
        }
        return entries;
    }

    void written() {
        Follower<T> told = follower;
        if (told != null) {
            told.written();
        }
    }

    /** A number of versions are seen, the last of which was taken in at a time. */
    void tellSeen(int versions, long lastMs) {
        seenAtMs = Math.max(seenAtMs, lastMs);
        sinceSnapshot += versions;
        Follower<T> told = follower;
        if (told != null) {
            told.seen();
        }
    }

    /** {@return how many versions there are after the newest snapshot} */
    public long sinceSnapshot() {
        return sinceSnapshot;
    }

    /**
     * Has a snapshot added, soon.
     *
     * @param snapshot of a version that is seen
     */
    public void snapshot(Snapshot snapshot) {
        sinceSnapshot = 0;
        queue.run(() -> added(snapshot));
    }

    private void added(Snapshot snapshot) {
        Failpoints.pass("before-snapshot");
        journal.snapshot(id, snapshot);
        Failpoints.pass("after-snapshot");
        retention.accept(new AtomHead(id, epoch, snapshot.version(), snapshot.version()));
    }

    /** Adds a snapshot of what is seen, if nobody follows who knows more. */
    void snapshotUnlessFollowed(long every) {
        if (follower == null && sinceSnapshot >= every) {
            sinceSnapshot = 0;
            State<T> now = seen.state();
            Entry last = entry(now.version());
            journal.snapshot(id, new Snapshot(now.version(), last.atMs(), last.made(), type.encode(now.value()), null));
        }
    }

    private Entry entry(long version) {
        List<Entry> one = new ArrayList<>();
        journal.read(id, version - 1, version, one::add);
        return one.get(0);
    }

    // ---- the past ----

    @Override
    public T at(long version) {
        return type.decode(docAt(version));
    }

    private Doc docAt(long version) {
        Snapshot snapshot = journal.snapshotAt(id, version);
        Doc[] value = {snapshot.value()};
        journal.read(id, snapshot.version(), version, entry -> {
            value[0] = entry.delta().apply(value[0]);
            return true;
        });
        return value[0];
    }

    @Override
    public long versionAt(Instant time) {
        return journal.versionAt(id, millis(Objects.requireNonNull(time, "time")));
    }

    /** In milliseconds since 1970 UTC; of instants too far away for that, the farthest. */
    private static long millis(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** {@return the oldest version that can be read back} */
    public long oldest() {
        for (AtomHead head : journal.atoms()) {
            if (head.atom().equals(id)) {
                return head.oldest();
            }
        }
        throw new JournalException(JournalException.Failure.NOT_KEPT, "the journal has no atom \"" + id + "\"", null);
    }

    /**
     * {@return when a version was taken in}
     *
     * @param version its number
     * @throws JournalException if it is not kept
     */
    public Instant takenIn(long version) {
        Snapshot snapshot = journal.snapshotAt(id, version);
        return Instant.ofEpochMilli(
                snapshot.version() == version ? snapshot.atMs() : entry(version).atMs());
    }

    @Override
    public void history(long after, long to, Predicate<Revision> reader) {
        journal.read(
                id,
                after,
                to,
                entry -> reader.test(new Revision(
                        entry.version(),
                        Instant.ofEpochMilli(entry.atMs()),
                        entry.origin() == null ? "" : entry.origin().client(),
                        entry.delta())));
    }
}
