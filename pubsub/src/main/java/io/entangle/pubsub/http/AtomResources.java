package io.entangle.pubsub.http;

import java.util.Set;
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

    /** {@return the ids of all atoms} */
    Set<String> ids();
}
