package io.entangle.replica;

import io.entangle.atom.State;
import io.entangle.replica.ToReplica.Update;
import io.entangle.type.AtomType;
import org.eclipse.collections.impl.map.mutable.primitive.LongObjectHashMap;

/** Updates to the newest version that replicas are told of, by the version they start from: made once, sent to many. */
final class Updates<T> {
    private final AtomType<T> type;
    private final LongObjectHashMap<Update> toNewest = new LongObjectHashMap<>();

    Updates(AtomType<T> type) {
        this.type = type;
    }

    /** There is a newer version. */
    void clear() {
        toNewest.clear();
    }

    Update toNewest(State<T> base, Standing<T> newest) {
        return toNewest.getIfAbsentPut(
                base.version(), () -> between(base, new History.Kept<>(newest.state(), newest.updated(), 0)));
    }

    Update between(State<T> from, History.Kept<T> to) {
        return new Update(
                from.version(),
                to.state().version(),
                to.updated(),
                type.diff(from.value(), to.state().value()));
    }
}
