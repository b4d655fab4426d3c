package io.entangle.pubsub.transport;

import io.entangle.pubsub.packer.Packer;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where connections are opened to, and how.
 *
 * @param mountPoint where the hub is mounted, a URI of the scheme {@code ws} or {@code wss}
 * @param packers those offered to the hub, the preferred one first
 * @param connectTimeout how long opening a connection may take
 * @param maxMessageBytes the largest message taken from the hub
 * @param trust whose certificates are believed, where the hub speaks TLS; null for those that this JVM believes
 */
public record DialOptions(
        URI mountPoint,
        List<Packer> packers,
        Duration connectTimeout,
        int maxMessageBytes,
        @Nullable TrustOptions trust) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    boolean isSecure() {
        return mountPoint.getScheme().equals("wss");
    }

    String host() {
        return mountPoint.getHost();
    }

    int port() {
        return mountPoint.getPort() >= 0 ? mountPoint.getPort() : isSecure() ? HTTPS_PORT : HTTP_PORT;
    }

    String path(String below) {
        return mountPoint.getPath() + below;
    }
}
