package io.entangle.pubsub.store;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.pubsub.store.StoreRecord.Changed;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.value.Doc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the records say of an atom, and how many bytes say it. Not thread-safe. */
final class StoredAtom {
    private record Held(PendingWrite write, int bytes) {}

    private Version version;
    private HybridTimestamp updated;
    private Doc value;
    private long nextSequence;
    private final Deque<Held> pending = new ArrayDeque<>();

    private int wholeBytes;
    private long changedBytes;
    private long pendingBytes;

    StoredAtom(Stored stored, int bytes) {
        this(stored, bytes, 0);
    }

    /**
     * What is said of an atom.
     *
     * @param bytes that say it, those of changes not counted
     * @param changedBytes those of changes
     */
    StoredAtom(Stored stored, int bytes, int changedBytes) {
        version = stored.version();
        updated = stored.updated();
        value = stored.value();
        nextSequence = stored.nextSequence();
        wholeBytes = bytes;
        this.changedBytes = changedBytes;
        // Their bytes are among those of the whole.
        stored.pending().forEach(write -> pending.addLast(new Held(write, 0)));
    }

    Stored stored() {
        return new Stored(
                version, updated, value, pending.stream().map(Held::write).toList(), nextSequence);
    }

    long nextSequence() {
        return nextSequence;
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** {@return how many bytes of the log a new one would have as well, about} */
    long liveBytes() {
        return wholeBytes + pendingBytes;
    }

    /** All of it was written in one record; the pending writes are among its bytes until it is written again. */
    void rewritten(int bytes) {
        wholeBytes = bytes;
        changedBytes = 0;
        pendingBytes = 0;
        List<Held> held = List.copyOf(pending);
        pending.clear();
        held.forEach(each -> pending.addLast(new Held(each.write, 0)));
    }

    void written(PendingWrite write, int bytes) {
        pending.addLast(new Held(write, bytes));
        pendingBytes += bytes;
        nextSequence = write.sequence() + 1;
    }

    /** {@return the difference to a state, or null if that is of another epoch and must be written whole} */
    @Nullable
    Changed changeTo(String atom, Stored next) {
        if (next.version().epoch() != version.epoch()) {
            return null;
        }
        return new Changed(
                atom,
                next.version().number(),
                next.updated(),
                next.firstSequence(),
                removed(next),
                Delta.diff(value, next.value()));
    }

    /** {@return whether a change to a state, as {@link #changeTo} has made it, changes nothing} */
    boolean isSame(Changed change, Stored next) {
        return change.number() == version.number()
                && change.delta().isEmpty()
                && next.pending().size() == pending.size();
    }

    /** The sequences of writes that are gone while older ones are pending: there are few, and mostly none. */
    private List<Long> removed(Stored next) {
        long first = next.firstSequence();
        long left = pending.size();
        for (Held held : pending) {
            if (held.write.sequence() >= first) {
                break;
            }
            left--;
        }
        if (left == next.pending().size()) {
            return List.of();
        }
        Set<Long> kept = next.pending().stream().map(PendingWrite::sequence).collect(Collectors.toSet());
        List<Long> removed = new ArrayList<>();
        for (Held held : pending) {
            long sequence = held.write.sequence();
            if (sequence >= first && !kept.contains(sequence)) {
                removed.add(sequence);
            }
        }
        return removed;
    }

    /** {@return whether so many bytes more of changes would be more than the whole} */
    boolean outweighs(int bytes) {
        return changedBytes + bytes > wholeBytes;
    }

    void changed(Changed changed, int bytes) {
        version = version.withNumber(changed.number());
        updated = changed.updated();
        value = changed.delta().apply(value);
        changedBytes += bytes;
        while (!pending.isEmpty() && pending.getFirst().write.sequence() < changed.firstSequence()) {
            pendingBytes -= pending.removeFirst().bytes;
        }
        if (!changed.removed().isEmpty()) {
            Set<Long> removed = Set.copyOf(changed.removed());
            pending.removeIf(held -> {
                boolean gone = removed.contains(held.write.sequence());
                pendingBytes -= gone ? held.bytes : 0;
                return gone;
            });
        }
    }

    /** Takes the place of the value by an equal one, so that there are not two of them in memory. */
    void share(Doc same) {
        value = same;
    }
}
