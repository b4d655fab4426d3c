package io.entangle.journal;

import io.entangle.atom.Atom;
import io.entangle.atom.State;
import io.entangle.clock.Entropy;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Atoms on a journal. What one of them is seen to hold is written down: it is there again when the journal is opened again,
 * and can be read back version by version.
 *
 * <pre>{@code
 * try (DurableAtoms atoms = DurableAtoms.on(Journals.sqlite(Path.of("state.db")))) {
 *     Atom<Doc> state = atoms.atom("app-state", Doc.of("count", 0));
 *     state.swap(doc -> doc.update("count", n -> (long) n + 1)); // returns when it is on disk
 *     state.asOf(state.version() - 1);
 * }
 * }</pre>
 *
 * <p>Writes of many threads are written down together. Thread-safe.
 */
public final class DurableAtoms implements AutoCloseable {
    /** How many versions are kept ready for replicas that resume, unless something else is asked for. */
    private static final int READY = 1_024;

    /** How long it is remembered how far a client's writes have been taken in. */
    private static final Duration CLIENTS = Duration.ofDays(30);

    private final Journal journal;
    private final TimeSource time;
    private final HybridClock clock;
    private final long snapshotEvery;
    private final Duration history;
    private final JournalDriver driver;
    private final CommitQueue queue;
    private final CommitWriter writer;
    private final Keeping keeping;
    /** Null if nobody else can append. */
    private final @Nullable Lookout lookout;

    private final Map<String, JournaledAtom<?>> atoms = new ConcurrentHashMap<>();

    private DurableAtoms(Builder builder) {
        this.journal = builder.journal;
        this.time = builder.time;
        this.clock = builder.clock != null ? builder.clock : new HybridClock(time, SiteId.random(builder.entropy));
        this.snapshotEvery = builder.snapshotEvery;
        this.history = builder.history;
        this.driver = builder.driver != null ? builder.driver : new JournalThread(journal.name(), time);
        Gathering gathering = new Gathering();
        this.queue = new CommitQueue(journal.name(), time, driver::wake, gathering);
        this.writer = new CommitWriter(journal, queue, gathering);
        this.keeping = new Keeping(journal, queue, clock, builder.entropy::nextLong, this::forget);
        this.lookout = journal.isShared()
                ? new Lookout(
                        keeping, writer, time, builder.lookEvery, task -> Gathering.handOver(builder.watches, task))
                : null;
        driver.start(this::work, this::abandon, lookout == null ? Duration.ZERO : builder.lookEvery);
        journal.onAppended(atom -> hint());
    }

    /**
     * {@return the atoms of a journal}
     *
     * @param journal where they are kept; from now on it belongs to them, and is closed with them
     */
    public static DurableAtoms on(Journal journal) {
        return builder(journal).build();
    }

    /**
     * {@return a builder}
     *
     * @param journal where the atoms are kept; it will belong to them, and be closed with them
     */
    public static Builder builder(Journal journal) {
        return new Builder(journal);
    }

    /**
     * {@return what stands behind an atom of these}
     *
     * @param atom the atom
     * @param <T> the type of its values
     * @throws IllegalArgumentException if it is none of these
     */
    @SuppressWarnings("unchecked") // an atom's journaled side is of the atom's type
    public <T> JournaledAtom<T> behind(Atom<T> atom) {
        if (atom.writeAhead() instanceof JournaledAtom<?> journaled && journaled.ledger() == queue) {
            return (JournaledAtom<T>) journaled;
        }
        throw new IllegalArgumentException(
                "this atom is not on the journal " + journal.name() + ": have it made by the same " + "hub or atoms");
    }

    /** {@return up to which {@linkplain JournaledChange#position position} all that was taken in is seen, or dropped} */
    public long seenPosition() {
        return writer.seenPosition();
    }

    /**
     * {@return completes when all that was taken in before is seen, or dropped}
     *
     * @throws JournalException if the journal is closed
     */
    public CompletableFuture<Boolean> settled() {
        return queue.settled();
    }

    /** {@return where the atoms are kept} */
    public Journal journal() {
        return journal;
    }

    /**
     * {@return an atom of documents}
     *
     * @param id its id
     * @param initial its first value, if the journal has no atom of that id
     * @throws IllegalStateException if it has been opened already
     * @throws DamagedJournalException if it can't be read back as it was written
     * @throws JournalException if the journal can't be reached
     */
    public Atom<Doc> atom(String id, Doc initial) {
        return atom(id, AtomType.doc(), initial);
    }

    /**
     * {@return an atom of values of a type}
     *
     * @param id its id
     * @param type how its values are compared and encoded
     * @param initial its first value, if the journal has no atom of that id
     * @param <T> the type of values
     * @throws IllegalStateException if it has been opened already
     * @throws InvalidValueException if what the journal holds is no value of that type
     * @throws DamagedJournalException if it can't be read back as it was written
     * @throws JournalException if the journal can't be reached
     */
    public <T> Atom<T> atom(String id, AtomType<T> type, T initial) {
        return atom(id, Atom.builder(type), initial);
    }

    /**
     * {@return an atom with validators}
     *
     * @param id its id
     * @param builder makes the atom
     * @param initial its first value, if the journal has no atom of that id
     * @param <T> the type of values
     * @throws IllegalStateException if it has been opened already
     * @throws InvalidValueException if what the journal holds is no value of that type
     * @throws DamagedJournalException if it can't be read back as it was written
     * @throws JournalException if the journal can't be reached
     */
    public <T> Atom<T> atom(String id, Atom.Builder<T> builder, T initial) {
        return atom(id, builder, initial, READY);
    }

    /**
     * {@return as {@link #atom(String, Atom.Builder, Object)}, with a number of versions ready for replicas}
     *
     * @param id its id
     * @param builder makes the atom
     * @param initial its first value, if the journal has no atom of that id
     * @param versions how many versions are read back one by one, if there are so many, so that replicas can resume from them
     * @param <T> the type of values
     */
    public synchronized <T> Atom<T> atom(String id, Atom.Builder<T> builder, T initial, int versions) {
        AtomType<T> type = builder.type();
        if (atoms.containsKey(id)) {
            throw new IllegalStateException("the atom \"" + id + "\" has been opened already");
        }
        Recovery recovery = recovery(id, type.encode(initial), versions);
        clock.observe(recovery.snapshot().made());
        queue.observe(recovery.snapshot().atMs());
        Recovered<T> recovered = Recovered.of(recovery, type, entry -> {
            clock.observe(entry.made());
            queue.observe(entry.atMs());
        });
        State<T> newest = recovered.newest();
        Atom<T> atom = builder.version(newest.version())
                .writeAhead(seen -> new JournaledAtom<>(recovery.head(), type, seen, recovered, versions, keeping))
                .build(newest.value());
        atoms.put(id, behind(atom));
        hint(); // others may have appended since it was read
        return atom;
    }

    private Recovery recovery(String id, Doc initial, int versions) {
        Recovery found = journal.recover(id, versions);
        if (found == null) {
            HybridTimestamp now = clock.now();
            journal.begin(id, keeping.epochs().getAsLong(), new Snapshot(0, time.millis(), now, initial, null));
            found = Objects.requireNonNull(journal.recover(id, versions), "an atom that has just begun");
        }
        return found;
    }

    private void hint() {
        if (lookout != null) {
            lookout.hint();
            driver.wake();
        }
    }

    /**
     * Looks for what other processes have appended. That is done by itself when the journal announces something, and from time
     * to time.
     *
     * @return completes when all that they had appended at the time of the call is seen, and {@link #seenPosition} has passed it;
     *     at once, if nobody else can append. Completes with false if the journal is closed first
     */
    public CompletableFuture<Boolean> look() {
        if (lookout == null) {
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Boolean> looked = lookout.ask();
        driver.wake();
        return looked;
    }

    /** Forgets what nobody will ask for any more; after each snapshot, on the journal's thread. */
    private void forget(AtomHead snapshot) {
        long before = time.millis() - history.toMillis();
        try {
            long oldest = Math.min(journal.versionAt(snapshot.atom(), before), snapshot.version() - READY);
            if (oldest > 0) {
                Failpoints.pass("before-compaction");
                journal.compact(snapshot.atom(), oldest);
                journal.forgetClients(Instant.ofEpochMilli(time.millis()).minus(CLIENTS));
                Failpoints.pass("after-compaction");
            }
        } catch (JournalException e) {
            if (e.failure() != JournalException.Failure.NOT_KEPT) { // else all of it is younger
                System.getLogger("io.entangle")
                        .log(System.Logger.Level.WARNING, "the journal could not be compacted", e);
            }
        }
    }

    /** Called by the journal's thread. */
    private boolean work() {
        do {
            if (!writer.step()) {
                return false;
            }
            writer.takeChanged().forEach(atom -> atom.snapshotUnlessFollowed(snapshotEvery));
            if (lookout != null && !lookout.lookIfDue(atoms.values())) {
                return false;
            }
            driver.gather(writer::isGathered);
        } while (!writer.isIdle());
        return true;
    }

    private void abandon() {
        writer.abandon();
        if (lookout != null) {
            lookout.abandon();
        }
    }

    /** {@return after how many versions a snapshot is added} */
    public long snapshotEvery() {
        return snapshotEvery;
    }

    /** Writes down what waits, closes the journal, and ends the use of the atoms: they can be read on, and not be changed. */
    @Override
    public void close() {
        queue.close();
        driver.close();
        journal.close();
    }

    /** Makes them. Not thread-safe. */
    public static final class Builder {
        private static final Duration MOST = Duration.ofDays(365_000);

        private final Journal journal;
        private TimeSource time = TimeSource.SYSTEM;
        private Entropy entropy = Entropy.SYSTEM;
        private @Nullable HybridClock clock;
        private @Nullable JournalDriver driver;
        private long snapshotEvery = 4_096;
        private Duration history = Duration.ofDays(30);
        private Duration lookEvery = Duration.ofSeconds(1);
        private Executor watches = Gathering.COMMON;

        private Builder(Journal journal) {
            this.journal = Objects.requireNonNull(journal, "journal");
        }

        /**
         * Sets where time comes from; the machine's clocks by default.
         *
         * @param source where
         * @return this builder
         */
        public Builder time(TimeSource source) {
            time = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * Sets where random ids come from; the operating system by default.
         *
         * @param source where
         * @return this builder
         */
        public Builder entropy(Entropy source) {
            entropy = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * Sets the clock that stamps the changes of this process; by default one of a site of its own.
         *
         * @param stamping the clock
         * @return this builder
         */
        public Builder clock(HybridClock stamping) {
            clock = Objects.requireNonNull(stamping, "stamping");
            return this;
        }

        /**
         * Sets after how many versions a snapshot is added; 4,096 by default. Opening an atom reads a snapshot and no more
         * than about twice as many versions.
         *
         * @param versions at least 1
         * @return this builder
         */
        public Builder snapshotEvery(long versions) {
            if (versions < 1) {
                throw new IllegalArgumentException("a snapshot is added every 1 or more versions, not " + versions);
            }
            snapshotEvery = versions;
            return this;
        }

        /**
         * Sets for how long, at least, every version can be read back; 30 days by default. Older ones are forgotten now and
         * then, but for the newest 1,024.
         *
         * @param age not negative; {@link ChronoUnit#FOREVER}'s duration keeps them all
         * @return this builder
         */
        public Builder history(Duration age) {
            if (age.isNegative()) {
                throw new IllegalArgumentException("the history is kept for a time that is not negative, not " + age);
            }
            history = age.compareTo(MOST) > 0 ? MOST : age;
            return this;
        }

        /**
         * Sets after how long, at most, it looks for what other processes have appended, on a journal that they can append to; one
         * second by default. Mostly it looks sooner, because the journal announces what is appended.
         *
         * @param interval positive
         * @return this builder
         */
        public Builder lookEvery(Duration interval) {
            if (interval.toMillis() < 1) {
                throw new IllegalArgumentException("the interval is a millisecond or more, not " + interval);
            }
            lookEvery = interval;
            return this;
        }

        /**
         * Sets where watches are told of what other processes have appended; by default the common pool of the JVM. Of what this
         * process changes they are told by whoever changes it.
         *
         * @param executor runs what it is given, soon
         * @return this builder
         */
        public Builder watchesOn(Executor executor) {
            watches = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /**
         * Sets who has what waits written; by default a thread of its own.
         *
         * @param writing who
         * @return this builder
         */
        public Builder driver(JournalDriver writing) {
            driver = Objects.requireNonNull(writing, "writing");
            return this;
        }

        /** {@return the atoms} */
        public DurableAtoms build() {
            return new DurableAtoms(this);
        }
    }
}
