package io.entangle.pubsub.hub;

import io.entangle.clock.SiteId;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.Arrays;

/** One of many subscribers over a WebSocket of its own: applies each update, and notes how late it came. */
final class Follower {
    /** What a follower has seen since some moment. Written by the follower's context, read when it is at rest. */
    static final class Seen {
        private static final int MAX_MS = 20_000;

        private final int[] byAge = new int[MAX_MS + 1];
        private int frames;
        private long widest;

        private void add(Update update) {
            long age = System.currentTimeMillis() - update.updated().ms();
            byAge[(int) Math.max(0, Math.min(MAX_MS, age))]++;
            frames++;
            widest = Math.max(widest, update.to() - update.from());
        }

        /** {@return how many updates came} */
        int frames() {
            return frames;
        }

        /** {@return how many versions the update that led over most of them led over} */
        long widest() {
            return widest;
        }

        /** {@return how many milliseconds after the change this part of the updates had come} */
        int age(double part) {
            long wanted =
                    (long) Math.ceil(part * Arrays.stream(byAge).asLongStream().sum());
            long sum = 0;
            for (int ms = 0; ms <= MAX_MS; ms++) {
                sum += byAge[ms];
                if (sum >= wanted && sum > 0) {
                    return ms;
                }
            }
            return MAX_MS;
        }

        /** {@return what several have seen, together} */
        static Seen of(Iterable<Seen> all) {
            Seen together = new Seen();
            for (Seen each : all) {
                together.frames += each.frames;
                together.widest = Math.max(together.widest, each.widest);
                for (int ms = 0; ms <= MAX_MS; ms++) {
                    together.byAge[ms] += each.byAge[ms];
                }
            }
            return together;
        }
    }

    private final WebSocket socket;
    private volatile Seen seen = new Seen();
    private volatile Doc value = Doc.of();
    private volatile long version = -1;
    private volatile String failure = "";

    private Follower(WebSocket socket) {
        this.socket = socket;
    }

    static Future<Follower> connect(WebSocketClient client, int port, String name) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/entangle/ws")
                .addSubProtocol(Protocol.subProtocol(Packer.cbor().name()));
        return client.connect(options).map(socket -> {
            Follower follower = new Follower(socket);
            socket.binaryMessageHandler(follower::receive);
            socket.closeHandler(closed -> follower.failure = "closed with code " + socket.closeStatusCode());
            follower.send(new Frame.Hello(Protocol.VERSION, name, new SiteId(name.hashCode())));
            follower.send(new Frame.Subscribe("state", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
            return follower;
        });
    }

    private void send(Frame frame) {
        socket.writeBinaryMessage(Packer.cbor().pack(frame).bytes());
    }

    private void receive(Buffer bytes) {
        Frame frame = Packer.cbor().unpack(Packed.of(bytes));
        if (frame instanceof Frame.Subscribed subscribed
                && subscribed.opening() instanceof ToReplica.Snapshot snapshot) {
            value = snapshot.value();
            version = snapshot.version().number();
        } else if (frame instanceof Frame.Told event && event.message() instanceof Update update) {
            if (update.from() != version) {
                failure = "at version " + version + " came an update from " + update.from();
            }
            value = update.delta().apply(value);
            seen.add(update);
            version = update.to();
        }
    }

    /** {@return what was seen until now; what comes is noted anew} */
    Seen seenUntilNow() {
        Seen until = seen;
        seen = new Seen();
        return until;
    }

    long version() {
        return version;
    }

    Doc value() {
        return value;
    }

    /** {@return what went wrong, or nothing} */
    String failure() {
        return failure;
    }
}
