package io.entangle.examples;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes bytes on between a client and a hub, until it is told to cut. */
final class Relay {
    private final Vertx vertx;
    private final int hubPort;
    private final NetServer server;
    private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();

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
            near.handler(far::write);
            far.handler(near::write);
            near.closeHandler(closed -> far.close());
            far.closeHandler(closed -> near.close());
            near.resume();
        });
    }

    /** {@return how many connections were cut} */
    int cut() {
        List<NetSocket> cut = List.copyOf(sockets);
        sockets.removeAll(cut);
        cut.forEach(NetSocket::close);
        return cut.size();
    }
}
