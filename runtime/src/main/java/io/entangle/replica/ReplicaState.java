package io.entangle.replica;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaMismatchException;
import io.entangle.merge.FieldStamps;
import io.entangle.merge.LastWriteWins;
import io.entangle.merge.WholeLists;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Head;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.List;
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
    private final PersistentVector<PendingWrite> pending;
    /** For each pending write, the confirmed value with all pending writes up to that one on top. */
    private final PersistentVector<Doc> shown;

    private final long nextSequence;
    private final long announcedHead;

    private ReplicaState(
            @Nullable Confirmed confirmed,
            PersistentVector<PendingWrite> pending,
            PersistentVector<Doc> shown,
            long nextSequence,
            long announcedHead) {
        this.confirmed = confirmed;
        this.pending = pending;
        this.shown = shown;
        this.nextSequence = nextSequence;
        this.announcedHead = announcedHead;
    }

    /** {@return the state of a replica that has heard nothing yet} */
    public static ReplicaState empty() {
        return new ReplicaState(null, PersistentVector.empty(), PersistentVector.empty(), 1, 0);
    }

    /**
     * What a message did to a replica.
     *
     * @param state the state after it
     * @param refused the writes that were refused and are rolled back
     * @param resubscribe whether the message shows that others were missed, so that the replica must subscribe again
     * @param diverged whether the message shows that the replica held another value than the authority's at the same
     *     version; it must subscribe again, and will be given a snapshot
     */
    public record Received(ReplicaState state, List<RefusedWrite> refused, boolean resubscribe, boolean diverged) {}

    /**
     * A write that was refused and rolled back.
     *
     * @param write the write
     * @param refusal why
     */
    public record RefusedWrite(PendingWrite write, Refused refusal) {}

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
        return shownBelow(shown.size());
    }

    /** {@return the writes on top, oldest first} */
    public ImmutableList<PendingWrite> pending() {
        return pending;
    }

    /** {@return how many versions the authority is known to be ahead} */
    public long lag() {
        return confirmed == null ? 0 : Math.max(0, announcedHead - confirmed.version.number());
    }

    /** {@return the message that subscribes, or subscribes again, from this state} */
    public Subscribe subscribe() {
        Version known = confirmed == null || confirmed.inDoubt ? null : confirmed.version;
        return new Subscribe(
                known, pending.isEmpty() ? nextSequence : pending.get(0).sequence());
    }

    /**
     * {@return the state after a write made here}
     *
     * @param delta from {@link #local} to {@code after}
     * @param after the new value
     * @param written when it was made
     * @throws IllegalStateException before the first snapshot
     */
    public ReplicaState write(Delta delta, Doc after, HybridTimestamp written) {
        if (confirmed == null) {
            throw new IllegalStateException("a replica can't be written to before it has a value");
        }
        PendingWrite write = new PendingWrite(
                nextSequence, confirmed.version.number(), written, WholeLists.of(delta, after), PendingWrite.NOT_YET);
        return new ReplicaState(confirmed, pending.append(write), shown.append(after), nextSequence + 1, announcedHead);
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
            return received(accepted(accepted));
        }
        if (message instanceof Refused refused) {
            return refused(List.of(refused));
        }
        if (message instanceof Head head) {
            return head(head);
        }
        return new Received(this, List.of(), message instanceof OutOfSequence, false);
    }

    private static Received received(ReplicaState state) {
        return new Received(state, List.of(), false, false);
    }

    private Received resubscribe() {
        return new Received(this, List.of(), true, false);
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
        return new Received(
                new ReplicaState(inDoubt, pending, shown, nextSequence, announcedHead), List.of(), true, true);
    }

    private Received resumed(Resumed resumed) {
        if (confirmed == null || !resumed.from().equals(confirmed.version)) {
            return resubscribe();
        }
        try {
            Doc after = resumed.delta().apply(confirmed.value);
            Received refused = refused(resumed.refusals());
            Version to = resumed.from().withNumber(resumed.to());
            ReplicaState state = refused.state()
                    .advanced(
                            new Confirmed(to, resumed.updated(), after, false),
                            write -> write.sequence() <= resumed.written())
                    .announced(to.number());
            return new Received(state, refused.refused(), false, false);
        } catch (DeltaMismatchException e) {
            return diverged(confirmed);
        }
    }

    private Received snapshot(Snapshot snapshot) {
        Received refused = refused(snapshot.refusals());
        Confirmed next = new Confirmed(snapshot.version(), snapshot.updated(), snapshot.value(), false);
        ReplicaState state = refused.state()
                .advanced(next, write -> write.sequence() <= snapshot.written())
                .announced(snapshot.version().number())
                .asPendingIn(snapshot.version().epoch(), confirmed);
        return new Received(state, refused.refused(), false, false);
    }

    /** Heads announced before the answer to a subscription, perhaps of another epoch, are history. */
    private ReplicaState announced(long head) {
        return new ReplicaState(confirmed, pending, shown, nextSequence, head);
    }

    /** What was accepted in versions of another epoch was lost with it, and is sent again as seeing none of this one. */
    private ReplicaState asPendingIn(long epoch, @Nullable Confirmed before) {
        if (before == null || before.version.epoch() == epoch) {
            return this;
        }
        PersistentVector<PendingWrite> again = PersistentVector.from(pending.collect(PendingWrite::inAnotherEpoch));
        return new ReplicaState(confirmed, again, shown, nextSequence, announcedHead);
    }

    private ReplicaState accepted(Accepted accepted) {
        int index = indexFrom(accepted.sequence());
        if (index == pending.size() || pending.get(index).sequence() != accepted.sequence()) {
            return this;
        }
        if (confirmed != null && accepted.version() <= confirmed.version.number()) {
            return without(index);
        }
        PersistentVector<PendingWrite> marked =
                pending.with(index, pending.get(index).accepted(accepted.version()));
        return new ReplicaState(confirmed, marked, shown, nextSequence, announcedHead);
    }

    private Received refused(List<Refused> refusals) {
        ReplicaState state = this;
        List<RefusedWrite> rolledBack = new ArrayList<>();
        for (Refused refusal : refusals) {
            int index = state.indexFrom(refusal.sequence());
            if (index < state.pending.size() && state.pending.get(index).sequence() == refusal.sequence()) {
                rolledBack.add(new RefusedWrite(state.pending.get(index), refusal));
                state = state.without(index);
            }
        }
        return new Received(state, List.copyOf(rolledBack), false, false);
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
        if (head.version().epoch() != version.epoch() || announcedHead > version.number()) {
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
        int low = 0;
        int high = pending.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pending.get(middle).sequence() < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** What was shown before the pending write of an index, and all after it, were put on top. */
    private Doc shownBelow(int index) {
        return index == 0 ? confirmed() : shown.get(index - 1);
    }

    /**
     * The state at another confirmed version, which contains those pending writes at the front that are done: writes are
     * processed in order. Where nobody else has written meanwhile, what is shown stays as it is.
     */
    private ReplicaState advanced(Confirmed to, Predicate<PendingWrite> done) {
        int count = 0;
        while (count < pending.size() && done.test(pending.get(count))) {
            count++;
        }
        PersistentVector<PendingWrite> left = count == 0 ? pending : pending.splice(0, count, List.of());
        boolean asShown = !left.isEmpty() && to.value.equals(shownBelow(count));
        PersistentVector<Doc> shownLeft =
                asShown ? shown.splice(0, count, List.of()) : overlaid(PersistentVector.empty(), to.value, left);
        return new ReplicaState(to, left, shownLeft, nextSequence, announcedHead);
    }

    private ReplicaState without(int index) {
        PersistentVector<PendingWrite> left = pending.removeAt(index);
        PersistentVector<Doc> below = shown.splice(index, shown.size() - index, List.of());
        return new ReplicaState(confirmed, left, overlaid(below, shownBelow(index), left), nextSequence, announcedHead);
    }

    /** What is shown with all writes on top, where that is known {@code below} some of them already. */
    private static PersistentVector<Doc> overlaid(
            PersistentVector<Doc> below, Doc base, PersistentVector<PendingWrite> writes) {
        PersistentVector<Doc> all = below;
        Doc top = base;
        for (int i = below.size(); i < writes.size(); i++) {
            PendingWrite write = writes.get(i);
            // With no stamps nothing conflicts; what merging adds is that edits within a map that is gone still fit.
            top = LastWriteWins.merge(write.delta(), write.written(), write.seen(), top, FieldStamps.NONE)
                    .delta()
                    .apply(top);
            all = all.append(top);
        }
        return all;
    }
}
