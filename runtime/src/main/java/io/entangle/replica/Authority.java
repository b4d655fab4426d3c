package io.entangle.replica;

import io.entangle.atom.Atom;
import io.entangle.atom.State;
import io.entangle.atom.Version;
import io.entangle.clock.HybridClock;
import io.entangle.delta.Delta;
import io.entangle.merge.FieldStamps;
import io.entangle.merge.Siblings;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.FellBehind;
import io.entangle.replica.ToReplica.Head;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Unresolved;
import io.entangle.replica.ToReplica.Update;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The side of replication where an atom lives: it gives replicas what they miss and merges their writes into the atom.
 *
 * <p>It sends nothing by itself. Whoever drives it asks each {@link Subscription} for its next update when that can be
 * sent; the answer is one delta from what was sent last to the newest version, however many versions lie between. So a
 * slow replica costs one reference to the value it has, and delays nobody.
 *
 * <p>The atom may be changed by anyone at any time; the authority notices whenever it is called. It is itself driven by
 * one thread at a time. If the atom is on a journal, writes are merged into what is about to be written down, and nobody is
 * told of a version, or of what became of a write, before that has been.
 *
 * @param <T> the type of the atom's values
 */
public final class Authority<T> {
    private final Atom<T> atom;
    private final HybridClock clock;
    private final Intake<T> intake;
    private final History<T> history;
    private final Horizon horizon;
    private final Writers writers = new Writers();
    /** Null if the atom is in memory. */
    private final @Nullable Journaling<T> journaling;

    private final Updates<T> updates;
    /** Versions that a subscriber wants one by one. */
    private final PassedVersions<T> passed;

    private volatile long epoch;
    private boolean held;
    /** The newest version: writes are merged into it. */
    private Standing<T> head;
    /** The newest version that is seen, and that replicas are told of; the same one, unless the atom is on a journal. */
    private Standing<T> shown;

    private boolean hadSiblings;
    private boolean horizonMoved;

    /**
     * The authority of an atom.
     *
     * @param atom the atom, in memory
     * @param epoch a random number for this life of the atom's history
     * @param clock stamps the atom's own changes
     * @param options how it merges and what it remembers
     * @param listener is told what it notices
     */
    public Authority(
            Atom<T> atom, long epoch, HybridClock clock, AuthorityOptions<T> options, AuthorityListener listener) {
        this(atom, epoch, clock, options, listener, null);
    }

    /**
     * The authority of an atom on a journal, or of one in memory.
     *
     * @param atom the atom
     * @param epoch a random number for this life of the atom's history; if it is on a journal, that says which one it is
     * @param clock stamps the atom's own changes
     * @param options how it merges and what it remembers
     * @param listener is told what it notices
     * @param journaling what the journal has to do with it; null if it is in memory
     */
    public Authority(
            Atom<T> atom,
            long epoch,
            HybridClock clock,
            AuthorityOptions<T> options,
            AuthorityListener listener,
            @Nullable Journaling<T> journaling) {
        this.atom = atom;
        this.clock = clock;
        this.journaling = journaling;
        this.updates = new Updates<>(atom.type());
        this.history =
                new History<>(options.retainedVersions(), options.retainedFor().toMillis());
        this.passed = new PassedVersions<>(options.retainedVersions());
        this.horizon = new Horizon(options.horizon().toMillis());
        this.intake = new Intake<>(
                this,
                new Proposer<>(atom.type(), options, clock, listener, history, versions(journaling)),
                listener,
                writers,
                journaling);
        if (journaling == null) {
            this.epoch = epoch;
            State<T> first = atom.state();
            this.head = new Standing<>(
                    first, atom.type().encode(first.value()), FieldStamps.NONE, Siblings.NONE, clock.now(), 0, 0);
            this.shown = head;
            remember(head, 0);
        } else {
            this.head = journaling.begin(atom.type(), horizon, writers);
            this.epoch = journaling.epoch(); // by now it may be another one
            this.shown = head;
            journaling.recovered((standing, ageMs) -> {
                head = standing;
                shown = standing;
                remember(standing, ageMs);
            });
            collect();
            this.hadSiblings = shown.version() > 0; // replicas may have some from before
        }
    }

    private static Proposer.Versions versions(@Nullable Journaling<?> journaling) {
        if (journaling == null) {
            return Proposer.Versions.OF_CHANGES;
        }
        return journaling.isShared() ? Proposer.Versions.OF_ALL_WRITES : Proposer.Versions.OF_ALL_TO_REMEMBER;
    }

    /** {@return the atom} */
    public Atom<T> atom() {
        return atom;
    }

    /** {@return the newest version and its digest} */
    public Head head() {
        observe();
        return new Head(version(), shown.doc().digest());
    }

    /**
     * {@return a version that replicas can resume from, or null if it is not retained}
     *
     * @param version its number
     */
    public @Nullable State<T> retained(long version) {
        observe();
        return history.get(version);
    }

    /** {@return the life of the atom's history} */
    public long epoch() {
        return epoch;
    }

    /** {@return the values that lost where both are kept, and that nobody has resolved} */
    public Siblings siblings() {
        observe();
        return shown.siblings();
    }

    /** {@return when the fields were written, as far as that is remembered} */
    public FieldStamps stamps() {
        observe();
        return shown.stamps();
    }

    private Version version() {
        return new Version(epoch, shown.version());
    }

    /**
     * Tells of a version of an atom in memory, in order, so that subscribers who want every version get it by itself even if
     * others follow before the authority is called again. No more wait to be taken in than are retained: the oldest go, and
     * subscribers are told that they fell behind. May be called by any thread.
     *
     * @param state the version
     */
    public void passed(State<T> state) {
        passed.add(state);
    }

    /** Takes in what others have done to the atom, unless it is held at a version. */
    private void observe() {
        if (!held) {
            advance();
            observeUpTo(atom.state());
        }
    }

    private void advance() {
        if (journaling != null) {
            journaling.order().advance();
        }
    }

    /** {@return whether there are versions that replicas may not be told of yet} */
    public boolean isAhead() {
        return journaling != null && journaling.isAhead();
    }

    private void observeUpTo(State<T> now) {
        if (journaling != null) {
            head = journaling.observed(head, this::show);
            collect();
            return;
        }
        for (State<T> next = passed.poll(); next != null; next = passed.poll()) {
            observe(next);
        }
        observe(now);
    }

    /**
     * Takes in a version that others have made of an atom in memory.
     *
     * @param now the version; nothing happens if it is not newer than the newest known
     */
    public void observe(State<T> now) {
        if (now.version() > head.version()) {
            Delta delta = atom.type().diff(head.state().value(), now.value());
            head = head.written(now, delta, clock.now());
            show(head);
            collect();
        }
    }

    /** Takes in what others have done, and nothing more until it is released: others must stand beside it. */
    void hold() {
        held = false;
        observeUpTo(atom.settled());
        held = true;
    }

    void release() {
        held = false;
    }

    /** A version is seen from now on. */
    private void show(Standing<T> standing) {
        shown = standing;
        updates.clear();
        hadSiblings |= !standing.siblings().isEmpty();
        remember(standing, 0);
        if (journaling != null) {
            journaling.snapshotIfDue(shown, horizon.version());
        }
    }

    private void remember(Standing<T> standing, long ageMs) {
        long atMs = clock.passedMs() - ageMs;
        history.add(standing.state(), standing.updated(), atMs);
        horizonMoved |= horizon.passed(standing.version(), atMs);
    }

    /** Forgets who wrote what before the horizon. */
    private void collect() {
        if (horizonMoved) {
            horizonMoved = false;
            boolean isHead = head == shown;
            shown = shown.with(shown.stamps().collected(horizon.version()));
            head = isHead ? shown : head.with(head.stamps().collected(horizon.version()));
        }
    }

    /**
     * {@return whether a replica has been told of something by another process, of which this authority does not know yet} Then
     * {@link io.entangle.journal.DurableAtoms#look} is to be called, and waited for, before its subscription is begun.
     *
     * @param request what the replica has
     */
    public boolean isBehind(Subscribe request) {
        observe();
        Version known = request.known();
        boolean isKnown = known == null || known.epoch() == epoch && known.number() <= shown.version();
        return !isKnown && journaling != null && journaling.isShared();
    }

    /**
     * Begins a subscription.
     *
     * @param client whose it is
     * @param request what the replica has
     * @return the subscription, whose opening message is the answer
     */
    public Subscription subscribe(String client, Subscribe request) {
        observe();
        Writers.Writer writer = writers.subscribed(client, request.firstSequence());
        List<Outcome> outcomes = writer.outcomesFrom(request.firstSequence());
        Version known = request.known();
        if (known != null && known.epoch() == epoch && known.number() > shown.version() && journaling != null) {
            epoch = journaling.epochAfterLoss(known, shown.version());
        }
        boolean sameEpoch = known != null && known.epoch() == epoch;
        State<T> base = sameEpoch ? history.get(known.number()) : null;
        if (known != null && base != null) {
            Delta missed = updates.toNewest(base, shown).delta();
            if (!Weight.isLighter(shown.doc(), missed.root())) {
                return new Subscription(
                        new Resumed(known, shown.version(), shown.updated(), writer.lastSequence(), outcomes, missed),
                        request.delivery(),
                        writer);
            }
        }
        boolean reset = known != null && !sameEpoch;
        return new Subscription(
                new Snapshot(reset, version(), shown.updated(), writer.lastSequence(), outcomes, shown.doc()),
                request.delivery(),
                writer);
    }

    /**
     * Merges a write into an atom in memory, unless that has been done before.
     *
     * @param client whose write it is; it must have subscribed
     * @param write the write
     * @return {@link ToReplica.Accepted}, {@link ToReplica.Refused} or {@link ToReplica.OutOfSequence}
     * @throws IllegalStateException if the atom is on a journal; see {@link AtomicGroup#write(String, List,
     *     java.util.function.Consumer)}
     */
    public ToReplica write(String client, Write write) {
        return AtomicGroup.write(client, List.of(new AtomicGroup.Member(this, write)))
                .get(0);
    }

    /** {@return takes writes in} */
    Intake<T> intake() {
        return intake;
    }

    /** {@return the newest version, after taking in what others have done: writes are merged into it} */
    Standing<T> newest() {
        observe();
        return head;
    }

    /** {@return the newest version there was when this was last asked for} */
    Standing<T> current() {
        return head;
    }

    /** {@return the number of the newest version that replicas are told of} */
    long shownVersion() {
        return shown.version();
    }

    /** {@return the newest version behind the horizon} */
    long horizon() {
        return horizon.version();
    }

    /** Goes on to a version that is to be written down before anybody is told of it. */
    void goOn(Standing<T> next) {
        head = next;
    }

    /** Goes on to a version that everybody may see. */
    void goOnAndShow(Standing<T> next) {
        head = next;
        show(next);
        collect();
    }

    /** Goes on with something more to remember of the same version. */
    void note(Standing<T> same) {
        head = same;
        shown = same;
    }

    /** What one replica was sent last. Driven by the same thread as its authority. */
    public final class Subscription {
        private final ToReplica opening;
        private final Delivery delivery;
        private final Writers.Writer writer;
        private State<T> sent = shown.state();
        /** Null if the replica may hold some from before. */
        private @Nullable Siblings sentSiblings;

        private boolean toldBehind;

        private Subscription(ToReplica opening, Delivery delivery, Writers.Writer writer) {
            this.opening = opening;
            this.delivery = delivery;
            this.writer = writer;
        }

        /** {@return the answer to the subscription: {@link Resumed} or {@link Snapshot}} */
        public ToReplica opening() {
            return opening;
        }

        /** {@return how the replica wants to be told of changes} */
        public Delivery delivery() {
            return delivery;
        }

        /**
         * {@return what is to be said before the next update, or null if nothing is} What became of the client's own writes
         * that another process has taken in; {@link Unresolved} if the siblings have changed; {@link FellBehind} if the
         * replica wants every version and some are lost to it. To be asked until it is null.
         */
        public @Nullable ToReplica notice() {
            observe();
            Outcome elsewhere = writer.pollElsewhere();
            if (elsewhere != null) {
                return elsewhere;
            }
            if (shown.siblings() != sentSiblings && !(sentSiblings == null && !hadSiblings)) {
                sentSiblings = shown.siblings();
                return new Unresolved(sentSiblings);
            }
            if (delivery.everyVersion() && !toldBehind && sent.version() < shown.version()) {
                long to = history.after(sent.version()).state().version();
                toldBehind = to > sent.version() + 1;
                return toldBehind ? new FellBehind(sent.version(), to) : null;
            }
            return null;
        }

        /**
         * {@return one update from what was sent last to the newest version, or to the next one if every version is
         * wanted; null if nothing is missing}
         */
        public @Nullable Update next() {
            observe();
            if (sent.version() == shown.version()) {
                return null;
            }
            History.Kept<T> target = delivery.everyVersion() ? history.after(sent.version()) : null;
            Update update = target == null ? updates.toNewest(sent, shown) : updates.between(sent, target);
            sent = target == null ? shown.state() : target.state();
            toldBehind = false;
            return update;
        }
    }
}
