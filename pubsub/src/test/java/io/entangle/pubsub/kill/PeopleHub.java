package io.entangle.pubsub.kill;

import io.entangle.datalog.live.Connection;
import io.entangle.journal.sql.Journals;
import io.entangle.pubsub.hub.Hub;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A hub with a database on a journal, in a process of its own, to be killed. For each line it is told, it says what the database is. */
final class PeopleHub {
    private static final int SNAPSHOT_EVERY = 500;

    private PeopleHub() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        Hub hub = Hub.builder(vertx)
                .journal(Journals.sqlite(Path.of(arguments[0])))
                .snapshotEvery(SNAPSHOT_EVERY)
                .build();
        Connection people = hub.connection(People.ID, People.TYPE);
        hub.start(Integer.parseInt(arguments[1]))
                .onSuccess(listening -> System.out.println("ready " + hub.port()))
                .onFailure(failed -> System.out.println("failed " + failed));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (in.readLine() != null) {
            System.out.println("digest " + People.digest(people.db()));
        }
        Runtime.getRuntime().halt(1); // without the test
    }
}
