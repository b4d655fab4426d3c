package io.entangle.pubsub.client;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy between clients and a hub that does what proxies do to connections that stay open. */
final class Proxy {
    /** What a proxy does. */
    enum Habit {
        PASS,
        /** No WebSocket is let through. */
        BLOCK_UPGRADES,
        /** WebSockets open, and nothing passes through them. */
        SWALLOW_WEB_SOCKETS,
        /** No WebSocket is let through, and answers only when they are complete. */
        BUFFER,
        /** Every connection is closed at once. */
        CLOSE,
        /** Every connection is cut a second after it was opened. */
        CUT_AFTER_A_SECOND
    }

    private final Vertx vertx;
    private final int hubPort;
    private final NetServer server;
    private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
    private final Set<String> blocked = ConcurrentHashMap.newKeySet();
    private volatile Habit habit;

    Proxy(Vertx vertx, int hubPort, Habit habit) {
        this.vertx = vertx;
        this.hubPort = hubPort;
        this.habit = habit;
        server = vertx.createNetServer().connectHandler(this::relay);
        HubAndClients.done(server.listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    /** From now on, for new connections and old ones. */
    void become(Habit other) {
        habit = other;
    }

    /** From now on, a transport does not work any more, for new connections and old ones. */
    void block(String transport) {
        blocked.add(transport);
        cut();
    }

    private boolean isBlocked(String request, boolean isUpgrade) {
        return isUpgrade && blocked.contains("websocket")
                || request.startsWith("GET /entangle/events") && blocked.contains("events")
                || request.startsWith("GET /entangle/poll") && blocked.contains("poll");
    }

    void cut() {
        sockets.forEach(NetSocket::close);
        sockets.clear();
    }

    private void relay(NetSocket near) {
        if (habit == Habit.CLOSE) {
            near.close();
            return;
        }
        near.pause();
        boolean[] isKeptBack = {false};
        if (habit == Habit.CUT_AFTER_A_SECOND) {
            vertx.setTimer(1_000, now -> near.close());
        }
        vertx.createNetClient().connect(hubPort, "127.0.0.1").onSuccess(far -> {
            sockets.add(near);
            near.handler(bytes -> {
                String text = bytes.toString(StandardCharsets.ISO_8859_1);
                boolean isUpgrade = text.startsWith("GET") && text.toLowerCase().contains("upgrade: websocket");
                if (isBlocked(text, isUpgrade)
                        || isUpgrade && (habit == Habit.BLOCK_UPGRADES || habit == Habit.BUFFER)) {
                    near.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
                    return;
                }
                isKeptBack[0] |= habit == Habit.BUFFER && text.startsWith("GET /entangle/events");
                isKeptBack[0] |= habit == Habit.SWALLOW_WEB_SOCKETS && !text.contains("HTTP/1.1");
                far.write(bytes);
            });
            far.handler(bytes -> pass(near, bytes, isKeptBack[0]));
            near.closeHandler(closed -> far.close());
            far.closeHandler(closed -> near.close());
            near.resume();
        });
    }

    private static void pass(NetSocket near, Buffer bytes, boolean isKeptBack) {
        if (!isKeptBack) {
            near.write(bytes);
        }
    }
}
