package io.entangle.replica;

import io.entangle.atom.Atom;
import io.entangle.atom.RefusedException;
import io.entangle.atom.State;
import io.entangle.atom.Version;
import io.entangle.clock.ClockSkew;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaMismatchException;
import io.entangle.merge.FieldStamps;
import io.entangle.merge.LastWriteWins;
import io.entangle.merge.LastWriteWins.Merged;
import io.entangle.merge.StaleListException;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Head;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import java.time.Duration;
import java.util.List;
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
    /** How far ahead of the hub's clock the stamp of a write may lie. */
    private static final long MAX_AHEAD_MS = 1_000;

    private final Atom<T> atom;
    private final long epoch;
    private final HybridClock clock;
    private final AuthorityListener listener;
    private final History<T> history;
    private final Writers writers = new Writers();
    /** Updates to the newest version, by the version they start from: made once, sent to many. */
    private final LongObjectHashMap<Update> updates = new LongObjectHashMap<>();

    private State<T> head;
    /** The newest value as a document; for atoms of documents, the value itself. */
    private Doc doc;

    private FieldStamps stamps = FieldStamps.NONE;
    private HybridTimestamp updated;

    /**
     * The authority of an atom.
     *
     * @param atom the atom
     * @param epoch a random number for this life of the atom's history
     * @param clock stamps the atom's own changes
     * @param retained how many versions are kept for replicas to resume from, at least 1
     * @param listener is told what it notices
     */
    public Authority(Atom<T> atom, long epoch, HybridClock clock, int retained, AuthorityListener listener) {
        this.atom = atom;
        this.epoch = epoch;
        this.clock = clock;
        this.listener = listener;
        this.head = atom.state();
        this.doc = atom.type().encode(head.value());
        this.updated = clock.now();
        this.history = new History<>(retained);
        history.add(head);
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

    private Version version() {
        return new Version(epoch, head.version());
    }

    /** Takes in what others have done to the atom. */
    private void observe() {
        State<T> now = atom.state();
        if (now.version() != head.version()) {
            Delta delta = atom.type().diff(head.value(), now.value());
            HybridTimestamp time = clock.now();
            stamps = stamps.written(delta, time, now.version());
            advance(now, delta, time);
        }
    }

    private void advance(State<T> next, Delta delta, HybridTimestamp time) {
        doc = next.value() instanceof Doc same ? same : delta.apply(doc);
        updated = time;
        head = next;
        history.add(next);
        updates.clear();
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
        List<Refused> refusals = writer.refusalsFrom(request.firstSequence());
        Version known = request.known();
        boolean sameEpoch = known != null && known.epoch() == epoch;
        T base = sameEpoch ? history.get(known.number()) : null;
        if (known != null && base != null) {
            Delta missed = update(known.number(), base).delta();
            return new Subscription(
                    new Resumed(known, head.version(), updated, writer.lastSequence(), refusals, missed));
        }
        boolean reset = known != null && !sameEpoch;
        return new Subscription(new Snapshot(reset, version(), updated, writer.lastSequence(), refusals, doc));
    }

    private Update update(long from, T base) {
        Update update = updates.get(from);
        if (update == null) {
            update = new Update(from, head.version(), updated, atom.type().diff(base, head.value()));
            updates.put(from, update);
        }
        return update;
    }

    /**
     * Merges a write into the atom, unless that has been done before.
     *
     * @param client whose write it is; it must have subscribed
     * @param write the write
     * @return {@link Accepted}, {@link Refused} or {@link OutOfSequence}
     */
    public ToReplica write(String client, Write write) {
        Writers.Writer writer = writers.of(client, write.sequence());
        if (write.sequence() <= writer.lastSequence()) {
            observe();
            Refused refused = writer.refusal(write.sequence());
            return refused != null ? refused : new Accepted(write.sequence(), head.version());
        }
        if (write.sequence() != writer.lastSequence() + 1) {
            return new OutOfSequence(writer.lastSequence() + 1);
        }
        ToReplica outcome = merge(write, admitted(write.written()));
        writer.processed(write.sequence(), outcome instanceof Refused refused ? refused : null);
        return outcome;
    }

    private HybridTimestamp admitted(HybridTimestamp written) {
        HybridTimestamp time = clock.admit(written, MAX_AHEAD_MS);
        if (!time.equals(written)) {
            listener.clockSkew(new ClockSkew(written.site(), Duration.ofMillis(written.ms() - time.ms())));
        }
        return time;
    }

    private ToReplica merge(Write write, HybridTimestamp time) {
        try {
            while (true) {
                observe();
                long seen = Math.min(write.seen(), head.version());
                Merged merged = LastWriteWins.merge(write.delta(), time, seen, doc, stamps);
                State<T> before = head;
                T value = atom.type().apply(before.value(), merged.delta());
                if (atom.compareAndSet(before.version(), value)) {
                    taken(before, value, merged, time);
                    merged.conflicts().forEach(listener::conflict);
                    return new Accepted(write.sequence(), head.version());
                }
            }
        } catch (RefusedException e) {
            return refused(write, RefusalCode.VALIDATION, e);
        } catch (InvalidValueException | DeltaMismatchException e) {
            return refused(write, RefusalCode.INVALID_VALUE, e);
        } catch (StaleListException e) {
            return refused(write, RefusalCode.STALE_LIST, e);
        } catch (RuntimeException e) {
            // A validator or a record's constructor that fails: sent again, the write would fail again, for ever.
            System.getLogger("io.entangle").log(System.Logger.Level.ERROR, "a write could not be processed", e);
            return new Refused(write.sequence(), RefusalCode.FAILED, "the authority failed at it; its log says more");
        }
    }

    private static Refused refused(Write write, RefusalCode code, RuntimeException reason) {
        return new Refused(write.sequence(), code, String.valueOf(reason.getMessage()));
    }

    /** Takes in this write as the next version; an atom that was given an equal value has made none. */
    private void taken(State<T> before, T value, Merged merged, HybridTimestamp time) {
        stamps = stamps.written(merged.won(), time, before.version() + 1);
        if (!value.equals(before.value())) {
            advance(new State<>(before.version() + 1, value), merged.delta(), time);
        }
    }

    /** What one replica was sent last. Driven by the same thread as its authority. */
    public final class Subscription {
        private final ToReplica opening;
        private State<T> sent = head;

        private Subscription(ToReplica opening) {
            this.opening = opening;
        }

        /** {@return the answer to the subscription: {@link Resumed} or {@link Snapshot}} */
        public ToReplica opening() {
            return opening;
        }

        /** {@return one update from what was sent last to the newest version, or null if that is the same} */
        public @Nullable Update next() {
            observe();
            if (sent.version() == head.version()) {
                return null;
            }
            Update update = update(sent.version(), sent.value());
            sent = head;
            return update;
        }
    }
}
