package io.entangle.pubsub.hub;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * How a hub listens.
 *
 * @param isGuarded whether it asks who its clients are
 * @param isInsecure whether it was said that it need not, wherever it listens
 * @param certificate what it proves with who it is itself; null if it speaks without TLS
 */
record Listening(
        boolean isGuarded, boolean isInsecure, @Nullable KeyCertOptions certificate) {
    /** {@return done if the hub may listen on an address, else fails with what to do about it} */
    Future<Void> admit(Vertx vertx, String host) {
        return isGuarded || isInsecure
                ? Future.succeededFuture()
                : vertx.executeBlocking(() -> {
                    if (!isLoopback(host)) {
                        throw new IllegalStateException("the hub does not listen on " + host
                                + ": others can reach that, and it has no authenticator. Give it one by HubBuilder.authenticator,"
                                + " or say HubBuilder.insecure if everybody may come who can reach it");
                    }
                    return null;
                });
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the hub can't listen on " + host + ": there is no such address", e);
        }
    }

    HttpServerOptions applied(HttpServerOptions options) {
        KeyCertOptions own = certificate;
        return own == null
                ? options
                : options.setSsl(true).setKeyCertOptions(own).setUseAlpn(false);
    }
}
