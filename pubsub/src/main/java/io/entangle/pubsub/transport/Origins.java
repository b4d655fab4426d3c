package io.entangle.pubsub.transport;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may connect and write: those of the server itself, and those of the origins it was told of. Immutable.
 *
 * @param allowed the origins, besides the server's own, as browsers write them
 */
public record Origins(Set<String> allowed) {
    /**
     * Origins besides the server's own.
     *
     * @param allowed copied
     */
    public Origins {
        allowed = Set.copyOf(allowed);
    }

    /**
     * {@return whether a request does not come from a page of a foreign origin} Browsers always say which origin a page
     * is of; other clients say nothing, and carry no cookies to be abused.
     *
     * @param request the request
     */
    public boolean allow(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null || allowed.contains(origin)) {
            return true;
        }
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(own(request));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** HTTP/2 has no such header: there the authority stands with the path. */
    private static @Nullable String own(HttpServerRequest request) {
        String host = request.getHeader("Host");
        HostAndPort authority = host == null ? request.authority() : null;
        return authority == null ? host : authority.toString();
    }
}
