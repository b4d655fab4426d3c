package io.entangle.examples;

import io.entangle.datalog.DatalogException;
import io.entangle.datalog.Schema;
import io.entangle.datalog.live.Connection;
import io.entangle.datalog.live.DatabaseType;
import io.entangle.datalog.live.Settled;
import io.entangle.datalog.query.Query;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.hub.Hub;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;

/**
 * A database that two desks of a library share: both lend at once what they see on the shelf, and of one book that both have lent
 * the hub lets one have it.
 */
@Command(
        name = "library",
        description = "A database shared by two desks of a library, with transactions and queries at each.",
        mixinStandardHelpOptions = true)
public final class Library implements Callable<Integer> {
    private static final DatabaseType BOOKS = DatabaseType.of(Schema.parse("""
            {:book/title   {:db/unique :db.unique/identity}
             :book/authors {:db/cardinality :db.cardinality/many}}
            """));
    private static final Query LENT =
            Query.parse("[:find ?title ?reader :where [?b :book/title ?title] [?b :book/lent ?reader]]");

    /**
     * What came of it.
     *
     * @param lent titles and readers, the same at both desks and at the hub
     * @param refused why loans were taken back
     */
    record Outcome(Set<List<Object>> lent, List<String> refused) {}

    /** The example. */
    public Library() {}

    @Override
    public Integer call() {
        Outcome outcome = run();
        outcome.lent().forEach(loan -> System.out.println(loan.get(1) + " has " + loan.get(0)));
        outcome.refused().forEach(reason -> System.out.println("taken back: " + reason));
        return 0;
    }

    /** {@return what came of it} */
    static Outcome run() {
        Vertx vertx = Vertx.vertx();
        try (Hub hub = Hub.builder(vertx).listen(0);
                HubClient north = HubClient.connect(vertx, "ws://localhost:" + hub.port() + "/entangle");
                HubClient south = HubClient.connect(vertx, "ws://localhost:" + hub.port() + "/entangle")) {
            // tag::database[]
            Connection books = hub.connection("books", BOOKS);
            books.transact("""
                    [{:book/title "Emma" :book/authors ["Jane Austen"]}
                     {:book/title "Good Omens" :book/authors ["Terry Pratchett" "Neil Gaiman"]}]
                    """);
            Connection atNorth = north.connection("books", BOOKS);
            Connection atSouth = south.connection("books", BOOKS);

            List<CompletableFuture<Settled>> loans = List.of(
                    lend(atNorth, "Emma", "Ann"),
                    lend(atSouth, "Emma", "Bob"), // who sees it on the shelf as well
                    lend(atSouth, "Good Omens", "Cleo"));
            // end::database[]
            List<String> refused = new ArrayList<>();
            for (CompletableFuture<Settled> loan : loans) {
                try {
                    loan.join();
                } catch (CompletionException e) {
                    refused.add(((DatalogException) e.getCause()).error().toString());
                }
            }
            Cells.await(atNorth.cell(), db -> db.equals(books.db()));
            Cells.await(atSouth.cell(), db -> db.equals(books.db()));
            return new Outcome(Set.copyOf(LENT.rows(atNorth.db())), refused);
        } finally {
            vertx.close();
        }
    }

    /** Lends a book that nobody has: what is seen here holds at the hub too, or the loan is taken back. */
    private static CompletableFuture<Settled> lend(Connection desk, String title, String reader) {
        try {
            return desk.submit("[[:db/cas [:book/title \"%s\"] :book/lent nil \"%s\"]]".formatted(title, reader))
                    .settled();
        } catch (DatalogException lentAlready) {
            return CompletableFuture.failedFuture(lentAlready);
        }
    }
}
