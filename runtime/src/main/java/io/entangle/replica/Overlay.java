package io.entangle.replica;

import io.entangle.value.Doc;

/** How a call of a named mutation shows at a replica before the authority has run it. */
@FunctionalInterface
interface Overlay {
    /** Of a replica without mutations: calls do not show. */
    Overlay NONE = (call, doc) -> doc;

    /**
     * {@return the document after the call}
     *
     * @throws RuntimeException if the mutation refuses or fails
     */
    Doc after(Intent.Call call, Doc doc);
}
