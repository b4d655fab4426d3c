package io.entangle.pubsub.kill;

import io.entangle.atom.Version;
import io.entangle.pubsub.client.ClientOptions;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A client that writes nothing, in a process of its own. It logs what its replicas show, and what they must not. */
final class ReplicaObserver {
    private static final String NAME = "client";
    private static final int TICK_MS = 5;

    private final HubClient client;
    private final LineLog log;
    private final Map<String, Replica<Doc>> replicas = new LinkedHashMap<>();
    private final Map<String, Version> versions = new LinkedHashMap<>();

    private ReplicaObserver(HubClient client, LineLog log) {
        this.client = client;
        this.log = log;
        Accounts.ALL.forEach(atom -> replicas.put(atom, client.replica(atom)));
    }

    /** With the port and a log. */
    public static void main(String[] arguments) throws IOException {
        Vertx vertx = Vertx.vertx();
        HubClient client = HubClient.builder(vertx, Accounts.mountPoint(Integer.parseInt(arguments[0])))
                .options(ClientOptions.DEFAULT
                        .withBackoff(Duration.ofMillis(10), Duration.ofMillis(100))
                        .withConnectTimeout(Duration.ofSeconds(60)))
                .connect();
        ReplicaObserver observer = new ReplicaObserver(client, new LineLog(Path.of(arguments[1])));
        vertx.setPeriodic(TICK_MS, tick -> observer.look());
        Commands.awaitStop();
        Runtime.getRuntime().halt(0);
    }

    private void look() {
        List<Long> shares = client.transact(transaction -> replicas.values().stream()
                .map(replica -> (Long) transaction.get(replica).get(Accounts.BANK))
                .toList());
        if (shares.get(0) + shares.get(1) != 0) {
            log.add("wrong " + NAME + " shows part of a group: " + shares);
        }
        replicas.forEach(this::look);
        log.flush();
    }

    private void look(String atom, Replica<Doc> replica) {
        Version version = replica.version();
        Doc value = replica.confirmed();
        Version before = versions.get(atom);
        if (!replica.version().equals(version) || version.equals(before)) {
            return; // it has moved on meanwhile, or not at all
        }
        versions.put(atom, version);
        if (before != null && (before.epoch() != version.epoch() || before.number() > version.number())) {
            log.add("wrong " + NAME + " " + atom + " went from " + before + " to " + version);
        }
        if (replica.status().divergences() != 0) {
            log.add("wrong " + NAME + " " + atom + " differed from the hub's value");
        }
        log.add(RawObserver.line(NAME, atom, version, value));
    }
}
