package io.entangle.pubsub.transport;

import io.entangle.pubsub.protocol.Shown;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may connect and write: those of the server itself, and those of the origins it was told of. An origin is the
 * same only if scheme, host and port are, letter for letter (RFC 6454, section 4). Immutable.
 *
 * @param allowed the origins, besides the server's own, as browsers write them
 */
public record Origins(Set<String> allowed) {
    private static final String SAME_ORIGIN = "same-origin";

    /**
     * Origins besides the server's own.
     *
     * @param allowed copied
     */
    public Origins {
        allowed = Set.copyOf(allowed);
    }

    /**
     * {@return whether a request may do what no page of a foreign origin may} Browsers always say which origin a page is
     * of that opens a WebSocket or sends something. Other clients say nothing; so does whoever wants to pass for one, which
     * is why cookies without an origin are not taken.
     *
     * @param request a WebSocket's handshake, or one that sends something
     */
    public boolean allow(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return origin == null ? !request.headers().contains("Cookie") : isAllowed(origin, request);
    }

    /**
     * {@return whether a request that only reads does not come from a page of a foreign origin} Of their own origin's pages,
     * browsers do not always say which it is where something is read.
     *
     * @param request the request
     */
    public boolean allowReading(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        String site = request.getHeader("Sec-Fetch-Site");
        return origin == null
                ? site == null || site.equals(SAME_ORIGIN) || site.equals("none")
                : isAllowed(origin, request);
    }

    private boolean isAllowed(String origin, HttpServerRequest request) {
        return allowed.contains(origin) || origin.equals(request.scheme() + "://" + own(request));
    }

    /**
     * {@return what to do about a page that was not allowed, for people}
     *
     * @param request the request
     */
    public String advice(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return origin == null
                ? "a request with cookies, or from a page of another site, says its Origin"
                : "pages of the origin \"" + Shown.of(origin)
                        + "\" are not allowed here; the hub's own origin is \"" + request.scheme() + "://"
                        + own(request)
                        + "\", others are named by HubOptions.withAllowedOrigins";
    }

    /** HTTP/2 has no such header: there the authority stands with the path. */
    private static @Nullable String own(HttpServerRequest request) {
        String host = request.getHeader("Host");
        HostAndPort authority = host == null ? request.authority() : null;
        return authority == null ? host : authority.toString();
    }
}
