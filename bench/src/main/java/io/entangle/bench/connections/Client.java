package io.entangle.bench.connections;

import io.entangle.pubsub.protocol.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Many bare sockets in a JVM of its own: what the clients of a library cost does not stand in the figures of its server. */
final class Client {
    static final String READY = "[\"snapshot\"]";
    private static final String TIME = "[2,\"t\",[0,";
    private static final int AT_ONCE = 100;

    private Client() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        int count = Integer.parseInt(args[1]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        WebSocketClient client = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxConnections(count).setTcpNoDelay(true));
        Histogram ages = new ConcurrentHistogram(3);
        AtomicLong received = new AtomicLong();
        List<WebSocket> sockets = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(count);
        Semaphore places = new Semaphore(AT_ONCE);
        for (int i = 0; i < count; i++) {
            places.acquire();
            String name = "client-" + ProcessHandle.current().pid() + "-" + i;
            WebSocketConnectOptions where = new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setURI("/entangle/ws")
                    .addSubProtocol(Protocol.subProtocol("json"));
            client.connect(where).onFailure(Client::fail).onSuccess(socket -> {
                sockets.add(socket);
                socket.textMessageHandler(text -> {
                    int time = text.indexOf(TIME);
                    if (text.startsWith("[\"snapshot\"") || text.equals("echo")) {
                        ready.countDown();
                        places.release();
                    } else if (text.equals("[\"ping\"]")) {
                        socket.writeTextMessage("[\"pong\"]");
                    } else if (time > 0) {
                        long said = Long.parseLong(
                                text.substring(time + TIME.length(), text.indexOf(']', time + TIME.length())));
                        ages.recordValue(Math.max(0, System.nanoTime() - said));
                        received.incrementAndGet();
                    }
                });
                socket.closeHandler(closed -> fail(new IllegalStateException("a connection was closed")));
                if (args[2].equals("echo")) {
                    socket.writeTextMessage("echo");
                } else {
                    socket.writeTextMessage(
                            "[\"hello\",1,\"" + name + "\",\"" + String.format("%016x", name.hashCode()) + "\"]");
                    if (args[2].equals("hub")) {
                        socket.writeTextMessage("[\"subscribe\",\"" + Server.ATOM + "\",null,null,1,false,0]");
                    }
                }
            });
        }
        ready.await();
        Commands.say(count);
        Commands.serve(command -> {
            if (command[0].equals("reset")) {
                ages.reset();
                received.set(0);
                return new long[] {0};
            }
            return new long[] {
                received.get(), ages.getValueAtPercentile(50), ages.getValueAtPercentile(99), ages.getMaxValue()
            };
        });
    }

    private static void fail(Throwable failure) {
        failure.printStackTrace();
        System.exit(1);
    }
}
