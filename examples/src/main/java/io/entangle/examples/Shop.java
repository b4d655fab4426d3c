package io.entangle.examples;

import io.entangle.atom.Atom;
import io.entangle.atom.RefusedException;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.client.ReplicaOptions;
import io.entangle.pubsub.hub.Hub;
import io.entangle.replica.Mutations;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Two tills of one shop at the same time, and nothing is lost: a mutation run again on the newest stock, an increment
 * that adds up, and money moved between two atoms as one change.
 */
@Command(
        name = "shop",
        description = "Mutations by name, increments and transactions: two tills sell from one stock.",
        mixinStandardHelpOptions = true)
public final class Shop implements Callable<Integer> {
    /** Known to the hub and to both tills. */
    private static final Mutations<Doc> STOCK = Mutations.<Doc>builder()
            .add("sell", (stock, sale) -> {
                long left = stock.get("milk", Long.class) - sale.get("count", Long.class);
                if (left < 0) {
                    throw new RefusedException("sold out");
                }
                return stock.with("milk", left);
            })
            .build();

    /**
     * What is left in the end.
     *
     * @param stock the goods
     * @param till the money in the till
     * @param safe the money in the safe, as a replica sees it
     */
    record Outcome(Doc stock, Doc till, Doc safe) {}

    /** The example. */
    public Shop() {}

    @Override
    public Integer call() {
        System.out.println(run(50));
        return 0;
    }

    /** {@return what is left after each of two tills has sold so many} */
    static Outcome run(int each) {
        Vertx vertx = Vertx.vertx();
        try (Hub hub = Hub.builder(vertx).listen(0);
                HubClient one = HubClient.connect(vertx, address(hub));
                HubClient other = HubClient.connect(vertx, address(hub))) {
            Atom<Doc> stock = hub.atom("stock", AtomType.doc(), Doc.of("milk", 100), STOCK);
            Atom<Doc> till = hub.atom("till", Doc.of("money", 0));
            Atom<Doc> safe = hub.atom("safe", Doc.of("money", 0));

            Replica<Doc> seen = other.replica("safe");
            sell(one, each);
            sell(other, each);
            Cells.await(till, doc -> doc.get("money").equals(2L * each));

            // Both or none, for every reader in this process and in any other.
            hub.transact(tx -> {
                long money = tx.get(till).get("money", Long.class);
                tx.swap(till, doc -> doc.with("money", 0));
                return tx.swap(safe, doc -> doc.with("money", money));
            });
            Cells.await(seen, doc -> doc.equals(safe.get()));
            return new Outcome(stock.get(), till.get(), seen.get());
        } finally {
            vertx.close();
        }
    }

    private static void sell(HubClient client, int count) {
        ReplicaOptions<Doc> options = ReplicaOptions.<Doc>defaults().withMutations(STOCK);
        Replica<Doc> stock = client.replica("stock", AtomType.doc(), options);
        Replica<Doc> till = client.replica("till");
        for (int i = 0; i < count; i++) {
            stock.mutate("sell", Doc.of("count", 1)); // here at once, and again at the hub on the newest stock
            till.increment(Path.of("money"), 1);
        }
        stock.synced().toCompletionStage().toCompletableFuture().join();
    }

    private static String address(Hub hub) {
        return "ws://localhost:" + hub.port() + Hub.DEFAULT_MOUNT_POINT;
    }
}
