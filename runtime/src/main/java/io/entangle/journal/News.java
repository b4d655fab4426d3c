package io.entangle.journal;

import io.entangle.atom.Commit;
import io.entangle.atom.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What other processes have made of an atom since the version that is seen.
 *
 * @param atom the atom
 * @param versions what they appended
 * @param anew if they go on from another history than the one that is seen, all it takes to go on with that; else null
 * @param <T> the type of the atom's values
 */
record News<T>(
        JournaledAtom<T> atom,
        List<Recovered.Version<T>> versions,
        @Nullable Recovered<T> anew) {
    State<T> newest() {
        return anew != null ? anew.newest() : versions.get(versions.size() - 1).state();
    }

    /** Whoever reads several atoms sees what others have made of all of them, or of none. */
    void join(Commit commit) {
        commit.add(
                atom.seen(),
                anew != null
                        ? List.of(anew.newest())
                        : versions.stream().map(Recovered.Version::state).toList());
    }

    /** Called under the queue's lock. */
    void takeIn(long position) {
        atom.goOn(this, position);
    }

    /** What has been taken in is seen. */
    void tellSeen() {
        if (anew != null) {
            atom.tellSeen(anew.versions().size(), anew.newestAtMs());
        } else {
            atom.tellSeen(
                    versions.size(), versions.get(versions.size() - 1).entry().atMs());
        }
    }
}
