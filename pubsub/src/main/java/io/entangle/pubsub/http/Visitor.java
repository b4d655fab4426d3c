package io.entangle.pubsub.http;

import io.entangle.pubsub.access.Grant;
import io.vertx.core.Future;

/** Who sends a request. */
public interface Visitor {
    /** {@return whether it has proved to be nobody in particular: it may be let do more once it has proved who it is} */
    boolean isNobody();

    /** {@return as whose writes its writes are remembered} */
    String author();

    /**
     * {@return what it may do with an atom} A failure counts as nothing.
     *
     * @param atom the atom's id, as it stood in the request; there need not be one of that id
     */
    Future<Grant> grant(String atom);
}
