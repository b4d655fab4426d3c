package io.entangle.pubsub.kill;

import io.entangle.journal.Journal;
import io.entangle.journal.sql.Journals;
import io.entangle.pubsub.hub.Hub;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A hub on a journal, in a process of its own, to be killed. It says how many milliseconds it took to open the journal and
 * the atoms. Snapshots and compaction happen all the time.
 */
final class KilledHub {
    private static final Duration HISTORY = Duration.ofSeconds(15);
    private static final int SNAPSHOT_EVERY = 200;

    private KilledHub() {}

    public static void main(String[] arguments) throws IOException {
        Vertx vertx = Vertx.vertx();
        long began = System.nanoTime();
        Hub hub = Hub.builder(vertx)
                .journal(open(arguments[0]))
                .snapshotEvery(SNAPSHOT_EVERY)
                .history(HISTORY)
                .build();
        Accounts.ALL.forEach(id -> hub.atom(id, Accounts.EMPTY));
        long tookMs = (System.nanoTime() - began) / 1_000_000;
        hub.start(Integer.parseInt(arguments[1]))
                .onSuccess(listening -> System.out.println("ready " + tookMs))
                .onFailure(failed -> System.out.println("failed " + failed));
        Commands.awaitStop();
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Journal open(String journal) {
        String address = journal.substring(journal.indexOf(':') + 1);
        return switch (journal.substring(0, journal.indexOf(':'))) {
            case "sqlite" -> Journals.sqlite(Path.of(address));
            case "postgres" -> Journals.postgres(address);
            default -> throw new IllegalArgumentException("no journal: " + journal);
        };
    }
}
