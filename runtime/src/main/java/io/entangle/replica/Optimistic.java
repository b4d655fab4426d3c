package io.entangle.replica;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Edit;
import io.entangle.merge.Merger;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.value.Doc;
import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The writes of a replica that its confirmed value does not contain, on top of that value. Immutable.
 *
 * @param writes the writes, oldest first
 * @param shown for each of them, the confirmed value with all of them up to that one on top
 * @param overlay how calls of mutations show
 */
record Optimistic(PersistentVector<PendingWrite> writes, PersistentVector<Doc> shown, Overlay overlay) {
    static Optimistic none(Overlay overlay) {
        return new Optimistic(PersistentVector.empty(), PersistentVector.empty(), overlay);
    }

    /** What is shown on top of a confirmed value. */
    Doc top(Doc confirmed) {
        return below(shown.size(), confirmed);
    }

    /** What was shown before the write of an index, and all after it, were put on top. */
    private Doc below(int index, Doc confirmed) {
        return index == 0 ? confirmed : shown.get(index - 1);
    }

    /** The index of the first write of a sequence or one after it; their number if there is none. */
    int indexFrom(long sequence) {
        int low = 0;
        int high = writes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (writes.get(middle).sequence() < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The index of the write of a sequence, or -1. */
    int indexOf(long sequence) {
        int index = indexFrom(sequence);
        return index < writes.size() && writes.get(index).sequence() == sequence ? index : -1;
    }

    @Nullable
    PendingWrite find(long sequence) {
        int index = indexOf(sequence);
        return index < 0 ? null : writes.get(index);
    }

    Optimistic with(PendingWrite write, Doc after) {
        return new Optimistic(writes.append(write), shown.append(after), overlay);
    }

    /** Whether a write is known to be in a version. */
    boolean isAcceptedBy(int index, long version) {
        return writes.get(index).isIn(version);
    }

    Optimistic accepted(long sequence, long version) {
        int index = indexOf(sequence);
        return new Optimistic(writes.with(index, writes.get(index).accepted(version)), shown, overlay);
    }

    Optimistic inAnotherEpoch() {
        return new Optimistic(PersistentVector.from(writes.collect(PendingWrite::inAnotherEpoch)), shown, overlay);
    }

    Optimistic without(int index, Doc confirmed) {
        PersistentVector<Doc> below = shown.splice(index, shown.size() - index, List.of());
        return new Optimistic(writes.removeAt(index), below, overlay).overlaid(below(index, confirmed));
    }

    /**
     * On top of another confirmed value, which contains those writes at the front that are done: writes are processed in
     * order. Where nobody else has written meanwhile, what is shown stays as it is.
     */
    Optimistic on(Doc to, Doc from, Predicate<PendingWrite> done) {
        int count = 0;
        while (count < writes.size() && done.test(writes.get(count))) {
            count++;
        }
        PersistentVector<PendingWrite> left = count == 0 ? writes : writes.splice(0, count, List.of());
        if (!left.isEmpty() && to.equals(below(count, from))) {
            return new Optimistic(left, shown.splice(0, count, List.of()), overlay);
        }
        return on(to, left);
    }

    /** Some writes on top of a confirmed value. */
    Optimistic on(Doc confirmed, PersistentVector<PendingWrite> all) {
        return new Optimistic(all, PersistentVector.empty(), overlay).overlaid(confirmed);
    }

    /** Goes on from what is shown with some of the writes on top. */
    private Optimistic overlaid(Doc base) {
        PersistentVector<Doc> all = shown;
        Doc top = base;
        for (int i = shown.size(); i < writes.size(); i++) {
            top = afterOrSame(writes.get(i), top);
            all = all.append(top);
        }
        return new Optimistic(writes, all, overlay);
    }

    private Doc afterOrSame(PendingWrite write, Doc before) {
        try {
            return after(write.intent(), write.written(), before);
        } catch (RuntimeException e) {
            // On the value as it is now the write fails; whether it does where it counts, the authority will say.
            return before;
        }
    }

    /** The same writes, shown where what they make of what is shown before them fits. */
    Optimistic fitting(Doc confirmed, BiPredicate<Doc, Doc> fits) {
        PersistentVector<Doc> all = PersistentVector.empty();
        Doc top = confirmed;
        for (PendingWrite write : writes) {
            Doc after = afterOrSame(write, top);
            top = after == top || fits.test(top, after) ? after : top;
            all = all.append(top);
        }
        return new Optimistic(writes, all, overlay);
    }

    /** What a write makes of a document if nobody else writes to it. */
    Doc after(Intent intent, HybridTimestamp written, Doc before) {
        if (intent instanceof Intent.Edits edits) {
            return Merger.alone(edits.delta(), before, overlay.rules(), written).apply(before);
        }
        if (intent instanceof Intent.Increment increment) {
            return Merger.aloneIncrement(increment.path(), increment.by(), before, overlay.rules(), written)
                    .apply(before);
        }
        if (intent instanceof Intent.Undo undo) {
            return Merger.alone(undo.inverse(), before, overlay.rules(), written)
                    .apply(before);
        }
        return overlay.after((Intent.Call) intent, before);
    }

    /** Without the writes from a sequence on. */
    Optimistic before(long sequence) {
        int index = indexFrom(sequence);
        int count = writes.size() - index;
        return new Optimistic(writes.splice(index, count, List.of()), shown.splice(index, count, List.of()), overlay);
    }

    /** Whether a write of the same fields was made before one, and the authority has not answered it. */
    boolean isMadeOnUnanswered(int index) {
        for (int i = 0; i < index; i++) {
            PendingWrite earlier = writes.get(i);
            if (earlier.acceptedIn() == PendingWrite.NOT_YET
                    && Overlap.of(earlier.intent(), writes.get(index).intent())) {
                return true;
            }
        }
        return false;
    }

    /** The writes of groups made after doomed ones, on the same fields: they are doomed as well. */
    List<PendingWrite> groupsMadeOn(Set<HybridTimestamp> doomed) {
        List<PendingWrite> found = new ArrayList<>();
        Edit touched = null;
        for (PendingWrite write : writes) {
            boolean isDoomed = doomed.contains(write.written());
            boolean isMadeOnOne = !isDoomed && write.groupSize() > 1 && Overlap.of(touched, write.intent());
            if (isMadeOnOne) {
                found.add(write);
            }
            if (isDoomed || isMadeOnOne) {
                touched = Overlap.join(touched, Overlap.touched(write.intent()));
            }
        }
        return found;
    }

    Set<HybridTimestamp> groupsRefusedBy(ToReplica message) {
        List<? extends ToReplica> said = message instanceof Snapshot snapshot
                ? snapshot.outcomes()
                : message instanceof Resumed resumed ? resumed.outcomes() : List.of(message);
        Set<HybridTimestamp> groups = new HashSet<>();
        for (ToReplica one : said) {
            PendingWrite write = one instanceof Refused refused ? find(refused.sequence()) : null;
            if (write != null && write.groupSize() > 1) {
                groups.add(write.written());
            }
        }
        return groups;
    }

    List<Refused> refusalsOf(Set<HybridTimestamp> groups) {
        List<Refused> refusals = new ArrayList<>();
        for (PendingWrite write : writes) {
            if (write.groupSize() > 1 && groups.contains(write.written())) {
                refusals.add(
                        new Refused(write.sequence(), RefusalCode.GROUP, "another write of its group was refused"));
            }
        }
        return refusals;
    }

    /** The sequences of writes made after one on the same fields. */
    List<Long> dependants(int index) {
        List<Long> dependants = new ArrayList<>();
        for (int i = index + 1; i < writes.size(); i++) {
            if (Overlap.of(writes.get(index).intent(), writes.get(i).intent())) {
                dependants.add(writes.get(i).sequence());
            }
        }
        return List.copyOf(dependants);
    }
}
