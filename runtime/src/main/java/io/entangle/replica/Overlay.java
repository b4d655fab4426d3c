package io.entangle.replica;

import io.entangle.merge.MergeRules;
import io.entangle.value.Doc;
import java.util.function.BiFunction;

/**
 * How writes show at a replica before the authority has taken them in.
 *
 * @param rules where records stand
 * @param calls gives the document after the call of a mutation, or throws what the mutation throws
 */
record Overlay(MergeRules rules, BiFunction<Intent.Call, Doc, Doc> calls) {
    /** Of a replica that knows neither records nor mutations: calls do not show. */
    static final Overlay NONE = new Overlay(MergeRules.DOCUMENT, (call, doc) -> doc);

    /**
     * {@return the document after a call}
     *
     * @throws RuntimeException if the mutation refuses or fails
     */
    Doc after(Intent.Call call, Doc doc) {
        return calls.apply(call, doc);
    }
}
