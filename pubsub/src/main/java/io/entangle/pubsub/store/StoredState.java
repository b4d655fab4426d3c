package io.entangle.pubsub.store;

import io.entangle.clock.HybridTimestamp;
import io.entangle.pubsub.store.StoreRecord.Changed;
import io.entangle.pubsub.store.StoreRecord.Forgotten;
import io.entangle.pubsub.store.StoreRecord.Latest;
import io.entangle.pubsub.store.StoreRecord.Owner;
import io.entangle.pubsub.store.StoreRecord.Together;
import io.entangle.pubsub.store.StoreRecord.Whole;
import io.entangle.pubsub.store.StoreRecord.Written;
import io.entangle.replica.ReplicaStore.Entry;
import io.entangle.replica.ReplicaStore.Identity;
import io.entangle.replica.ReplicaStore.Stored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the records of a store say together. The same, whether they are read or have just been written. Not thread-safe. */
final class StoredState {
    private @Nullable Identity identity;
    private @Nullable HybridTimestamp latest;
    private final Map<String, StoredAtom> atoms = new LinkedHashMap<>();

    /** Takes in the content of the next record of a log that is being read. */
    void read(byte[] content, int bytes) throws IOException {
        StoreRecord record = RecordFormat.decode(content);
        if (record instanceof Owner == (identity != null)) {
            throw new IOException(identity == null ? "a store begins with its owner" : "it has two owners");
        }
        apply(record, bytes);
    }

    /**
     * Takes in the next record.
     *
     * @throws IllegalArgumentException if it does not fit those before
     */
    void apply(StoreRecord record, int bytes) {
        if (record instanceof Written written) {
            int share = bytes / written.writes().size();
            for (Entry entry : written.writes()) {
                known(entry.atom()).written(entry.write(), share);
                heard(entry.write().written());
            }
        } else if (record instanceof Changed changed) {
            known(changed.atom()).changed(changed, bytes);
            heard(changed.updated());
        } else if (record instanceof Whole whole) {
            atoms.put(whole.atom(), new StoredAtom(whole.stored(), bytes));
            heard(whole.stored().updated());
            whole.stored().pending().forEach(write -> heard(write.written()));
        } else if (record instanceof Together together) {
            together.parts()
                    .forEach(part -> apply(part, bytes / together.parts().size()));
        } else if (record instanceof Forgotten forgotten) {
            atoms.remove(forgotten.atom());
        } else if (record instanceof Latest stamp) {
            heard(stamp.stamp());
        } else if (record instanceof Owner owner) {
            identity = owner.identity();
        }
    }

    private StoredAtom known(String id) {
        StoredAtom atom = atoms.get(id);
        if (atom == null) {
            throw new IllegalArgumentException("nothing was saved yet of the atom \"" + id + "\"");
        }
        return atom;
    }

    /** Takes note of a stamp that no write may be older than. */
    void heard(HybridTimestamp stamp) {
        if (latest == null || Long.compareUnsigned(stamp.packed(), latest.packed()) > 0) {
            latest = stamp;
        }
    }

    /**
     * Does nothing if writes fit what there is.
     *
     * @throws IllegalArgumentException if they don't
     */
    void check(List<Entry> writes) {
        if (writes.isEmpty()) {
            throw new IllegalArgumentException("at least one write must be appended");
        }
        Map<String, Long> next = new LinkedHashMap<>();
        for (Entry entry : writes) {
            long expected = next.computeIfAbsent(entry.atom(), id -> known(id).nextSequence());
            if (entry.write().sequence() != expected) {
                throw new IllegalArgumentException("the next write of \"" + entry.atom() + "\" has sequence " + expected
                        + ", but found " + entry.write().sequence());
            }
            if (!entry.write().written().site().equals(identity().site())) {
                throw new IllegalArgumentException("the writes of this store are made at site "
                        + identity().site() + ", but found "
                        + entry.write().written().site());
            }
            next.put(entry.atom(), expected + 1);
        }
    }

    Identity identity() {
        if (identity == null) {
            throw new IllegalStateException("the store has no owner");
        }
        return identity;
    }

    boolean isEmpty() {
        return identity == null;
    }

    @Nullable
    HybridTimestamp latest() {
        return latest;
    }

    @Nullable
    StoredAtom find(String atom) {
        return atoms.get(atom);
    }

    /**
     * Takes in all there is of an atom, as it was read.
     *
     * @param bytes that say it, those of changes not counted
     * @param changedBytes those of changes
     * @param latest the greatest stamp that any of its writes and versions had
     */
    void loaded(String atom, Stored stored, int bytes, int changedBytes, HybridTimestamp latest) {
        atoms.put(atom, new StoredAtom(stored, bytes, changedBytes));
        heard(latest);
    }

    /** Lets an atom's value be the same object as the one it was just saved with. */
    void share(String atom, Stored saved) {
        known(atom).share(saved.value());
    }

    Set<String> unsent() {
        Set<String> ids = new TreeSet<>();
        atoms.forEach((id, atom) -> {
            if (atom.hasPending()) {
                ids.add(id);
            }
        });
        return ids;
    }

    long liveBytes() {
        return atoms.values().stream().mapToLong(StoredAtom::liveBytes).sum();
    }

    /** Notes that all there is of an atom was written in one record. */
    void rewritten(String atom, int bytes) {
        known(atom).rewritten(bytes);
    }

    /** {@return the fewest records that say the same} */
    List<StoreRecord> records() {
        List<StoreRecord> records = new ArrayList<>();
        records.add(new Owner(identity()));
        if (latest != null) {
            records.add(new Latest(latest));
        }
        atoms.forEach((id, atom) -> records.add(new Whole(id, atom.stored())));
        return records;
    }
}
