package io.entangle.pubsub.client;

import io.entangle.pubsub.store.StoreKind;
import io.entangle.replica.ReplicaStore;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * A client in a process of its own, to be killed. It says what it shows when it begins. Told to write, it adds one entry
 * after another to its atom and says each once that has returned; told to wait, it says when all it had is confirmed.
 */
final class QueueingClient {
    static final ClientOptions QUICK = ClientOptions.DEFAULT
            .withBackoff(Duration.ofMillis(5), Duration.ofMillis(20))
            .withConnectTimeout(Duration.ofSeconds(20));

    private QueueingClient() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        ReplicaStore store = StoreKind.valueOf(arguments[3]).open(java.nio.file.Path.of(arguments[0]));
        HubClient client = HubClient.builder(vertx, arguments[1])
                .options(QUICK)
                .store(store)
                .connect();
        Replica<Doc> replica = client.replica("state");
        long entries = entries(replica);
        System.out.println("begins " + entries + " " + replica.version().number());
        if (arguments[2].equals("write")) {
            for (long i = entries + 1; true; i++) {
                add(replica, i);
                System.out.println("made " + i + " " + replica.version().number());
            }
        }
        replica.synced().toCompletionStage().toCompletableFuture().join();
        System.out.println(
                "synced " + entries(replica) + " " + replica.version().number());
        client.close();
        store.close();
        vertx.close();
    }

    private static long entries(Replica<Doc> replica) {
        return ((Doc) replica.get().get("entries")).size();
    }

    /** Adds an entry, in one of two ways: an increment that took effect twice shows in the value. */
    private static void add(Replica<Doc> replica, long i) {
        Path entry = Path.of("entries", String.valueOf(i));
        if (i % 2 == 0) {
            replica.increment(entry, 1);
        } else {
            replica.swap(doc -> doc.with(entry, 1).with("last", i));
        }
    }
}
