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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind an atom on a journal. Its tip, on which changes are made, runs ahead of what is seen; the queue sees to
 * it that both go through the same versions. Thread-safe.
 *
 * @param <T> the type of the atom's values
 */
public final class JournaledAtom<T> implements WriteAhead<T> {
    /** Of an atom that nobody follows yet no more is held ready for whoever will. */
    private static final int MOST_RECOVERED = 16_384;

    private final String id;
    private final AtomType<T> type;
    private final Keeping keeping;
    private final WatchedReference<T> seen;
    /** How many versions are read back one by one, if there are so many, when it is opened. */
    private final int ready;

    private volatile long epoch;
    private @Nullable Recovered<T> recovered;
    /** Changed under the queue's lock. */
    private volatile State<T> tip;

    private volatile @Nullable Follower<T> follower;
    /** Why it can't be changed: what others have made of it can't be taken in. Null as long as it can. */
    private volatile @Nullable JournalException stuck;
    /** How many versions there are after the newest snapshot; counted by the queue's driver. */
    private volatile long sinceSnapshot;

    private volatile long seenAtMs;

    JournaledAtom(
            AtomHead head,
            AtomType<T> type,
            WatchedReference<T> seen,
            Recovered<T> recovered,
            int ready,
            Keeping keeping) {
        this.id = head.atom();
        this.epoch = head.epoch();
        this.type = type;
        this.seen = seen;
        this.ready = ready;
        this.keeping = keeping;
        this.tip = recovered.newest();
        this.recovered = recovered;
        this.sinceSnapshot = recovered.versions().size();
        this.seenAtMs = recovered.newestAtMs();
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
        long next = keeping.epochs().getAsLong();
        keeping.journal().beginEpoch(id, next);
        epoch = next;
        return next;
    }

    AtomType<T> type() {
        return type;
    }

    int ready() {
        return ready;
    }

    Ledger ledger() {
        return keeping.queue();
    }

    HybridClock clock() {
        return keeping.clock();
    }

    /** {@return whether other processes may change it as well} */
    public boolean isShared() {
        return keeping.journal().isShared();
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
        synchronized (keeping.queue().lock()) {
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

    /** What was made on top of what is seen has never been. */
    void backToSeen() {
        if (tip.version() != seen.state().version()) {
            tip = seen.state();
            Follower<T> told = follower;
            if (told != null) {
                told.backTo(tip);
            }
        }
    }

    void checkNotStuck() {
        JournalException why = stuck;
        if (why != null) {
            throw new JournalException(why.failure(), String.valueOf(why.getMessage()), why);
        }
    }

    /** What others have made of it can't be taken in for now; null if it can again. */
    void stuck(@Nullable JournalException why) {
        stuck = why;
    }

    /** Goes on from what other processes have made of what is seen. */
    void goOn(News<T> news, long position) {
        Recovered<T> anew = news.anew();
        Follower<T> told = follower;
        if (anew != null) {
            epoch = anew.epoch(); // before the tip: who has that, finds no older epoch
        }
        tip = news.newest();
        if (anew != null) {
            seenAtMs = anew.newestAtMs();
            sinceSnapshot = 0;
            recovered = told == null ? anew : null;
            follower = told == null ? null : told.beginsAnew(anew);
        } else if (told != null) {
            news.versions().forEach(version -> told.appended(version.state(), version.entry(), position));
        } else if (recovered != null) {
            boolean isAwaited = recovered.versions().size() < MOST_RECOVERED;
            recovered = isAwaited ? recovered.with(news.versions()) : null;
        }
    }

    // ---- called by the queue's driver ----

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
        keeping.queue().run(() -> added(snapshot));
    }

    private void added(Snapshot snapshot) {
        Failpoints.pass("before-snapshot");
        keeping.journal().snapshot(id, snapshot);
        Failpoints.pass("after-snapshot");
        keeping.retention().accept(new AtomHead(id, epoch, snapshot.version(), snapshot.version()));
    }

    /** Adds a snapshot of what is seen, if nobody follows who knows more. */
    void snapshotUnlessFollowed(long every) {
        if (follower == null && sinceSnapshot >= every) {
            sinceSnapshot = 0;
            State<T> now = seen.state();
            Entry last = entry(now.version());
            keeping.journal()
                    .snapshot(
                            id, new Snapshot(now.version(), last.atMs(), last.made(), type.encode(now.value()), null));
        }
    }

    private Entry entry(long version) {
        List<Entry> one = new ArrayList<>();
        keeping.journal().read(id, version - 1, version, one::add);
        return one.get(0);
    }

    // ---- the past ----

    @Override
    public T at(long version) {
        return type.decode(docAt(version));
    }

    private Doc docAt(long version) {
        Snapshot snapshot = keeping.journal().snapshotAt(id, version);
        Doc[] value = {snapshot.value()};
        keeping.journal().read(id, snapshot.version(), version, entry -> {
            value[0] = entry.delta().apply(value[0]);
            return true;
        });
        return value[0];
    }

    @Override
    public long versionAt(Instant time) {
        return keeping.journal().versionAt(id, millis(Objects.requireNonNull(time, "time")));
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
        AtomHead head = keeping.journal().head(id);
        if (head == null) {
            throw new JournalException(
                    JournalException.Failure.NOT_KEPT, "the journal has no atom \"" + id + "\"", null);
        }
        return head.oldest();
    }

    /**
     * {@return when a version was taken in}
     *
     * @param version its number
     * @throws JournalException if it is not kept
     */
    public Instant takenIn(long version) {
        Snapshot snapshot = keeping.journal().snapshotAt(id, version);
        return Instant.ofEpochMilli(
                snapshot.version() == version ? snapshot.atMs() : entry(version).atMs());
    }

    @Override
    public void history(long after, long to, Predicate<Revision> reader) {
        keeping.journal()
                .read(
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
