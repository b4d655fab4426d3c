package io.entangle.examples.demo;

import io.entangle.examples.demo.Message.Connect;
import io.entangle.examples.demo.Message.Latency;
import io.entangle.examples.demo.Message.Reached;
import io.entangle.examples.demo.Message.Ready;
import io.entangle.examples.demo.Message.ReplicaResult;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.HdrHistogram.Histogram;

/** A process with a replica: verifies each revision it shows, and writes that it has. */
final class ReplicaProcess {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final LauncherLink link;
    private final String name;
    private final int replicas;
    /** What the replica showed, in order, to be verified outside the watch: a watch must not block. */
    private final BlockingQueue<Doc> shown = new LinkedBlockingQueue<>();

    private final Histogram latency = new Histogram(SIGNIFICANT_DIGITS);
    private int verified;
    private int revision = -1;

    private ReplicaProcess(LauncherLink link, String name, int replicas) {
        this.link = link;
        this.name = name;
        this.replicas = replicas;
    }

    /**
     * Runs the process.
     *
     * @param args the replica's name, and how many replicas there are
     */
    public static void main(String[] args) {
        LauncherLink.main(link -> new ReplicaProcess(link, args[0], Integer.parseInt(args[1])).run());
    }

    private void run() throws InterruptedException {
        int port = link.await(Connect.class).port();
        ReceivedBytes received = new ReceivedBytes();
        Vertx vertx = received.vertx();
        try (HubClient client = HubClient.connect(vertx, "ws://localhost:" + port + "/entangle")) {
            Replica<Doc> countries = client.replica(Countries.ATOM);
            countries.onRefused(refused -> link.send(new Message.Failed("a write was refused: " + refused)));
            countries.watch("demo", this::changed);
            shown.add(countries.get());
            follow(countries);
            countries.synced().toCompletionStage().toCompletableFuture().join();
            link.finish(new ReplicaResult(
                    verified,
                    verified,
                    latency(),
                    received.sum(),
                    Countries.ending(countries.confirmed(), countries.version().number())));
        }
        vertx.close();
    }

    /** Takes the time first of all: from here on, whoever reads the replica reads the new revision. */
    private void changed(Doc before, Doc after) {
        if (Countries.revision(before) != Countries.revision(after)) {
            latency.recordValue(Math.max(0, Countries.nowMicros() - Countries.shownMicros(after)));
        }
        shown.add(after);
    }

    private void follow(Replica<Doc> countries) throws InterruptedException {
        Doc value;
        do {
            value = shown.take();
            if (Countries.revision(value) > revision) {
                verify(value);
                countries.swap(current -> Countries.withSeen(current, name, revision));
                link.send(verified == 1 ? new Ready() : new Reached(revision));
            }
        } while (!Countries.isComplete(value, replicas));
    }

    private void verify(Doc value) {
        String actual = Sha256.of(Countries.document(value));
        if (!actual.equals(Countries.sha256(value))) {
            throw new DemoFailure("at revision " + Countries.revision(value) + " the document's SHA-256 is " + actual
                    + ", but the history says " + Countries.sha256(value));
        }
        revision = Countries.revision(value);
        verified++;
    }

    private Latency latency() {
        return new Latency(
                latency.getTotalCount(),
                latency.getValueAtPercentile(50),
                latency.getValueAtPercentile(99),
                latency.getMaxValue());
    }
}
