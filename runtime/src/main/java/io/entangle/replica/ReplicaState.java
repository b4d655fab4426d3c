package io.entangle.replica;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaMismatchException;
import io.entangle.merge.Conflict;
import io.entangle.merge.Siblings;
import io.entangle.merge.WholeLists;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Head;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Unresolved;
import io.entangle.replica.ToReplica.Update;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.eclipse.collections.api.list.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * The side of replication where a copy lives: the newest confirmed version, and on top of it the writes made here that
 * it does not contain yet. An immutable value itself: every step makes a new one.
 *
 * <p>A write stays on top until the confirmed version contains it, which is later than the authority's saying so:
 * acknowledged is not visible. A delta is applied if it starts at the confirmed version, dropped if it leads no further,
 * and otherwise the replica must subscribe again, saying what it has.
 */
public final class ReplicaState {
    private static final Doc NOTHING = Doc.of();

    /** The newest version heard of; in doubt once it was seen not to be what the authority has. */
    private record Confirmed(Version version, HybridTimestamp updated, Doc value, boolean inDoubt) {}

    private final @Nullable Confirmed confirmed;
    private final Optimistic optimistic;
    private final Rest rest;

    /** What seldom changes. */
    private record Rest(long nextSequence, long announcedHead, Siblings siblings, Delivery delivery) {
        Rest withNextSequence(long sequence) {
            return new Rest(sequence, announcedHead, siblings, delivery);
        }

        Rest withAnnouncedHead(long head) {
            return new Rest(nextSequence, head, siblings, delivery);
        }

        Rest withSiblings(Siblings all) {
            return new Rest(nextSequence, announcedHead, all, delivery);
        }
    }

    private ReplicaState(@Nullable Confirmed confirmed, Optimistic optimistic, Rest rest) {
        this.confirmed = confirmed;
        this.optimistic = optimistic;
        this.rest = rest;
    }

    /** {@return the state of a replica that has heard nothing yet, and that knows no mutations} */
    public static ReplicaState empty() {
        return empty(Overlay.NONE, Delivery.LATEST);
    }

    /**
     * {@return the state of a replica that has heard nothing yet}
     *
     * @param type how its values are encoded
     * @param mutations those that can be called by name
     * @param delivery how it wants to be told of changes
     * @param <T> the type of values
     */
    public static <T> ReplicaState empty(AtomType<T> type, Mutations<T> mutations, Delivery delivery) {
        return empty(mutations.overlay(type), delivery);
    }

    private static ReplicaState empty(Overlay overlay, Delivery delivery) {
        return new ReplicaState(null, Optimistic.none(overlay), new Rest(1, 0, Siblings.NONE, delivery));
    }

    /**
     * {@return this state, which has heard nothing yet, with what was stored of an earlier life of the replica}
     *
     * @param version the confirmed version
     * @param updated when it was made
     * @param value its value
     * @param writes the writes it does not contain, in order
     * @param nextSequence the sequence of the next write to be made
     * @throws IllegalStateException if this state has heard something
     */
    public ReplicaState restored(
            Version version, HybridTimestamp updated, Doc value, List<PendingWrite> writes, long nextSequence) {
        if (confirmed != null) {
            throw new IllegalStateException("only a replica that has no value can be given a stored one");
        }
        return new ReplicaState(
                new Confirmed(version, updated, value, false),
                optimistic.on(value, PersistentVector.from(writes)),
                rest.withNextSequence(nextSequence));
    }

    /**
     * What a message did to a replica.
     *
     * @param state the state after it
     * @param refused the writes that were refused and are rolled back
     * @param conflicts the fields of this replica's writes that others had written behind its back
     * @param resubscribe whether the message shows that others were missed, so that the replica must subscribe again
     * @param diverged whether the message shows that the replica held another value than the authority's at the same
     *     version; it must subscribe again, and will be given a snapshot
     */
    public record Received(
            ReplicaState state,
            List<RefusedWrite> refused,
            List<Conflict> conflicts,
            boolean resubscribe,
            boolean diverged) {
        private Received with(ReplicaState other) {
            return new Received(other, refused, conflicts, resubscribe, diverged);
        }
    }

    /**
     * A write that was refused and rolled back.
     *
     * @param write the write
     * @param refusal why
     * @param dependants the sequences of pending writes made after it on the same fields: they stay, but were made on
     *     what is rolled back
     */
    public record RefusedWrite(PendingWrite write, Refused refusal, List<Long> dependants) {}

    /** {@return the confirmed version, or null before the first snapshot} */
    public @Nullable Version version() {
        return confirmed == null ? null : confirmed.version;
    }

    /** {@return when the confirmed version was made, or null before the first snapshot} */
    public @Nullable HybridTimestamp updated() {
        return confirmed == null ? null : confirmed.updated;
    }

    /** {@return the value of the confirmed version; an empty map before the first snapshot} */
    public Doc confirmed() {
        return confirmed == null ? NOTHING : confirmed.value;
    }

    /** {@return the confirmed value with the pending writes on top} */
    public Doc local() {
        return optimistic.top(confirmed());
    }

    /** {@return the writes on top, oldest first} */
    public ImmutableList<PendingWrite> pending() {
        return optimistic.writes();
    }

    /** {@return the values that lost where both are kept, and that nobody has resolved} */
    public Siblings siblings() {
        return rest.siblings;
    }

    /** {@return the sequence of the next write made here} */
    public long nextSequence() {
        return rest.nextSequence;
    }

    /** {@return how many versions the authority is known to be ahead} */
    public long lag() {
        return confirmed == null ? 0 : Math.max(0, rest.announcedHead - confirmed.version.number());
    }

    /** {@return the message that subscribes, or subscribes again, from this state} */
    public Subscribe subscribe() {
        Version known = confirmed == null || confirmed.inDoubt ? null : confirmed.version;
        long first = pending().isEmpty() ? rest.nextSequence : pending().get(0).sequence();
        return new Subscribe(known, first, rest.delivery);
    }

    /**
     * {@return the state after a write made here}
     *
     * @param delta from {@link #local} to {@code after}
     * @param after the new value
     * @param written when it was made
     * @param groupSize how many writes take effect together with this one, itself counted
     * @throws IllegalStateException before the first snapshot
     */
    public ReplicaState write(Delta delta, Doc after, HybridTimestamp written, int groupSize) {
        return written(new Intent.Edits(WholeLists.of(delta, after)), after, written, groupSize);
    }

    /**
     * {@return the state after a write made here}
     *
     * @param intent what is asked for, lists put whole
     * @param written when it was made
     * @param groupSize how many writes take effect together with this one, itself counted
     * @throws IllegalStateException before the first snapshot
     * @throws RuntimeException if it can't be done to {@link #local}; nothing is written then
     */
    public ReplicaState write(Intent intent, HybridTimestamp written, int groupSize) {
        return written(intent, optimistic.after(intent, written, local()), written, groupSize);
    }

    private ReplicaState written(Intent intent, Doc after, HybridTimestamp written, int groupSize) {
        if (confirmed == null) {
            throw new IllegalStateException("a replica can't be written to before it has a value");
        }
        PendingWrite write = new PendingWrite(
                rest.nextSequence, confirmed.version.number(), written, intent, groupSize, PendingWrite.NOT_YET);
        return new ReplicaState(confirmed, optimistic.with(write, after), rest.withNextSequence(rest.nextSequence + 1));
    }

    /**
     * {@return this state without the writes made here from one on}
     *
     * @param sequence the first to leave out; it is pending
     */
    public ReplicaState before(long sequence) {
        return new ReplicaState(confirmed, optimistic.before(sequence), rest.withNextSequence(sequence));
    }

    /**
     * {@return this state, with those writes not shown on top whose outcome would not fit} They stay pending: whether they
     * fail where it counts, the authority will say.
     *
     * @param fits asked for each write, in order: what is shown before it, and what it makes of that
     */
    public ReplicaState fitting(BiPredicate<Doc, Doc> fits) {
        return new ReplicaState(confirmed, optimistic.fitting(confirmed(), fits), rest);
    }

    /**
     * {@return what a message does to this state}
     *
     * @param message what the authority says
     */
    public Received receive(ToReplica message) {
        if (message instanceof Update update) {
            return update(update);
        }
        if (message instanceof Snapshot snapshot) {
            return snapshot(snapshot);
        }
        if (message instanceof Resumed resumed) {
            return resumed(resumed);
        }
        if (message instanceof Accepted accepted) {
            return new Received(accepted(accepted), List.of(), conflicts(accepted), false, false);
        }
        if (message instanceof Refused refused) {
            return refused(List.of(refused));
        }
        if (message instanceof Head head) {
            return head(head);
        }
        if (message instanceof Unresolved unresolved) {
            return received(new ReplicaState(confirmed, optimistic, rest.withSiblings(unresolved.siblings())));
        }
        return message instanceof OutOfSequence ? resubscribe() : received(this);
    }

    private static Received received(ReplicaState state) {
        return new Received(state, List.of(), List.of(), false, false);
    }

    private Received resubscribe() {
        return new Received(this, List.of(), List.of(), true, false);
    }

    private Received update(Update update) {
        if (confirmed == null || confirmed.inDoubt || update.to() <= confirmed.version.number()) {
            return received(this);
        }
        if (update.from() != confirmed.version.number()) {
            return resubscribe();
        }
        try {
            Doc after = update.delta().apply(confirmed.value);
            long to = update.to();
            Confirmed next = new Confirmed(confirmed.version.withNumber(to), update.updated(), after, false);
            return received(advanced(next, write -> write.isIn(to)));
        } catch (DeltaMismatchException e) {
            return diverged(confirmed);
        }
    }

    /** The authority has another value at this version: until a snapshot brings it, ours is in doubt. */
    private Received diverged(Confirmed from) {
        Confirmed inDoubt = new Confirmed(from.version, from.updated, from.value, true);
        return new Received(new ReplicaState(inDoubt, optimistic, rest), List.of(), List.of(), true, true);
    }

    private Received resumed(Resumed resumed) {
        if (confirmed == null || !resumed.from().equals(confirmed.version)) {
            return resubscribe();
        }
        try {
            Doc after = resumed.delta().apply(confirmed.value);
            Received told = told(resumed.outcomes());
            Version to = resumed.from().withNumber(resumed.to());
            Confirmed next = new Confirmed(to, resumed.updated(), after, false);
            return told.with(told.state()
                    .advanced(next, write -> write.sequence() <= resumed.written() || write.isIn(to.number()))
                    .announced(to.number()));
        } catch (DeltaMismatchException e) {
            return diverged(confirmed);
        }
    }

    private Received snapshot(Snapshot snapshot) {
        Received told = told(snapshot.outcomes());
        Version version = snapshot.version();
        if (confirmed != null
                && !confirmed.inDoubt
                && version.epoch() == confirmed.version.epoch()
                && version.number() < confirmed.version.number()) {
            // An answer to an earlier subscription, overtaken by others: versions only grow.
            return told.with(told.state().advanced(confirmed, write -> write.sequence() <= snapshot.written()));
        }
        Confirmed next = new Confirmed(snapshot.version(), snapshot.updated(), snapshot.value(), false);
        boolean isSameLife = confirmed != null && version.epoch() == confirmed.version.epoch();
        // An authority that has begun again has not kept that it took in what made no version.
        return told.with(told.state()
                .advanced(
                        next,
                        write -> write.sequence() <= snapshot.written() || isSameLife && write.isIn(version.number()))
                .announced(snapshot.version().number())
                .asPendingIn(snapshot.version().epoch(), confirmed)
                .goingOnBehind(confirmed == null ? snapshot.written() : 0));
    }

    /** An earlier replica of the same client has made writes: the next one must not pass for one of those. */
    private ReplicaState goingOnBehind(long written) {
        return written >= rest.nextSequence
                ? new ReplicaState(confirmed, optimistic, rest.withNextSequence(written + 1))
                : this;
    }

    /** What is said of writes in the answer to a subscription. Conflicts of those accepted before were told then. */
    private Received told(List<Outcome> outcomes) {
        List<Refused> refusals = new ArrayList<>();
        List<Conflict> conflicts = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Refused refusal) {
                refusals.add(refusal);
            } else {
                conflicts.addAll(conflicts((Accepted) outcome));
            }
        }
        Received refused = refused(refusals);
        return new Received(refused.state(), refused.refused(), conflicts, false, false);
    }

    /** Heads announced before the answer to a subscription, perhaps of another epoch, are history. */
    private ReplicaState announced(long head) {
        return new ReplicaState(confirmed, optimistic, rest.withAnnouncedHead(head));
    }

    /** What was accepted in versions of another epoch was lost with it, and is sent again as seeing none of this one. */
    private ReplicaState asPendingIn(long epoch, @Nullable Confirmed before) {
        if (before == null || before.version.epoch() == epoch) {
            return this;
        }
        return new ReplicaState(confirmed, optimistic.inAnotherEpoch(), rest.withSiblings(Siblings.NONE));
    }

    private ReplicaState accepted(Accepted accepted) {
        int index = optimistic.indexOf(accepted.sequence());
        if (index < 0) {
            return this;
        }
        if (confirmed != null && accepted.version() <= confirmed.version.number()) {
            return without(index);
        }
        if (optimistic.isAcceptedBy(index, accepted.version())) {
            return this; // told before, and more exactly: whoever asks again is told of any version that has it
        }
        return new ReplicaState(confirmed, optimistic.accepted(accepted.sequence(), accepted.version()), rest);
    }

    /** Those of a write that is told of for the first time. */
    private List<Conflict> conflicts(Accepted accepted) {
        PendingWrite write = optimistic.find(accepted.sequence());
        return write != null && write.acceptedIn() == PendingWrite.NOT_YET ? accepted.conflicts() : List.of();
    }

    private Received refused(List<Refused> refusals) {
        ReplicaState state = this;
        List<RefusedWrite> rolledBack = new ArrayList<>();
        for (Refused refusal : refusals) {
            int index = state.optimistic.indexOf(refusal.sequence());
            if (index >= 0) {
                PendingWrite write = state.optimistic.writes().get(index);
                rolledBack.add(new RefusedWrite(write, refusal, state.optimistic.dependants(index)));
                state = state.without(index);
            }
        }
        return new Received(state, List.copyOf(rolledBack), List.of(), false, false);
    }

    /** A head announced twice without our having got there shows that an update was lost on the way. */
    private Received head(Head head) {
        if (confirmed == null || confirmed.inDoubt) {
            return received(this);
        }
        Version version = confirmed.version;
        if (head.version().equals(version) && head.digest() != confirmed.value.digest()) {
            return diverged(confirmed);
        }
        if (head.version().epoch() != version.epoch() || rest.announcedHead > version.number()) {
            return resubscribe();
        }
        return received(announced(head.version().number()));
    }

    /**
     * {@return the index of the first pending write of a sequence or one after it; their number if there is none}
     *
     * @param sequence the sequence
     */
    public int indexFrom(long sequence) {
        return optimistic.indexFrom(sequence);
    }

    /**
     * {@return when the atomic groups were made of which a message refuses a write}
     *
     * @param message what the authority says
     */
    public Set<HybridTimestamp> groupsRefusedBy(ToReplica message) {
        return optimistic.groupsRefusedBy(message);
    }

    /**
     * {@return refusals of the pending writes of atomic groups of which another write was refused} An authority that was
     * restarted may not have kept that it refused these as well.
     *
     * @param groups when the groups were made
     */
    public List<Refused> refusalsOf(Set<HybridTimestamp> groups) {
        return optimistic.refusalsOf(groups);
    }

    /**
     * {@return the pending writes of atomic groups that were made on doomed writes of the same fields, and so are doomed}
     *
     * @param doomed when the doomed writes were made
     */
    public List<PendingWrite> groupsMadeOn(Set<HybridTimestamp> doomed) {
        return optimistic.groupsMadeOn(doomed);
    }

    /**
     * {@return whether a pending write was made on another pending write of the same fields that the authority has not
     * answered yet}
     *
     * @param sequence the write's
     */
    public boolean isMadeOnUnanswered(long sequence) {
        int index = optimistic.indexOf(sequence);
        return index >= 0 && optimistic.isMadeOnUnanswered(index);
    }

    private ReplicaState advanced(Confirmed to, Predicate<PendingWrite> done) {
        return new ReplicaState(to, optimistic.on(to.value, confirmed(), done), rest);
    }

    private ReplicaState without(int index) {
        return new ReplicaState(confirmed, optimistic.without(index, confirmed()), rest);
    }
}
