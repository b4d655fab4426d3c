package io.entangle.journal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where the versions of atoms are written down, before anybody is told of them. Of each atom it keeps snapshots, every
 * version after the oldest of these, and how far each client's writes have been taken in, which changes in one transaction
 * with what the write did.
 *
 * <p>All methods wait for the disk or the database. Thread-safe: one thread appends while others read. What fails throws a
 * {@link JournalException} and has changed nothing, unless that says {@link JournalException.Failure#IN_DOUBT}. An atom that
 * has not been begun is {@link JournalException.Failure#NOT_KEPT}.
 */
public interface Journal extends AutoCloseable {
    /** {@return what has been appended survives} As verified when it was opened, not as asked for. */
    Durability durability();

    /** {@return what it is, for messages and logs: the file or the database, without secrets} */
    String name();

    /** {@return all atoms, by id} */
    List<AtomHead> atoms();

    /**
     * {@return how far an atom reaches, or null if there is none of that id}
     *
     * @param atom the atom's id
     */
    default @Nullable AtomHead head(String atom) {
        return atoms().stream()
                .filter(head -> head.atom().equals(atom))
                .findFirst()
                .orElse(null);
    }

    /**
     * Begins an atom, unless there is one of that id.
     *
     * @param atom the atom's id: 1 to 255 characters of valid Unicode, none of them NUL
     * @param epoch names the life of its history that begins
     * @param first its first value, of whichever version
     * @return what there is: the atom just begun, or the one that was there, which has not been touched
     */
    AtomHead begin(String atom, long epoch, Snapshot first);

    /**
     * {@return all it takes to go on with an atom, or null if there is none of that id} It begins with the newest snapshot
     * that is old enough, or, if none is, with the oldest.
     *
     * @param atom the atom's id
     * @param versions how many versions, at least, are to be read back one by one if there are so many
     * @throws DamagedJournalException if it can't be read back as it was written
     */
    @Nullable
    Recovery recover(String atom, int versions);

    /** {@return whether other processes may append to it as well} */
    default boolean isShared() {
        return false;
    }

    /**
     * Appends groups of versions, in one transaction. A group that is there already, just as it is given, counts as kept
     * and is not kept twice.
     *
     * @param groups in order; of each group all versions are kept or none
     * @param epochs of atoms, the life of the history that the versions were made in; an atom that is not named may be in any
     * @return of each group whether it is kept: it is not if one of its versions does not follow the newest of its atom,
     *     those of the groups before it among them, or if the atom is in another epoch. Another process has then changed that
     *     atom, and no group after it that changes one of its atoms is kept either: it was made of what is not there
     * @throws IllegalArgumentException if a version is taken in before the one it follows; nothing is kept
     * @throws JournalException if none of them is kept ({@code UNAVAILABLE}), or if that is not known ({@code IN_DOUBT}):
     *     appending the same groups again, before any others, finds out, and keeps none twice
     */
    List<Boolean> append(List<List<Entry>> groups, Map<String, Long> epochs);

    /**
     * {@return as {@link #append(List, Map)}, whatever epochs the atoms are in}
     *
     * @param groups in order; of each group all versions are kept or none
     */
    default List<Boolean> append(List<List<Entry>> groups) {
        return append(groups, Map.of());
    }

    /**
     * Adds a snapshot, so that reading back need not begin earlier. The version must be kept; one that has a snapshot is left
     * as it is.
     *
     * @param atom the atom's id
     * @param snapshot the value
     */
    void snapshot(String atom, Snapshot snapshot);

    /**
     * {@return the newest snapshot of a version or one before it}
     *
     * @param atom the atom's id
     * @param version the version
     * @throws JournalException {@code NOT_KEPT} if the version is newer than the newest or older than the oldest
     */
    Snapshot snapshotAt(String atom, long version);

    /**
     * Reads versions back, oldest first.
     *
     * @param atom the atom's id
     * @param after the version before the first to be read, not older than the oldest
     * @param to the last to be read, not newer than the newest
     * @param reader is given each; false ends the reading
     * @throws JournalException {@code NOT_KEPT} if some of them are not kept
     */
    void read(String atom, long after, long to, Predicate<Entry> reader);

    /**
     * {@return the newest version that was there at an instant}
     *
     * @param atom the atom's id
     * @param atMs the instant, in milliseconds since 1970 UTC
     * @throws JournalException {@code NOT_KEPT} if that lies before the oldest version
     */
    long versionAt(String atom, long atMs);

    /**
     * Forgets versions. The oldest one kept afterwards is that of the newest snapshot at or before the one given, so that all
     * from there on can be read back. Gives the room back to the file system as far as that is cheap.
     *
     * @param atom the atom's id
     * @param oldest the oldest version that must stay readable
     * @return the oldest version that is
     */
    long compact(String atom, long oldest);

    /**
     * Forgets clients that have not written for a long time.
     *
     * @param before those whose last write was taken in before this instant go
     * @return how many
     */
    int forgetClients(Instant before);

    /**
     * Begins another epoch of an atom: what its replicas know of its history may not be its history any more.
     *
     * @param atom the atom's id
     * @param epoch the new one
     */
    void beginEpoch(String atom, long epoch);

    /**
     * Keeps atoms as another journal did, with their history and their clients, in one transaction: all of them or nothing.
     *
     * @param parts as {@link Archived#takeOut} gives them, atom by atom; gone through again where a transaction is done again
     * @throws IllegalArgumentException if there is an atom of one of those ids, or if {@link ArchiveChecker} refuses a part;
     *     nothing is kept then
     * @throws JournalException if nothing is kept ({@code UNAVAILABLE}), or if that is not known ({@code IN_DOUBT})
     */
    void restore(Iterable<Archived> parts);

    /**
     * Reads everything back, and reports all that is not as it was written: checksums, gaps, snapshots that are not what the
     * versions before them come to.
     *
     * @param progress is told what is being read, for people
     * @return what is damaged; empty if nothing is
     */
    List<Damage> verify(Consumer<String> progress);

    /**
     * Sets who is told that another process may have changed an atom. It is a hint: it may come late, twice, or be lost,
     * so whoever follows an atom also looks from time to time.
     *
     * @param listener is told the atom's id, on a thread of the journal's; it must not block
     */
    default void onAppended(Consumer<String> listener) {}

    /** Ends its use. Nothing that was appended is lost by that. */
    @Override
    void close();
}
