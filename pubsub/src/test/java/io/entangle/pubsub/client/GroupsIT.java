package io.entangle.pubsub.client;

import static io.entangle.pubsub.client.HubAndClients.until;
import static io.entangle.pubsub.client.HubAndClients.untilEqual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Atom;
import io.entangle.atom.Transaction;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of several atoms as one: a bank whose sum nobody ever sees differ, wherever the changes are made. */
final class GroupsIT {
    private static final int ACCOUNTS = 3;

    private final HubAndClients all = new HubAndClients();
    private final List<Atom<Doc>> accounts = new ArrayList<>();

    @BeforeEach
    void open() {
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.add(all.hub.atom(
                    "account-" + i,
                    Atom.builder(AtomType.doc()).validator(doc -> n(doc) < 0 ? "an account is not overdrawn" : null),
                    Doc.of("n", 100),
                    all.hub.settings()));
        }
    }

    @AfterEach
    void close() {
        all.close();
    }

    private static long n(Doc doc) {
        return doc.get("n", Long.class);
    }

    private List<Replica<Doc>> replicas(HubClient client) {
        List<Replica<Doc>> replicas = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            replicas.add(client.replica("account-" + i));
        }
        return replicas;
    }

    private static Void transfer(Transaction tx, List<? extends io.entangle.atom.Cell<Doc>> cells, Random random) {
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        long amount = Math.min(random.nextInt(20), n(tx.get(cells.get(from))));
        tx.swap(cells.get(from), doc -> doc.with("n", n(doc) - amount));
        tx.swap(cells.get(to), doc -> doc.with("n", n(doc) + amount));
        return null;
    }

    private static long sum(Transaction tx, List<? extends io.entangle.atom.Cell<Doc>> cells) {
        return cells.stream().mapToLong(cell -> n(tx.get(cell))).sum();
    }

    /**
     * Whatever the hub and a client transfer at the same time, each reader sees the sum in every read. The client that
     * writes shows transfers that are not confirmed yet on top of what others did, so it is asked at the end.
     */
    @Test
    void sum_isConstant_inEveryReadAndEveryWatch_ofEveryReplica_acrossReconnects() throws InterruptedException {
        HubClient writing = all.client();
        HubClient reading = all.client();
        List<Replica<Doc>> writers = replicas(writing);
        List<Replica<Doc>> readers = replicas(reading);
        List<String> torn = new CopyOnWriteArrayList<>();
        for (Replica<Doc> reader : readers) {
            reader.watch("sum", (before, after) -> {
                long sum = reading.transact(tx -> sum(tx, readers));
                if (sum != 100 * ACCOUNTS) {
                    torn.add("a watch of " + reader.id() + " saw " + sum);
                }
            });
        }
        List<RefusalCode> refused = new CopyOnWriteArrayList<>();
        writers.forEach(
                writer -> writer.onRefused(each -> refused.add(each.refusal().code())));
        CountDownLatch stop = new CountDownLatch(1);
        Random ofHub = new Random(1);
        Thread hubSide = every(stop, () -> all.hub.transact(tx -> transfer(tx, accounts, ofHub)));
        Random ofClient = new Random(2);
        Thread clientSide = every(stop, () -> {
            if (writers.get(0).status().pendingWrites() < 20) {
                writing.transact(tx -> transfer(tx, writers, ofClient));
            }
        });

        long reads = 0;
        long end = System.nanoTime() + 3_000_000_000L;
        boolean wasOffline = false;
        while (System.nanoTime() < end) {
            long atReader = reading.transact(tx -> sum(tx, readers));
            long atHub = all.hub.transact(tx -> sum(tx, accounts));
            reads += 2;
            if (atReader != 100 * ACCOUNTS || atHub != 100 * ACCOUNTS) {
                torn.add("reader " + atReader + ", hub " + atHub);
            }
            if (!wasOffline && System.nanoTime() > end - 1_500_000_000L) {
                wasOffline = true;
                all.offline();
                all.online();
            }
        }
        stop.countDown();
        hubSide.join();
        clientSide.join();

        assertThat(torn).as("other sums, in %s reads", reads).isEmpty();
        until(() -> writers.stream().allMatch(each -> each.status().pendingWrites() == 0));
        for (int i = 0; i < ACCOUNTS; i++) {
            untilEqual(accounts.get(i), writers.get(i), readers.get(i));
        }
        assertThat(refused)
                .as("of transfers that met others")
                .isSubsetOf(RefusalCode.CONFLICT, RefusalCode.GROUP, RefusalCode.VALIDATION);
        long took = writers.stream()
                .mapToLong(each -> each.status().version().number())
                .sum();
        assertThat(took).isPositive();
    }

    /** Makes a change every millisecond until told to stop. */
    private static Thread every(CountDownLatch stop, Runnable change) {
        Thread thread = new Thread(() -> {
            try {
                while (!stop.await(1, TimeUnit.MILLISECONDS)) {
                    change.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void group_oneWriteRefused_allAreRolledBackAndReported() {
        HubClient client = all.client();
        List<Replica<Doc>> replicas = replicas(client);
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        replicas.forEach(replica -> replica.onRefused(refused::add));

        all.offline();
        client.transact(tx -> {
            tx.reset(replicas.get(0), Doc.of("n", 300));
            return tx.swap(replicas.get(1), doc -> doc.with("n", -100));
        });
        assertThat(replicas.get(0).get()).isEqualTo(Doc.of("n", 300));
        replicas.get(0).swap(doc -> doc.with("later", true));
        all.online();

        until(() -> refused.size() == 2);
        untilEqual(accounts.get(0), replicas.get(0));
        until(() -> replicas.get(0).status().pendingWrites() == 0);
        assertThat(refused)
                .extracting(each -> each.refusal().code())
                .containsExactlyInAnyOrder(RefusalCode.VALIDATION, RefusalCode.GROUP);
        assertThat(accounts.get(0).get()).isEqualTo(Doc.of("n", 100, "later", true));
        assertThat(accounts.get(1).version()).isZero();
    }

    @Test
    void group_madeOnARefusedOne_isRefusedAsWell_andSoIsTheNext() {
        HubClient client = all.client();
        List<Replica<Doc>> replicas = replicas(client);
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        replicas.forEach(replica -> replica.onRefused(refused::add));
        all.offline();
        move(client, replicas, 0, 1);
        move(client, replicas, 1, 2);
        move(client, replicas, 2, 0);
        accounts.get(0).swap(doc -> doc.with("n", 50)); // so the first is refused, the third alone would be as well
        accounts.get(1).swap(doc -> doc.with("n", 150));

        all.online();
        until(() -> replicas.stream().allMatch(each -> each.status().pendingWrites() == 0));

        assertThat(refused).hasSize(6);
        assertThat(accounts.stream().map(each -> n(each.get()))).containsExactly(50L, 150L, 100L);
        for (int i = 0; i < ACCOUNTS; i++) {
            untilEqual(accounts.get(i), replicas.get(i));
        }
        move(client, replicas, 1, 2);
        until(() -> n(accounts.get(2).get()) == 110);
    }

    private static void move(HubClient client, List<Replica<Doc>> replicas, int from, int to) {
        client.transact(tx -> {
            tx.swap(replicas.get(from), doc -> doc.with("n", n(doc) - 10));
            return tx.swap(replicas.get(to), doc -> doc.with("n", n(doc) + 10));
        });
    }

    @Test
    void group_madeOffline_isSentWholeOnce() {
        HubClient client = all.client();
        List<Replica<Doc>> replicas = replicas(client);
        all.offline();
        for (int i = 0; i < 50; i++) {
            client.transact(tx -> {
                tx.swap(replicas.get(0), doc -> doc.with("n", n(doc) - 1));
                return tx.swap(replicas.get(1), doc -> doc.with("n", n(doc) + 1));
            });
            replicas.get(0).swap(doc -> doc.update("single", n -> n == null ? 1L : (long) n + 1));
        }

        all.online();
        until(() -> replicas.stream().allMatch(each -> each.status().pendingWrites() == 0));

        assertThat(accounts.get(0).get()).isEqualTo(Doc.of("n", 50, "single", 50));
        assertThat(accounts.get(1).get()).isEqualTo(Doc.of("n", 150));
    }

    @Test
    void group_aReplicaOfItClosedBeforeItWasSent_refusesTheOthers() {
        HubClient client = all.client();
        List<Replica<Doc>> replicas = replicas(client);
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        replicas.get(0).onRefused(refused::add);
        all.offline();
        client.transact(tx -> {
            tx.reset(replicas.get(0), Doc.of("n", 1));
            return tx.swap(replicas.get(1), doc -> Doc.of("n", 2));
        });

        replicas.get(1).close();
        all.online();

        until(() -> refused.size() == 1 && replicas.get(0).status().pendingWrites() == 0);
        assertThat(refused.get(0).refusal().code()).isEqualTo(RefusalCode.GROUP);
        assertThat(accounts.get(0).version()).isZero();
    }

    @Test
    void transact_aCellThatIsNoReplicaOfTheClient_isRefused() {
        assertThatThrownBy(() -> all.client().transact(tx -> tx.get(accounts.get(0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("over its replicas");
    }
}
