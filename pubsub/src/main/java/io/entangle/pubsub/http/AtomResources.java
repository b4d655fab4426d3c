package io.entangle.pubsub.http;

import io.entangle.atom.Version;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The atoms that are reached over HTTP. Thread-safe: asked on the context of each request. */
public interface AtomResources {
    /**
     * {@return the atom of an id, or null if there is none}
     *
     * @param id whatever stood in the request, not checked
     */
    @Nullable
    AtomResource find(String id);

    /**
     * {@return the atom of an id, or null if there is none} Where others have the same atoms, one that they have made is found as
     * well, and what they have made of it by now is looked for if that is asked; both may take a while. Fails with a {@link
     * ResourceException} of {@link ResourceException.Reason#UNAVAILABLE} if that can't be found out for now.
     *
     * @param id whatever stood in the request, not checked
     * @param isKnown says of the newest version that is known here whether it is as new as all that was asked for
     */
    default Future<@Nullable AtomResource> lookFor(String id, Predicate<Version> isKnown) {
        return Future.succeededFuture(find(id));
    }

    /** {@return the ids of all atoms} */
    Set<String> ids();

    /** {@return whether writing the whole value of an atom that is not there makes it} Not, unless this is overridden. */
    default boolean makesAtoms() {
        return false;
    }

    /**
     * {@return the first version of the atom of documents just made, or null if there is one of that id by now, which has not
     * been touched} Called only if {@link #makesAtoms}. Fails with an {@link IllegalArgumentException} if that can't be an
     * atom's id, with a {@link ResourceException} if it can't be made for now; nothing is made then.
     *
     * @param id whatever stood in the request, not checked
     * @param value its first value
     */
    default Future<@Nullable Revision> make(String id, Doc value) {
        return Future.failedFuture(new UnsupportedOperationException("atoms are not made over HTTP"));
    }
}
