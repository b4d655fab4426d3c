package io.entangle.replica;

import io.entangle.atom.Atom;
import io.entangle.atom.Commit;
import io.entangle.atom.State;
import io.entangle.atom.Version;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.merge.FieldStamps;
import io.entangle.merge.Merger;
import io.entangle.merge.Siblings;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.FellBehind;
import io.entangle.replica.ToReplica.Head;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Unresolved;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.collections.impl.map.mutable.primitive.LongObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The side of replication where an atom lives: it gives replicas what they miss and merges their writes into the atom.
 *
 * <p>It sends nothing by itself. Whoever drives it asks each {@link Subscription} for its next update when that can be
 * sent; the answer is one delta from what was sent last to the newest version, however many versions lie between. So a
 * slow replica costs one reference to the value it has, and delays nobody.
 *
 * <p>The atom may be changed by anyone at any time; the authority notices whenever it is called. It is itself driven by
 * one thread at a time.
 *
 * @param <T> the type of the atom's values
 */
public final class Authority<T> {
    private final Atom<T> atom;
    private final long epoch;
    private final HybridClock clock;
    private final AuthorityListener listener;
    private final Proposer<T> proposer;
    private final History<T> history;
    private final Horizon horizon;
    private final Writers writers = new Writers();
    /** Updates to the newest version, by the version they start from: made once, sent to many. */
    private final LongObjectHashMap<Update> updates = new LongObjectHashMap<>();
    /** Versions that a subscriber wants one by one and that were not taken in yet; filled by any thread. */
    private final Queue<State<T>> passed = new ConcurrentLinkedQueue<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final int mostWaiting;

    private boolean held;
    private State<T> head;
    /** The newest value as a document; for atoms of documents, the value itself. */
    private Doc doc;

    private FieldStamps stamps = FieldStamps.NONE;
    private Siblings siblings = Siblings.NONE;
    private boolean hadSiblings;
    private HybridTimestamp updated;

    /**
     * The authority of an atom.
     *
     * @param atom the atom
     * @param epoch a random number for this life of the atom's history
     * @param clock stamps the atom's own changes
     * @param options how it merges and what it remembers
     * @param listener is told what it notices
     */
    public Authority(
            Atom<T> atom, long epoch, HybridClock clock, AuthorityOptions<T> options, AuthorityListener listener) {
        this.atom = atom;
        this.epoch = epoch;
        this.clock = clock;
        this.listener = listener;
        this.head = atom.state();
        this.doc = atom.type().encode(head.value());
        this.updated = clock.now();
        this.history =
                new History<>(options.retainedVersions(), options.retainedFor().toMillis());
        this.mostWaiting = options.retainedVersions();
        this.horizon = new Horizon(options.horizon().toMillis());
        this.proposer = new Proposer<>(atom.type(), options, clock, listener, history);
        remember(head);
    }

    /** {@return the atom} */
    public Atom<T> atom() {
        return atom;
    }

    /** {@return the newest version and its digest} */
    public Head head() {
        observe();
        return new Head(version(), doc.digest());
    }

    /** {@return the values that lost where both are kept, and that nobody has resolved} */
    public Siblings siblings() {
        observe();
        return siblings;
    }

    /** {@return when the fields were written, as far as that is remembered} */
    public FieldStamps stamps() {
        observe();
        return stamps;
    }

    private Version version() {
        return new Version(epoch, head.version());
    }

    /**
     * Tells of a version that was made, in order, so that subscribers who want every version get it by itself even if
     * others follow before the authority is called again. No more wait to be taken in than are retained: the oldest go, and
     * subscribers are told that they fell behind. May be called by any thread.
     *
     * @param state the version
     */
    public void passed(State<T> state) {
        passed.add(state);
        if (waiting.incrementAndGet() > mostWaiting) {
            nextPassed();
        }
    }

    private @Nullable State<T> nextPassed() {
        State<T> next = passed.poll();
        if (next != null) {
            waiting.decrementAndGet();
        }
        return next;
    }

    /** Takes in what others have done to the atom, unless it is held at a version. */
    private void observe() {
        if (held) {
            return;
        }
        for (State<T> next = nextPassed(); next != null; next = nextPassed()) {
            observe(next);
        }
        observe(atom.state());
    }

    /**
     * Takes in a version that others have made.
     *
     * @param now the version; nothing happens if it is not newer than the newest known
     */
    public void observe(State<T> now) {
        if (now.version() > head.version()) {
            Delta delta = atom.type().diff(head.value(), now.value());
            HybridTimestamp time = clock.now();
            stamps = stamps.written(Merger.unopposed(delta, doc, stamps, time), now.version());
            siblings = siblings.written(delta);
            advance(now, delta, time);
        }
    }

    /** Takes in what others have done, and nothing more until it is released: others must stand beside it. */
    void hold() {
        held = false;
        for (State<T> next = nextPassed(); next != null; next = nextPassed()) {
            observe(next);
        }
        observe(atom.settled());
        held = true;
    }

    void release() {
        held = false;
    }

    private void advance(State<T> next, Delta delta, HybridTimestamp time) {
        doc = next.value() instanceof Doc same ? same : delta.apply(doc);
        updated = updated.compareTo(time) > 0 ? updated : time; // a replica that has it must stamp later than all in it
        head = next;
        remember(next);
        updates.clear();
    }

    private void remember(State<T> state) {
        long nowMs = clock.passedMs();
        history.add(state, updated, nowMs);
        if (horizon.passed(state.version(), nowMs)) {
            stamps = stamps.collected(horizon.version());
        }
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
        boolean sameEpoch = known != null && known.epoch() == epoch;
        State<T> base = sameEpoch ? history.get(known.number()) : null;
        if (known != null && base != null) {
            Delta missed = update(base).delta();
            if (!Weight.isLighter(doc, missed.root())) {
                return new Subscription(
                        new Resumed(known, head.version(), updated, writer.lastSequence(), outcomes, missed),
                        request.delivery());
            }
        }
        boolean reset = known != null && !sameEpoch;
        return new Subscription(
                new Snapshot(reset, version(), updated, writer.lastSequence(), outcomes, doc), request.delivery());
    }

    private Update update(State<T> base) {
        Update update = updates.get(base.version());
        if (update == null) {
            update = update(base, head, updated);
            updates.put(base.version(), update);
        }
        return update;
    }

    private Update update(State<T> from, State<T> to, HybridTimestamp made) {
        return new Update(from.version(), to.version(), made, atom.type().diff(from.value(), to.value()));
    }

    /**
     * Merges a write into the atom, unless that has been done before.
     *
     * @param client whose write it is; it must have subscribed
     * @param write the write
     * @return {@link Accepted}, {@link Refused} or {@link OutOfSequence}
     */
    public ToReplica write(String client, Write write) {
        ToReplica known = known(client, write.sequence());
        if (known != null) {
            return known;
        }
        Outcome outcome = merge(proposer.admitted(write));
        processed(client, outcome);
        return outcome;
    }

    /** The answer to a write that was processed before or must not be yet; null if it is the next one. */
    @Nullable
    ToReplica known(String client, long sequence) {
        Writers.Writer writer = writers.of(client, sequence);
        if (sequence <= writer.lastSequence()) {
            observe();
            return writer.outcome(sequence, head.version());
        }
        return sequence == writer.lastSequence() + 1 ? null : new OutOfSequence(writer.lastSequence() + 1);
    }

    void processed(String client, Outcome outcome) {
        writers.of(client, outcome.sequence()).processed(outcome);
    }

    private Outcome merge(Write write) {
        try {
            while (true) {
                Proposal<T> proposal = propose(write);
                if (atom.replace(proposal.before(), proposal.value(), proposal.isVersion())) {
                    return taken(write.sequence(), proposal);
                }
            }
        } catch (RuntimeException e) {
            return Refusals.of(write.sequence(), e);
        }
    }

    Write admitted(Write write) {
        return proposer.admitted(write);
    }

    Proposal<T> propose(Write write) {
        observe();
        return proposer.propose(write, head, doc, stamps, siblings, horizon.version());
    }

    void join(Commit commit, Proposal<T> proposal) {
        atom.join(commit, proposal.before(), proposal.value(), proposal.isVersion());
    }

    /** Takes in this write as the next version; one that changed nothing has made none. */
    Accepted taken(long sequence, Proposal<T> proposal) {
        long next = proposal.before().version() + 1;
        stamps = stamps.written(proposal.merged(), next);
        siblings = proposal.siblings();
        hadSiblings |= !siblings.isEmpty();
        if (proposal.isVersion()) {
            advance(new State<>(next, proposal.value()), proposal.merged().delta(), proposal.time());
        }
        proposal.merged().conflicts().forEach(listener::conflict);
        return new Accepted(sequence, head.version(), proposal.merged().conflicts());
    }

    /** What one replica was sent last. Driven by the same thread as its authority. */
    public final class Subscription {
        private final ToReplica opening;
        private final Delivery delivery;
        private State<T> sent = head;
        /** Null if the replica may hold some from before. */
        private @Nullable Siblings sentSiblings;

        private boolean toldBehind;

        private Subscription(ToReplica opening, Delivery delivery) {
            this.opening = opening;
            this.delivery = delivery;
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
         * {@return what is to be said before the next update, or null if nothing is} {@link Unresolved} if the siblings
         * have changed, {@link FellBehind} if the replica wants every version and some are lost to it. To be asked until
         * it is null.
         */
        public @Nullable ToReplica notice() {
            observe();
            if (siblings != sentSiblings && !(sentSiblings == null && !hadSiblings)) {
                sentSiblings = siblings;
                return new Unresolved(siblings);
            }
            if (delivery.everyVersion() && !toldBehind && sent.version() < head.version()) {
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
            if (sent.version() == head.version()) {
                return null;
            }
            History.Kept<T> target = delivery.everyVersion() ? history.after(sent.version()) : null;
            Update update = target == null ? update(sent) : update(sent, target.state(), target.updated());
            sent = target == null ? head : target.state();
            toldBehind = false;
            return update;
        }
    }
}
