package io.entangle.pubsub.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.Hubs;
import io.entangle.pubsub.processes.JavaProcess;
import io.entangle.pubsub.store.StoreKind;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client with a store, in a process of its own, is killed again and again. {@code -Dseed=N} repeats a run's choices. */
final class KilledClientIT {
    /** Without a hub, and as often again with one. */
    private static final Map<StoreKind, Integer> KILLS = Map.of(StoreKind.FILE, 3, StoreKind.SQLITE, 2);

    private static final int MOST_WRITES = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private Vertx vertx;
    private Hub hub;
    private NetServer relay;
    /** Whether what the hub says gets lost on the way to the client. */
    private volatile boolean deaf;

    private Atom<Doc> atom;

    /** The document at each version of the hub, oldest first. */
    private final List<Doc> history = new CopyOnWriteArrayList<>();

    private StoreKind kind = StoreKind.FILE;
    private long made;
    private long version;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        hub = Hubs.builder(vertx).listen(0);
        int port = hub.port();
        relay = vertx.createNetServer().connectHandler(near -> relay(near, port));
        relay.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        atom = hub.atom("state", Doc.of("entries", Doc.of()));
        atom.watch("history", (before, after) -> history.add(after));
    }

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void relay(NetSocket near, int port) {
        near.pause();
        vertx.createNetClient()
                .connect(port, "127.0.0.1")
                .onFailure(refused -> near.close())
                .onSuccess(far -> {
                    near.handler(far::write);
                    far.handler(bytes -> {
                        if (!deaf) {
                            near.write(bytes);
                        }
                    });
                    near.closeHandler(closed -> far.close());
                    far.closeHandler(closed -> near.close());
                    near.resume();
                });
    }

    private JavaProcess client(String what) throws Exception {
        return JavaProcess.start(
                List.of("-Xmx64m"),
                QueueingClient.class,
                directory.resolve("store").toString(),
                "ws://127.0.0.1:" + relay.actualPort() + "/entangle",
                what,
                kind.name());
    }

    @ParameterizedTest
    @EnumSource
    void queuedOfflineWrites_surviveKillMinus9OfTheClient_andTakeEffectOnce(StoreKind stores) throws Exception {
        kind = stores;
        System.out.println("killed client on " + kind + ": seed " + seed);
        waitUntilSynced(); // the client gets to know the atom
        int port = hub.port();
        hub.stop().toCompletionStage().toCompletableFuture().join();
        for (int i = 0; i < KILLS.get(kind); i++) {
            writeAndKill();
        }
        long queued = made;
        assertThat(atom.version()).isZero();

        hub.start(port).toCompletionStage().toCompletableFuture().join();
        waitUntilSynced();
        assertAllTookEffectOnce();
        for (int i = 0; i < KILLS.get(kind); i++) {
            writeAndKill();
        }
        waitUntilSynced();

        assertAllTookEffectOnce();
        System.out.printf(
                "killed client: %d kills offline, %d writes; %d kills online, %d writes more; %d took effect%n",
                KILLS.get(kind), queued, KILLS.get(kind), made - queued, history.size());
    }

    /** The client writes until it is killed, at a random moment; at another, it ceases to hear what the hub says. */
    private void writeAndKill() throws Exception {
        int writes = random.nextInt(MOST_WRITES);
        int heard = random.nextInt(MOST_WRITES);
        try (JavaProcess client = client("write")) {
            took("begins", client.next(PATIENCE));
            for (int i = 0; i < writes; i++) {
                deaf = i >= heard;
                took("made", client.next(PATIENCE));
            }
            client.kill().forEach(line -> took("made", line));
        } finally {
            deaf = false;
        }
    }

    private void waitUntilSynced() throws Exception {
        try (JavaProcess client = client("wait")) {
            took("begins", client.next(PATIENCE));
            took("synced", client.next(PATIENCE));
        }
    }

    /** Whatever the client says it shows, it never falls behind what it said before, in this life or an earlier one. */
    private void took(String word, String line) {
        String[] words = line.split(" ");
        assertThat(words[0]).isEqualTo(word);
        long entries = Long.parseLong(words[1]);
        long number = Long.parseLong(words[2]);
        assertThat(entries).isGreaterThanOrEqualTo(made);
        assertThat(number).isGreaterThanOrEqualTo(version);
        made = entries;
        version = number;
    }

    /** Each version of the hub has the next entry, in the order in which they were made, and has it once. */
    private void assertAllTookEffectOnce() {
        assertThat(atom.version()).isEqualTo(made);
        assertThat(history).hasSize((int) made);
        Doc expected = Doc.of("entries", Doc.of());
        for (int i = 1; i <= made; i++) {
            expected = expected.with(io.entangle.value.Path.of("entries", String.valueOf(i)), 1);
            expected = i % 2 == 0 ? expected : expected.with("last", i);
            assertThat(history.get(i - 1)).as("version %d", i).isEqualTo(expected);
        }
    }
}
