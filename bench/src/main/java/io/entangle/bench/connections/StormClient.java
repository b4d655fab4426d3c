package io.entangle.bench.connections;

import io.entangle.pubsub.client.ClientOptions;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.transport.Transport;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Many clients of the library in a JVM of its own, each with a replica. */
final class StormClient {
    private StormClient() {}

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        List<Replica<Doc>> replicas = new ArrayList<>();
        ClientOptions options = ClientOptions.DEFAULT.withTransports(Transport.WEB_SOCKET);
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            HubClient client = HubClient.connect(vertx, "ws://127.0.0.1:" + args[0] + "/entangle", options);
            replicas.add(client.subscribe(Server.ATOM, AtomType.doc())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join());
        }
        Commands.say(replicas.size());
        Commands.serve(command -> awaitHead(replicas, Long.parseLong(command[1]), Long.parseLong(command[2])));
    }

    /** {@return when half, 95 % and all of them had a value, in nanoseconds after a time} */
    private static long[] awaitHead(List<Replica<Doc>> replicas, long head, long sinceNanos) {
        long[] at = new long[3];
        double[] shares = {0.5, 0.95, 1};
        while (at[2] == 0) {
            long there = replicas.stream()
                    .filter(replica -> (long) replica.confirmed().get("t") == head)
                    .count();
            for (int i = 0; i < shares.length; i++) {
                if (at[i] == 0 && there >= Math.ceil(shares[i] * replicas.size())) {
                    at[i] = System.nanoTime() - sinceNanos;
                }
            }
            LockSupport.parkNanos(2_000_000);
        }
        return at;
    }
}
