package io.entangle.pubsub.kill;

import io.entangle.pubsub.client.ClientOptions;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.store.FileReplicaStore;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes to replicas of a client with a store, in a process of its own. The client numbers its writes itself; they are counted
 * along here. It is not told in which version each of them is, but when they are confirmed.
 */
final class ReplicaWriter {
    private static final int MOST_AT_A_TIME = 40;

    /** The writes to an atom: those of which the outcome is logged, those that can be, and all. */
    private final class Numbers {
        private final String atom;
        private long logged = 1;
        private long certain = 1;
        private long next = 1;

        Numbers(String atom) {
            this.atom = atom;
        }

        long take(String what) {
            log.add("sent " + name + " " + atom + " " + next + " " + what);
            return next++;
        }
    }

    private final String name;
    private final int number;
    private final LineLog log;
    private final Random random;
    private final HubClient client;
    private final Map<String, Replica<Doc>> replicas = new LinkedHashMap<>();
    private final Map<String, Numbers> numbers = new LinkedHashMap<>();
    /** Told on the client's thread. */
    private final Map<String, String> refused = new ConcurrentHashMap<>();

    private volatile boolean stopping;
    private long amounts;

    private ReplicaWriter(HubClient client, FileReplicaStore store, int number, long seed, LineLog log) {
        this.name = "w" + number;
        this.number = number;
        this.client = client;
        this.random = new Random(seed);
        this.log = log;
        log.add("client " + name + " " + store.identity().client());
        log.force();
    }

    /** With the port, the number of the writer, a seed, the log, and a directory for the store. */
    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        FileReplicaStore store = FileReplicaStore.open(java.nio.file.Path.of(arguments[4]));
        HubClient client = HubClient.builder(vertx, Accounts.mountPoint(Integer.parseInt(arguments[0])))
                .options(ClientOptions.DEFAULT
                        .withBackoff(Duration.ofMillis(10), Duration.ofMillis(100))
                        .withConnectTimeout(Duration.ofSeconds(60)))
                .store(store)
                .connect();
        ReplicaWriter writer = new ReplicaWriter(
                client,
                store,
                Integer.parseInt(arguments[1]),
                Long.parseLong(arguments[2]),
                new LineLog(java.nio.file.Path.of(arguments[3])));
        Thread writing = new Thread(writer::writeForEver, "writer");
        writing.setDaemon(true);
        writing.start();
        Commands.awaitStop();
        writer.stopping = true;
        writing.join();
        System.out.println("done");
        Runtime.getRuntime().halt(0);
    }

    private void writeForEver() {
        for (String atom : Accounts.ALL) {
            Replica<Doc> replica = client.replica(atom);
            replica.onRefused(write -> refused.put(
                    atom + " " + write.write().sequence(),
                    write.refusal().code().wireName()));
            replicas.put(atom, replica);
            numbers.put(atom, new Numbers(atom));
        }
        while (!stopping) {
            int writes = 1 + random.nextInt(MOST_AT_A_TIME);
            for (int i = 0; i < writes; i++) {
                write();
            }
            confirm();
        }
        Accounts.ALL.forEach(this::count);
        confirm();
        numbers.values().forEach(each -> each.certain = each.next);
        logOutcomes();
    }

    private void write() {
        int choice = random.nextInt(100);
        if (choice < 8) {
            group();
            return;
        }
        String atom = Accounts.ALL.get(random.nextInt(Accounts.ALL.size()));
        Replica<Doc> replica = replicas.get(atom);
        if (choice < 40) {
            count(atom);
        } else if (choice < 60) {
            take(atom, "total");
            replica.increment(Path.of(Accounts.TOTAL), 1);
        } else {
            long sequence = take(atom, "edit");
            Path shared = Path.of(Accounts.SHARED, Accounts.shared(random.nextInt(Accounts.SHARED_FIELDS)));
            replica.swap(doc -> doc.with(Path.of(Accounts.LAST, name), sequence).with(shared, name + "-" + sequence));
        }
    }

    private void count(String atom) {
        take(atom, "count");
        replicas.get(atom).increment(Path.of(Accounts.COUNTS, name), 1);
    }

    private void group() {
        amounts++;
        long amount = amounts * 16 + number;
        Map<String, Long> sequences = new LinkedHashMap<>();
        for (String atom : Accounts.ALL) {
            sequences.put(atom, take(atom, "group " + Accounts.share(atom, amount)));
        }
        client.transact(transaction -> {
            replicas.forEach((atom, replica) -> transaction.swap(
                    replica,
                    doc -> doc.with(Path.of(Accounts.LAST, name), sequences.get(atom))
                            .with(Accounts.BANK, Accounts.share(atom, amount))));
            return null;
        });
    }

    private long take(String atom, String what) {
        long sequence = numbers.get(atom).take(what);
        log.force();
        return sequence;
    }

    /**
     * Waits until all is confirmed or refused. What was refused is told a moment after it is so; by the time that other
     * writes are confirmed it has been.
     */
    private void confirm() {
        replicas.values()
                .forEach(replica -> replica.synced()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join());
        logOutcomes();
        numbers.values().forEach(each -> each.certain = each.next);
    }

    private void logOutcomes() {
        for (Numbers each : numbers.values()) {
            for (; each.logged < each.certain; each.logged++) {
                String write = each.atom + " " + each.logged;
                String code = refused.remove(write);
                log.add(code == null ? "taken " + name + " " + write : "refused " + name + " " + write + " " + code);
            }
        }
        log.force();
    }
}
