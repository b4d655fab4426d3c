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
    /** Does not show the token and the headers: they are secrets. */
    @Override
    public String toString() {
        return "Credentials[" + client + " from " + remoteAddress + "]";
    }
}
