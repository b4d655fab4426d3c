package io.entangle.atom;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Writes changes of atoms down before anybody sees them: changes of one ledger's atoms can be parts of one commit. */
public interface Ledger {
    /** The change of one atom. */
    interface Part {
        /** {@return where it is to be written down} */
        Ledger ledger();

        /** Has the atom's watches told of what is seen, by this thread. */
        void tellWatches();
    }

    /**
     * Takes changes in: all of them or none. From then on others are made on top of them, and when they are written down
     * everybody sees them, at one instant. Does not wait.
     *
     * @param parts at most one of each atom
     * @return null if an atom is not in the state that its change was made on. Else completes when the changes are seen, with
     *     whether they are: they are not if another process was first. Completes exceptionally if they could not be written
     *     down; nobody has seen them then, and nobody will
     */
    @Nullable
    CompletableFuture<Boolean> append(List<Part> parts);

    /**
     * Takes changes in, as {@link #append(List)} does, for somebody who wants to be told elsewhere.
     *
     * @param parts at most one of each atom
     * @param executor completes what is returned: of all changes that are seen together, in one task, for waking a thread for
     *     each would take longer than what there is to do
     * @return as of {@link #append(List)}
     */
    @Nullable
    CompletableFuture<Boolean> append(List<Part> parts, Executor executor);
}
