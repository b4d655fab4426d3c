package io.entangle.pubsub.access;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows of itself when it connects, shows a new token, or sends a request over HTTP.
 *
 * @param client the id it gives itself, the same on all its connections; empty over plain HTTP. Anybody can claim any
 * @param token the token it shows, or null
 * @param headers those of the HTTP request by which the connection was opened: cookies are among them
 * @param remoteAddress from where it connects
 */
public record Credentials(String client, @Nullable String token, MultiMap headers, String remoteAddress) {
    private static final String BEARER = "bearer ";

    /**
     * {@return what a client shows} A token that it does not give itself is taken from the header {@code Authorization:
     * Bearer}.
     *
     * @param client the id it gives itself, or empty
     * @param token the token it gives, or null
     * @param headers those of the HTTP request
     * @param remoteAddress from where it connects
     */
    public static Credentials of(String client, @Nullable String token, MultiMap headers, String remoteAddress) {
        String authorization = headers.get("Authorization");
        boolean isBearer = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String shown = token == null && isBearer
                ? authorization.substring(BEARER.length()).trim()
                : token;
        return new Credentials(client, shown, headers, remoteAddress);
    }

    /** Does not show the token and the headers: they are secrets. */
    @Override
    public String toString() {
        return "Credentials[" + client + " from " + remoteAddress + "]";
    }
}
