package io.entangle.pubsub.http;

import io.entangle.atom.Version;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** What a write asks of the version it changes, RFC 9110. */
final class Preconditions {
    private Preconditions() {}

    /** The version that a write expects; null if it expects none. Fails if the current one is not what is expected. */
    static @Nullable Version expected(HttpServerRequest request, Version current) {
        EntityTags wanted = EntityTags.parse(request, "If-Match");
        EntityTags unwanted = EntityTags.parse(request, "If-None-Match");
        if (wanted == null && request.headers().contains("If-Unmodified-Since")) {
            throw Problem.STALE.because(
                    "If-Unmodified-Since can't be told: a second may hold many versions; use If-Match");
        }
        if (wanted != null && !wanted.isMatchedStrongly(current)
                || unwanted != null && unwanted.isMatchedWeakly(current)) {
            throw stale(current);
        }
        return unwanted == null && (wanted == null || wanted.any()) ? null : current;
    }

    /** Fails if a write expects that there is an atom, and there is none. */
    static void checkAbsent(HttpServerRequest request, String id) {
        EntityTags.parse(request, "If-None-Match");
        if (EntityTags.parse(request, "If-Match") != null || request.headers().contains("If-Unmodified-Since")) {
            throw Problem.STALE.because("there is no atom \"" + ProblemException.shown(id)
                    + "\", and the request's preconditions want one");
        }
    }

    static ProblemException stale(Version current) {
        return Problem.STALE
                .because("the atom is at " + EntityTags.of(current) + ", which the request's preconditions exclude")
                .withHeader("ETag", EntityTags.of(current));
    }
}
