package io.entangle.bench.connections;

import io.entangle.atom.Atom;
import io.entangle.journal.sql.Journals;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.HubBuilder;
import io.entangle.pubsub.hub.HubOptions;
import io.entangle.pubsub.metrics.MicrometerMeters;
import io.entangle.pubsub.transport.WebSocketEndpoint;
import io.entangle.value.Doc;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server in a JVM of its own: a hub with one atom, or bare sockets of Vert.x with the same options, which echo or are
 * written the same bytes that the hub would send.
 */
final class Server {
    static final String ATOM = "state";
    private static final int MESSAGE_BYTES = 256 * 1024;

    /** What is to be served. */
    private interface Served {
        int port();

        /** Tells all connections that it is a time. */
        void tell(long nanos);
    }

    /** The time that was told last. */
    private static volatile long last;

    private Server() {}

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Served served = switch (args[0]) {
            case "hub" -> hub(Hub.builder(vertx), 0);
            case "journaled" ->
                hub(
                        Hub.builder(vertx)
                                .journal(Journals.sqlite(Path.of(args[2])))
                                .meters(new MicrometerMeters(registry)),
                        Integer.parseInt(args[1]));
            case "echo" -> sockets(vertx, true);
            default -> sockets(vertx, false);
        };
        Commands.say(served.port());
        Commands.serve(command -> switch (command[0]) {
            case "memory" -> Commands.memory();
            case "processor" -> new long[] {Commands.processorNanos()};
            case "outcomes" ->
                new long[] {answered(registry, "resumed"), answered(registry, "snapshot"), answered(registry, "reset")};
            case "last" -> new long[] {last};
            default -> tick(served, Integer.parseInt(command[1]), Integer.parseInt(command[2]));
        });
    }

    private static long answered(SimpleMeterRegistry registry, String outcome) {
        var counter = registry.find("entangle.subscriptions.answered")
                .tag("outcome", outcome)
                .counter();
        return counter == null ? 0 : (long) counter.count();
    }

    /** Tells the time at a rate. */
    private static long[] tick(Served served, int rate, int count) {
        long interval = TimeUnit.SECONDS.toNanos(1) / rate;
        long next = System.nanoTime();
        for (int i = 0; i < count; i++) {
            next += interval;
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            last = System.nanoTime();
            served.tell(last);
        }
        return new long[] {count};
    }

    private static Served hub(HubBuilder builder, int port) {
        Hub hub = builder.options(HubOptions.DEFAULT).build();
        Atom<Doc> atom = hub.atom(ATOM, Doc.of("t", 0));
        hub.start(port).toCompletionStage().toCompletableFuture().join();
        return new Served() {
            @Override
            public int port() {
                return hub.port();
            }

            @Override
            public void tell(long nanos) {
                atom.swap(doc -> doc.with("t", nanos));
            }
        };
    }

    private static Served sockets(Vertx vertx, boolean isEcho) {
        List<ServerWebSocket> sockets = new ArrayList<>();
        HttpServer server = vertx.createHttpServer(WebSocketEndpoint.serverOptions(MESSAGE_BYTES, Duration.ZERO))
                .webSocketHandler(socket -> {
                    if (isEcho) {
                        socket.textMessageHandler(socket::writeTextMessage);
                    } else {
                        sockets.add(socket);
                        socket.textMessageHandler(text -> socket.writeTextMessage(Client.READY));
                    }
                });
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        var context = vertx.getOrCreateContext();
        long[] version = {0};
        return new Served() {
            @Override
            public int port() {
                return server.actualPort();
            }

            @Override
            public void tell(long nanos) {
                long to = ++version[0];
                context.runOnContext(now -> {
                    String update = "[\"update\",1," + (to - 1) + "," + to + "," + System.currentTimeMillis()
                            + ",0,\"0123456789abcdef\",[2,\"t\",[0," + nanos + "]]]";
                    sockets.forEach(socket -> socket.writeTextMessage(update));
                });
            }
        };
    }
}
