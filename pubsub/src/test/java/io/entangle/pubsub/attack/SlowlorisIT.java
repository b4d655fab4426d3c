package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.HubOptions;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sockets that are opened and then say nothing, or too little: all of them are gone soon, and others are served. */
final class SlowlorisIT {
    private static final Duration PATIENCE = Duration.ofMillis(700);
    private static final int EACH = 40;

    private final Vertx vertx = Vertx.vertx();
    private final Hub hub = Hub.builder(vertx)
            .options(HubOptions.DEFAULT.withHeartbeat(Duration.ofSeconds(25), PATIENCE))
            .listen(0);
    /** The sockets, and what each of them does. */
    private final Map<Socket, String> sockets = new LinkedHashMap<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets.keySet()) {
            socket.close();
        }
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Socket open(String kind, String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", hub.port());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        sockets.put(socket, kind);
        return socket;
    }

    private static void dribble(List<Socket> dribbling) {
        for (Socket socket : dribbling) {
            try {
                socket.getOutputStream().write('x');
            } catch (IOException gone) {
                // which is what is waited for
            }
        }
    }

    private static boolean isGone(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // an answer before the end
            }
            return true;
        } catch (SocketTimeoutException stillThere) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void sockets_silentHalfHeadDribblingOrWithoutHello_areGone_andAClientIsServed() throws Exception {
        Atom<Doc> state = hub.atom("state", Doc.of("n", 0));
        HubClient client = HubClient.connect(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle");
        Replica<Doc> replica = client.replica("state");
        List<Socket> dribbling = new ArrayList<>();
        String upgrade = "GET /entangle/ws HTTP/1.1\r\nHost: 127.0.0.1:" + hub.port()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        for (int i = 0; i < EACH; i++) {
            open("silent", "");
            open("half a head", "GET /entangle/atoms HTTP/1.1\r\nHost: x\r\nX-Half: ");
            dribbling.add(open("dribbling head", "GET /entangle/atoms HTTP/1.1\r\nHost: x\r\nX-Slow: "));
            dribbling.add(open(
                    "dribbling body",
                    "POST /entangle/send HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + "Entangle-Connection: x\r\nContent-Length: 1000\r\n\r\n["));
            open("no hello", upgrade);
        }

        List<Socket> left = new ArrayList<>(sockets.keySet());
        long end = System.nanoTime() + 15 * PATIENCE.toNanos();
        for (int round = 0; !left.isEmpty() && System.nanoTime() < end; round++) {
            dribble(dribbling);
            long n = round;
            state.swap(doc -> doc.with("n", n));
            List<Socket> still = new ArrayList<>();
            for (Socket socket : left) {
                if (!isGone(socket)) {
                    still.add(socket);
                }
            }
            left = still;
        }

        assertThat(left.stream().map(sockets::get).distinct()).isEmpty();
        replica.swap(doc -> doc.with("last", true));
        replica.synced().toCompletionStage().toCompletableFuture().join();
        assertThat(state.get().get("last")).isEqualTo(true);
        client.close();
    }
}
