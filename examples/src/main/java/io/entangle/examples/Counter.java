package io.entangle.examples;

import io.entangle.atom.Atom;
import io.entangle.atom.Cell;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.hub.Hub;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Two replicas count at the same time and converge. Each has a field of its own, so no count overwrites another; the
 * sum is what all agree on.
 */
@Command(
        name = "counter",
        description = "Two replicas count at the same time, each in a field of its own, and converge.",
        mixinStandardHelpOptions = true)
public final class Counter implements Callable<Integer> {
    @Option(names = "--times", paramLabel = "N", defaultValue = "500", description = "Count to N on each replica.")
    private int times = 500;

    /** The example with its defaults. */
    public Counter() {}

    @Override
    public Integer call() {
        List<Doc> all = run(times);
        System.out.println("hub        " + all.get(0));
        System.out.println("replica a  " + all.get(1));
        System.out.println("replica b  " + all.get(2));
        return all.stream().distinct().count() == 1 ? 0 : 1;
    }

    /** {@return what the hub and both replicas hold in the end} */
    static List<Doc> run(int times) {
        Vertx vertx = Vertx.vertx();
        try (Hub hub = Hub.builder(vertx).listen(0);
                HubClient a = HubClient.connect(vertx, address(hub));
                HubClient b = HubClient.connect(vertx, address(hub))) {
            Atom<Doc> atHub = hub.atom("counter", Doc.of("a", 0, "b", 0));
            Replica<Doc> atA = a.replica("counter");
            Replica<Doc> atB = b.replica("counter");
            for (int i = 0; i < times; i++) {
                atA.swap(doc -> doc.update("a", n -> (long) n + 1));
                atB.swap(doc -> doc.update("b", n -> (long) n + 1));
            }
            return List.of(awaitSum(atHub, 2L * times), awaitSum(atA, 2L * times), awaitSum(atB, 2L * times));
        } finally {
            vertx.close();
        }
    }

    private static String address(Hub hub) {
        return "ws://localhost:" + hub.port() + Hub.DEFAULT_MOUNT_POINT;
    }

    private static Doc awaitSum(Cell<Doc> cell, long sum) {
        return Cells.await(cell, doc -> doc.get("a", Long.class) + doc.get("b", Long.class) == sum);
    }
}
