package io.entangle.pubsub.client;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes bytes on between clients and a hub until it is told to swallow them, as a half-open connection does, or to cut. */
final class Relay {
    private final Vertx vertx;
    private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
    private final NetServer server;
    private volatile int hubPort;
    private volatile boolean swallowing;
    private volatile boolean deafening;

    Relay(Vertx vertx, int hubPort) {
        this.vertx = vertx;
        this.hubPort = hubPort;
        server = vertx.createNetServer().connectHandler(this::relay);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    int port() {
        return server.actualPort();
    }

    private void relay(NetSocket near) {
        near.pause();
        vertx.createNetClient().connect(hubPort, "127.0.0.1").onSuccess(far -> {
            sockets.add(near);
            near.handler(bytes -> forward(far, bytes));
            far.handler(bytes -> {
                if (!deafening) {
                    forward(near, bytes);
                }
            });
            near.closeHandler(closed -> far.close());
            far.closeHandler(closed -> near.close());
            near.resume();
        });
    }

    private void forward(NetSocket to, Buffer bytes) {
        if (!swallowing) {
            to.write(bytes);
        }
    }

    /** Lets through what clients say, and nothing of what the hub says. */
    void swallowFromHub(boolean swallow) {
        deafening = swallow;
    }

    void swallow(boolean swallow) {
        swallowing = swallow;
    }

    /** New connections lead to another hub; those there are end. */
    void leadTo(int otherPort) {
        hubPort = otherPort;
        cut();
    }

    void cut() {
        sockets.forEach(NetSocket::close);
        sockets.clear();
    }
}
