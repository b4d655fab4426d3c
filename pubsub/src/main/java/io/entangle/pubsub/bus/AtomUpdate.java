package io.entangle.pubsub.bus;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.type.AtomType;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher says on the event bus: the atom's value, by reference, and how it came about. Immutable to those who
 * receive it, and shared by them all.
 *
 * @param <T> the type of values
 */
public final class AtomUpdate<T> {
    private final String atomId;
    private final AtomType<T> type;
    private final Version version;
    private final HybridTimestamp timestamp;
    private final T before;
    private final T after;
    private final long from;
    private volatile @Nullable Delta delta;

    AtomUpdate(
            String atomId, AtomType<T> type, long from, T before, Version version, T after, HybridTimestamp timestamp) {
        this.atomId = atomId;
        this.type = type;
        this.from = from;
        this.before = before;
        this.version = version;
        this.after = after;
        this.timestamp = timestamp;
    }

    /** {@return the id of the atom} */
    public String atomId() {
        return atomId;
    }

    /** {@return the number of the version before; the same as of the one after where a head is merely announced} */
    public long from() {
        return from;
    }

    /** {@return the version after} */
    public Version version() {
        return version;
    }

    /** {@return when this was published} */
    public HybridTimestamp timestamp() {
        return timestamp;
    }

    /** {@return the value before} */
    public T before() {
        return before;
    }

    /** {@return the value after} */
    public T after() {
        return after;
    }

    /** {@return what changed; worked out when it is first asked for} */
    public Delta delta() {
        Delta known = delta;
        if (known == null) {
            known = type.diff(before, after);
            delta = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return "AtomUpdate[" + atomId + ", " + from + " -> " + version + "]";
    }
}
