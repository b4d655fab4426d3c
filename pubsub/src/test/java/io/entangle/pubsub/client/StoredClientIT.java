package io.entangle.pubsub.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.clock.Entropy;
import io.entangle.clock.TimeSource;
import io.entangle.pubsub.client.ReplicaStatus.Storage;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.Hubs;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.store.StoreKind;
import io.entangle.replica.StoreException;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A client with a store, closed and opened again where a process would end and start. */
@ParameterizedClass
@EnumSource
final class StoredClientIT {
    /** A thread for each task: the common pool may have but one. */
    private static final java.util.concurrent.Executor THREADS = task -> new Thread(task).start();

    private static final ClientOptions QUICK = ClientOptions.DEFAULT
            .withBackoff(Duration.ofMillis(10), Duration.ofMillis(50))
            .withConnectTimeout(Duration.ofSeconds(10));

    record Board(String title) {}

    /** What happens the next time that two counts are compared. */
    private static final AtomicReference<Runnable> WHEN_COMPARED = new AtomicReference<>(() -> {});

    record Count(int n) {
        @Override
        public boolean equals(Object other) {
            WHEN_COMPARED.getAndSet(() -> {}).run();
            return other instanceof Count that && that.n == n;
        }

        @Override
        public int hashCode() {
            return n;
        }
    }

    @Parameter
    private StoreKind kind;

    @TempDir
    private Path directory;

    private Vertx vertx;
    private Hub hub;
    private int port;
    private StubbornStore store;
    private HubClient client;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        hub = Hubs.builder(vertx).listen(0);
        port = hub.port();
        begin(TimeSource.SYSTEM);
    }

    @AfterEach
    void close() {
        end();
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void begin(TimeSource time) {
        store = new StubbornStore(kind.open(directory.resolve("store")));
        client = HubClient.builder(vertx, "ws://127.0.0.1:" + port + "/entangle")
                .options(QUICK)
                .time(time)
                .entropy(Entropy.SYSTEM)
                .store(store)
                .connect();
    }

    private void end() {
        store.release();
        client.close();
        store.close();
    }

    private void restart() {
        end();
        begin(TimeSource.SYSTEM);
    }

    private void stopHub() {
        hub.stop().toCompletionStage().toCompletableFuture().join();
        await().until(() -> client.connection() != ReplicaStatus.Connection.ONLINE);
    }

    private void startHub() {
        hub.start(port).toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void startedOffline_replicaIsReady_andItsWritesAreSentLater() {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 1));
        client.replica("state").swap(doc -> doc.with("a", 1));
        await().until(() -> atom.get().has("a"));
        await().until(() -> client.replica("state").synced().isComplete());
        stopHub();
        client.replica("state").swap(doc -> doc.with("b", 2));

        restart();
        Replica<Doc> replica = client.replica("state");

        assertThat(replica.get()).isEqualTo(Doc.of("n", 1, "a", 1, "b", 2));
        assertThat(replica.confirmed()).isEqualTo(Doc.of("n", 1, "a", 1));
        assertThat(replica.status().pendingWrites()).isEqualTo(1);
        assertThat(replica.status().storage()).isEqualTo(Storage.STORE);
        replica.swap(doc -> doc.with("c", 3));
        startHub();
        await().until(() -> replica.synced().isComplete());
        assertThat(atom.get()).isEqualTo(Doc.of("n", 1, "a", 1, "b", 2, "c", 3)).isEqualTo(replica.get());
        assertThat(atom.version()).isEqualTo(3);
    }

    @Test
    void unsentWrites_areSent_thoughNobodyAsksForTheirAtoms() {
        Atom<Doc> first = hub.atom("first", Doc.of());
        Atom<Doc> second = hub.atom("second", Doc.of());
        Replica<Doc> a = client.replica("first");
        Replica<Doc> b = client.replica("second");
        stopHub();
        a.increment(io.entangle.value.Path.of("n"), 5);
        client.transact(tx -> {
            tx.swap(a, doc -> doc.with("together", true));
            return tx.swap(b, doc -> doc.with("together", true));
        });

        restart();
        startHub();

        await().until(() -> first.get().has("together") && second.get().has("together"));
        assertThat(first.get()).isEqualTo(Doc.of("n", 5, "together", true));
        await().until(() -> store.unsent().isEmpty());
        assertThat(client.replica("first").get()).isEqualTo(first.get());
        assertThat(first.version()).isEqualTo(2);
        assertThat(second.version()).isEqualTo(1);
    }

    @Test
    void replicaAskedFor_whileItsUnsentWritesAreOnTheirWay_goesOnFromThem() {
        Atom<Doc> atom = hub.atom("state", Doc.of());
        Replica<Doc> before = client.replica("state");
        stopHub();
        for (int i = 0; i < 200; i++) {
            int n = i;
            before.swap(doc -> doc.with("k" + n, n));
        }
        restart();
        startHub();

        await().until(() -> client.connection() == ReplicaStatus.Connection.ONLINE);
        Replica<Doc> replica = client.replica("state");
        replica.swap(doc -> doc.with("k200", 200));

        await().until(() -> replica.synced().isComplete());
        assertThat(atom.get()).isEqualTo(replica.get());
        assertThat(atom.version()).isEqualTo(201);
        assertThat(atom.get().size()).isEqualTo(201);
    }

    @Test
    void identity_staysTheSame_andStampsDoNotGoBack() {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        client.replica("state").swap(doc -> doc.with("n", 1));
        await().until(() -> atom.get().equals(Doc.of("n", 1)));
        stopHub();
        end();
        begin(new TimeSource() {
            @Override
            public long millis() {
                return TimeSource.SYSTEM.millis() - 3_600_000; // the machine's clock was set back by an hour
            }

            @Override
            public long nanos() {
                return TimeSource.SYSTEM.nanos();
            }
        });
        Replica<Doc> replica = client.replica("state");
        replica.swap(doc -> doc.with("n", 2));
        startHub();

        await().until(() -> replica.synced().isComplete());
        assertThat(replica.get()).isEqualTo(Doc.of("n", 2)).isEqualTo(atom.get());
    }

    @Test
    void hubThatLostItsHistory_getsWhatIsPending() {
        hub.atom("state", Doc.of("n", 0, "old", true));
        Replica<Doc> before = client.replica("state");
        stopHub();
        before.swap(doc -> doc.with("mine", 1));
        end();
        hub.close();
        hub = Hubs.builder(vertx).listen(port);
        Atom<Doc> again = hub.atom("state", Doc.of("n", 7));

        begin(TimeSource.SYSTEM);
        Replica<Doc> replica = client.replica("state");

        await().until(() -> replica.synced().isComplete());
        assertThat(again.get()).isEqualTo(Doc.of("n", 7, "mine", 1)).isEqualTo(replica.get());
        restart();
        assertThat(client.replica("state").get()).isEqualTo(again.get());
    }

    @Test
    void writeThatCantBeKept_isRefused_andNothingIsShownOrSent() {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        Replica<Doc> replica = client.replica("state");
        List<Doc> seen = new CopyOnWriteArrayList<>();
        replica.watch("seen", (old, now) -> seen.add(now));

        store.appendFails = true;
        assertThatThrownBy(() -> replica.swap(doc -> doc.with("n", 1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("full");
        assertThatThrownBy(() -> client.transact(tx -> tx.swap(replica, doc -> doc.with("n", 2))))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> replica.increment(io.entangle.value.Path.of("n"), 1))
                .isInstanceOf(StoreException.class);
        store.appendFails = false;

        assertThat(replica.get()).isEqualTo(Doc.of("n", 0));
        assertThat(replica.undo()).isFalse();
        replica.swap(doc -> doc.with("n", 3));
        await().until(() -> replica.synced().isComplete());
        assertThat(atom.get()).isEqualTo(Doc.of("n", 3));
        assertThat(seen).containsExactly(Doc.of("n", 3));
    }

    @Test
    void writeThatIsNotDurableYet_isNeitherShownNorSent() throws Exception {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        Replica<Doc> replica = client.replica("state");
        store.stall();

        CompletableFuture<Doc> first =
                CompletableFuture.supplyAsync(() -> replica.swap(doc -> doc.with("a", 1)), THREADS);
        await().until(() -> store.waiting() == 1);
        CompletableFuture<Doc> second =
                CompletableFuture.supplyAsync(() -> replica.swap(doc -> doc.with("b", 2)), THREADS);
        await().until(() -> store.waiting() == 2); // so they wait together
        atom.swap(doc -> doc.with("hub", true));
        await().until(() -> replica.get().has("hub"));

        assertThat(replica.get()).isEqualTo(Doc.of("n", 0, "hub", true));
        assertThat(replica.status().pendingWrites()).isZero();
        store.release();
        assertThat(second.get(10, TimeUnit.SECONDS).has("a")).isTrue();
        first.get(10, TimeUnit.SECONDS);
        assertThat(replica.get()).isEqualTo(Doc.of("n", 0, "a", 1, "b", 2, "hub", true));
        await().until(() -> replica.synced().isComplete());
        assertThat(atom.get()).isEqualTo(replica.get());
    }

    @Test
    void brokenStore_writesAreRefused_readsGoOn() {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        Replica<Doc> replica = client.replica("state");

        store.forceFails = true;
        assertThatThrownBy(() -> replica.swap(doc -> doc.with("n", 1))).isInstanceOf(StoreException.class);
        atom.swap(doc -> doc.with("hub", 1));

        await().until(() -> replica.get().has("hub"));
        assertThat(replica.get()).isEqualTo(Doc.of("n", 0, "hub", 1));
        assertThat(replica.status().storage()).isEqualTo(Storage.BROKEN_STORE);
        assertThat(replica.status().lastError()).contains("broken");
        assertThat(replica.status().pendingWrites()).isZero();
        store.forceFails = false;
    }

    @Test
    void confirmedValueThatCantBeKept_isShown_andReported() {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0));
        Replica<Doc> replica = client.replica("state");

        store.saveFails = true;
        atom.swap(doc -> doc.with("n", 1));
        await().until(() -> replica.get().equals(Doc.of("n", 1)));
        assertThat(replica.status().lastError()).contains("full");
        stopHub();
        restart();

        assertThat(client.replica("state").get()).isEqualTo(Doc.of("n", 0));
        startHub();
        await().until(() -> client.replica("state").get().equals(Doc.of("n", 1)));
    }

    @Test
    void replicaOfAnotherType_thanWhatIsKept_saysSo() {
        hub.atom("board", Doc.of("title", 5));
        client.replica("board");
        stopHub();
        restart();

        assertThatThrownBy(() -> client.replica("board", AtomType.of(Board.class)))
                .isInstanceOfSatisfying(
                        EntangleException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TYPE_MISMATCH));
        assertThat(client.replica("board").get()).isEqualTo(Doc.of("title", 5));
    }

    @Test
    void records_areKeptAsWell() {
        hub.atom("board", AtomType.of(Board.class), new Board("Home"));
        AtomType<Board> type = AtomType.of(Board.class);
        Replica<Board> board = client.replica("board", type);
        stopHub();
        board.swap(old -> new Board(old.title() + "!"));
        restart();

        assertThat(client.replica("board", type).get()).isEqualTo(new Board("Home!"));
    }

    @Test
    void closedReplica_refusesWrites() {
        hub.atom("state", Doc.of("n", 0));
        Replica<Doc> replica = client.replica("state");

        replica.close();

        assertThatThrownBy(() -> replica.swap(doc -> doc.with("n", 1))).isInstanceOf(IllegalStateException.class);
        client.replica("state").swap(doc -> doc.with("n", 2));
    }

    @Test
    void transaction_besideOneThatOnlyReadsTheSame_isKeptAndShown() {
        AtomType<Count> type = AtomType.of(Count.class);
        hub.atom("read", Doc.of("n", 0));
        Atom<Count> first = hub.atom("first", type, new Count(0));
        Atom<Doc> second = hub.atom("second", Doc.of("n", 0));
        Replica<Doc> read = client.replica("read");
        Replica<Count> a = client.replica("first", type);
        Replica<Doc> b = client.replica("second");
        AtomicInteger compared = new AtomicInteger();
        Runnable besides = () -> client.transact(tx -> {
            tx.get(read);
            return tx.swap(b, doc -> doc.with("n", compared.incrementAndGet()));
        });

        // at each of the moments at which a transaction compares what it makes
        for (int skipped = 0; skipped < 4; skipped++) {
            int left = skipped;
            int n = skipped + 1;
            client.transact(tx -> {
                WHEN_COMPARED.set(after(left, besides));
                tx.get(read);
                return tx.swap(a, count -> new Count(n));
            });
            WHEN_COMPARED.set(() -> {});
        }

        assertThat(compared.get()).isPositive();
        await().until(() -> a.synced().isComplete() && b.synced().isComplete());
        assertThat(a.get()).isEqualTo(new Count(4)).isEqualTo(first.get());
        assertThat(b.get()).isEqualTo(second.get());
    }

    /** Does something the time after so many others. */
    private static Runnable after(int times, Runnable then) {
        return times == 0 ? then : () -> WHEN_COMPARED.set(after(times - 1, then));
    }

    @Test
    void writesOfManyThreads_withTheHubWritingToo_areAllKeptAndTakeEffectOnce() throws Exception {
        int threads = 6;
        int each = 60;
        Atom<Doc> one = hub.atom("one", Doc.of("n", 0));
        Atom<Doc> two = hub.atom("two", Doc.of("n", 0));
        Replica<Doc> a = client.replica("one");
        Replica<Doc> b = client.replica("two");
        List<Doc> torn = new CopyOnWriteArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            done.add(pool.submit(() -> {
                for (int i = 0; i < each; i++) {
                    String key = "t" + thread + "-" + i;
                    if (i % 3 == 0) {
                        client.transact(tx -> {
                            tx.swap(a, doc -> doc.with(key, 1));
                            return tx.swap(b, doc -> doc.with(key, 1));
                        });
                    } else {
                        client.transact(tx -> {
                            tx.get(b); // which takes part, unchanged
                            return tx.swap(a, doc -> doc.with(key, 1));
                        });
                        b.increment(io.entangle.value.Path.of(key), 1);
                    }
                    Doc shown = a.get();
                    if (!shown.has(key) || !b.get().has(key)) {
                        torn.add(shown);
                    }
                }
            }));
        }
        done.add(pool.submit(() -> {
            for (int i = 0; i < each; i++) {
                int n = i;
                one.swap(doc -> doc.with("hub", n));
            }
        }));
        for (Future<?> task : done) {
            task.get(30, TimeUnit.SECONDS);
        }
        pool.shutdown();

        assertThat(torn).isEmpty();
        await().until(() -> a.synced().isComplete() && b.synced().isComplete());
        assertThat(one.get()).isEqualTo(a.get());
        assertThat(two.get()).isEqualTo(b.get());
        assertThat(one.get().size()).isEqualTo(threads * each + 2);
        assertThat(two.version()).isEqualTo(threads * each);
        assertThat(one.version()).isEqualTo(threads * each + each);
        stopHub();
        restart();
        assertThat(client.replica("one").get()).isEqualTo(one.get());
        assertThat(client.replica("two").get()).isEqualTo(two.get());
    }
}
