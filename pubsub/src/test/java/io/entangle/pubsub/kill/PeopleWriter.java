package io.entangle.pubsub.kill;

import io.entangle.datalog.Database;
import io.entangle.datalog.live.Connection;
import io.entangle.pubsub.client.ClientOptions;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.store.FileReplicaStore;
import io.entangle.replica.ReplicaStore;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * A replica of a database in a process of its own, to be killed, with a store. For each number it is told it makes transactions up
 * to that one, without waiting for what comes of them; told "synced", it waits for that, and says what its database is.
 */
final class PeopleWriter {
    private static final int MOST_UNDER_WAY = 64;
    private static final ClientOptions QUICK =
            ClientOptions.DEFAULT.withBackoff(Duration.ofMillis(20), Duration.ofMillis(100));

    private PeopleWriter() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        ReplicaStore store = FileReplicaStore.open(Path.of(arguments[0]));
        String name = arguments[2];
        HubClient client = HubClient.builder(vertx, arguments[1])
                .options(QUICK)
                .store(store)
                .connect();
        Connection people = client.connection(People.ID, People.TYPE);
        Replica<Database> replica = (Replica<Database>) people.cell();
        replica.onRefused(refused -> System.out.println("refused " + refused.refusal()));
        Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
        int made = People.last(people.db(), name);
        System.out.println("begins " + made);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("synced")) {
                replica.synced().toCompletionStage().toCompletableFuture().join();
                System.out.println("synced");
            } else if (line.equals("digest")) {
                System.out.println("digest " + People.digest(people.db()));
            } else {
                while (made < Integer.parseInt(line)) {
                    underWay.acquire();
                    people.submit(People.transaction(name, ++made), null)
                            .settled()
                            .whenComplete((settled, failure) -> underWay.release());
                }
                System.out.println("made " + made);
            }
        }
        Runtime.getRuntime().halt(1); // without the test
    }
}
