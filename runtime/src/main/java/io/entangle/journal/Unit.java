package io.entangle.journal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are written together or not at all, or a task of the journal's between them.
 *
 * @param position counts what was taken in
 * @param atMs when it was
 * @param parts the changes; none if it only waits for those before it
 * @param task done between those before and those after it, or null
 * @param isCommit whether somebody has made it who is to be told if it can't be written down
 * @param done completes when it is seen, with true, or dropped
 */
record Unit(
        long position,
        long atMs,
        List<JournaledChange<?>> parts,
        @Nullable Runnable task,
        boolean isCommit,
        CompletableFuture<Boolean> done) {

    boolean changesOneOf(Set<JournaledAtom<?>> atoms) {
        for (JournaledChange<?> part : parts) {
            if (atoms.contains(part.atom)) {
                return true;
            }
        }
        return false;
    }
}
