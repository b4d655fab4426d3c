package io.entangle.pubsub.client;

import static io.entangle.pubsub.client.HubAndClients.done;
import static io.entangle.pubsub.client.HubAndClients.until;
import static io.entangle.pubsub.client.HubAndClients.untilEqual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entangle.atom.Atom;
import io.entangle.atom.Cell;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatabaseFunction;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.Schema;
import io.entangle.datalog.TransactionFunction;
import io.entangle.datalog.TxReport;
import io.entangle.datalog.edn.EdnLimits;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.live.Connection;
import io.entangle.datalog.live.DatabaseType;
import io.entangle.datalog.live.Settled;
import io.entangle.datalog.live.Submission;
import io.entangle.datalog.live.TransactLimits;
import io.entangle.datalog.query.Query;
import io.entangle.journal.MemoryJournal;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.Rules;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.RefusedWriteException;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Databases at a real hub and at real clients of it. */
final class DatabaseConnectionIT {
    private static final Keyword NAME = Keyword.of("name");
    private static final Keyword AGE = Keyword.of("age");
    private static final Schema SCHEMA = Schema.parse("""
            {:name    {:db/unique :db.unique/identity}
             :email   {:db/unique :db.unique/value}
             :friends {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}}
            """);
    private static final DatabaseFunction OLDER = DatabaseFunction.of(
            Symbol.of("test/older"),
            (database, arguments) -> List.of(List.of(
                    Keyword.of("db/add"),
                    arguments.get(0),
                    AGE,
                    1L + (Long) database.entity(arguments.get(0)).get(AGE))));

    private final HubAndClients all = new HubAndClients();

    @AfterEach
    void close() {
        all.close();
    }

    private static DatabaseType type() {
        return DatabaseType.of(SCHEMA).withFunction(OLDER);
    }

    private Connection atClient() {
        return all.client().connection("people", type());
    }

    private static Settled settled(Submission submission) {
        return submission.settled().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static Throwable failure(Submission submission) {
        Throwable thrown = catchThrowable(() -> settled(submission));
        assertThat(thrown).isInstanceOf(CompletionException.class);
        return thrown.getCause();
    }

    private static void untilSame(Connection... connections) {
        untilEqual(List.of(connections).stream().map(Connection::cell).toArray(Cell<?>[]::new));
    }

    private static Object value(Connection connection, String name, Keyword attribute) {
        return connection.db().entity(List.of(NAME, name)).get(attribute);
    }

    @Test
    void transact_atAClient_isShownThereAtOnceAndSoonEverywhere() {
        Connection atHub = all.hub.connection("people", type());
        Connection first = atClient();
        Connection second = atClient();

        Submission submission = first.submit("[{:name \"Ada\" :age 36 :friends [{:name \"Charles\"}]}]");

        assertThat(first.db()).isEqualTo(submission.report().dbAfter());
        assertThat(value(first, "Ada", AGE)).isEqualTo(36L);
        Settled settled = settled(submission);
        assertThat(settled.ids()).isEmpty();
        assertThat(settled.tx()).hasValue(atHub.db().maxTx());
        untilSame(atHub, first, second);
        Query friends = Query.parse("[:find ?n . :where [?a :name \"Ada\"] [?a :friends ?b] [?b :name ?n ?tx]]");
        assertThat(friends.run(second.db())).isEqualTo("Charles");
        assertThat(second.db().maxTx()).isEqualTo(atHub.db().maxTx());
        assertThat(second.db().maxEntity()).isEqualTo(atHub.db().maxEntity());
    }

    @Test
    void transact_atTheHub_isAtItsClients() {
        Connection atHub = all.hub.connection("people", type());
        Connection client = atClient();
        List<TxReport> reports = new CopyOnWriteArrayList<>();
        client.listen("log", reports::add);

        TxReport report = atHub.transact("[{:name \"Ada\"}]");

        until(() -> client.db().maxTx() == atHub.db().maxTx());
        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).txData()).isEqualTo(report.txData());
        assertThat(reports.get(0).dbAfter()).isEqualTo(atHub.db());
    }

    @Test
    void ids_givenAtTwoClientsAtOnce_areReplacedByTheHubs_andTheCallerIsTold() {
        Connection atHub = all.hub.connection("people", type());
        Connection first = atClient();
        Connection second = atClient();
        all.offline();

        Submission ada = first.submit(
                "[{:db/id \"a\" :name \"Ada\" :friends [\"c\" {:name \"Mary\"}]} [:db/add \"c\" :name \"Charles\"]]");
        Submission bob = second.submit("[{:db/id -1 :name \"Bob\" :friends [{:name \"Charles\"} {:name \"Dora\"}]}]");
        assertThat(ada.report().tempids())
                .containsEntry("a", 1L)
                .containsOnlyKeys("a", "c", Keyword.of("db/current-tx"));
        assertThat(bob.report().tempids()).containsEntry(-1L, 1L);
        all.online();

        for (Submission each : List.of(ada, bob)) {
            Settled settled = settled(each);
            Database db = settled.db();
            each.report().txData().forEach(datom -> {
                long entity = settled.ids().getOrDefault(datom.entity(), datom.entity());
                if (datom.attribute().equals(NAME)) {
                    assertThat(db.entityId(List.of(NAME, datom.value()))).hasValue(entity);
                }
            });
            each.report().tempids().forEach((tempid, provisional) -> {
                if (!(tempid instanceof Keyword)) {
                    assertThat(settled.tempids())
                            .containsEntry(tempid, settled.ids().getOrDefault(provisional, provisional));
                }
            });
            assertThat(settled.tempids().keySet()).doesNotContain(Keyword.of("db/current-tx"));
        }
        assertThat(settled(ada).ids().isEmpty()).isNotEqualTo(settled(bob).ids().isEmpty());
        untilSame(atHub, first, second);
        assertThat(value(first, "Bob", Keyword.of("friends")).toString())
                .contains("" + first.db().requireEntityId(List.of(NAME, "Charles")));
    }

    @Test
    void transactions_ofTwoClientsOnOneEntity_bothStay() {
        Connection atHub = all.hub.connection("people", type());
        atHub.transact("[{:name \"Ada\" :age 36}]");
        Connection first = atClient();
        Connection second = atClient();
        all.offline();

        first.transact("[[:db/add [:name \"Ada\"] :age 37]]");
        second.transact("[[:db/add [:name \"Ada\"] :city \"London\"] [:db/add [:name \"Ada\"] :friends 1]]");
        all.online();

        untilSame(atHub, first, second);
        assertThat(value(atHub, "Ada", AGE)).isEqualTo(37L);
        assertThat(value(first, "Ada", Keyword.of("city"))).isEqualTo("London");
    }

    @Test
    void transaction_refusedAtTheHub_isRolledBack_andTheCallerIsToldTheReason() {
        Connection atHub = all.hub.connection("people", type());
        atHub.transact("[{:name \"Ada\" :age 36} {:name \"Bob\"}]");
        Connection client = atClient();
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        ((Replica<Database>) client.cell()).onRefused(refused::add);
        all.offline();
        atHub.transact("[[:db/add [:name \"Ada\"] :age 40] [:db/add [:name \"Ada\"] :email \"a@example.org\"]]");

        Submission set = client.submit("[[:db/cas [:name \"Ada\"] :age 36 37]]");
        Submission unique = client.submit("[[:db/add [:name \"Bob\"] :email \"a@example.org\"]]");
        Submission fine = client.submit("[[:db/add [:name \"Bob\"] :age 7]]");
        assertThat(value(client, "Ada", AGE)).isEqualTo(37L);
        all.online();

        assertThat(failure(set))
                .isInstanceOfSatisfying(
                        DatalogException.class, e -> assertThat(e.error()).hasToString(":transact/cas"))
                .hasMessage(":db.fn/cas failed on datom [1 :age 40], expected 36");
        assertThat(failure(unique))
                .isInstanceOfSatisfying(
                        DatalogException.class, e -> assertThat(e.error()).hasToString(":transact/unique"))
                .hasMessageContaining("because of unique constraint");
        settled(fine);
        untilSame(atHub, client);
        assertThat(value(client, "Ada", AGE)).isEqualTo(40L);
        assertThat(value(client, "Bob", AGE)).isEqualTo(7L);
        assertThat(refused)
                .extracting(write -> write.refusal().code())
                .containsOnly(RefusalCode.VALIDATION)
                .hasSize(2);
    }

    @Test
    void transaction_refusedAtTheClient_isNotSent() {
        Connection atHub = all.hub.connection("people", type());
        Connection client = atClient();
        Database before = client.db();

        DatalogException refused = catchThrowableOfType(
                DatalogException.class, () -> client.transact("[[:db/add [:name \"Nobody\"] :age 1]]"));

        assertThat(refused.error()).hasToString(":entity-id/missing");
        assertThatThrownBy(() -> client.transact("[[:db/add")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.transact(List.of(
                        List.of(Keyword.of("db.fn/call"), (TransactionFunction) (database, arguments) -> List.of()))))
                .isInstanceOf(DatalogException.class)
                .hasMessageContaining("functions are registered with the type");
        assertThat(client.db()).isSameAs(before);
        assertThat(((Replica<Database>) client.cell()).status().pendingWrites()).isZero();
        assertThat(atHub.db().maxTx()).isEqualTo(Database.FIRST_TX);
    }

    @Test
    void functions_registeredOnBothSides_areCalledByName() {
        Connection atHub = all.hub.connection("people", type());
        atHub.transact("[{:name \"Ada\" :age 36} {:db/ident :older :db/fn #fn test/older}]");
        Connection first = atClient();
        Connection second = atClient();
        all.offline();

        first.transact("[[:db.fn/call #fn test/older [:name \"Ada\"]]]");
        second.transact("[[:older [:name \"Ada\"]]]");
        second.transact(List.of(List.of(Keyword.of("db.fn/call"), OLDER, 1L)));
        all.online();

        untilSame(atHub, first, second);
        until(() -> value(atHub, "Ada", AGE).equals(39L));
        untilSame(atHub, first, second);
    }

    @Test
    void type_withoutAFunctionThatIsInTheDatabase_doesNotFit() {
        all.hub.connection("people", type()).transact("[{:db/ident :older :db/fn #fn test/older}]");
        HubClient client = all.client();

        EntangleException error = catchThrowableOfType(
                EntangleException.class, () -> client.connection("people", DatabaseType.of(SCHEMA)));

        assertThat(error.code()).isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThat(error).hasMessageContaining("functions registered here");
    }

    @Test
    void limits_areTheHubs_whateverTheClientTakes() {
        all.hub.connection("people", type().within(new TransactLimits(new EdnLimits(1_000, 100, 8, 20), 5)));
        Connection generous = all.client().connection("people", type().within(TransactLimits.NONE));
        List<Map<Keyword, Object>> many = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            many.add(Map.of(NAME, "p" + i));
        }

        Submission tooMany = generous.submit(many, null);
        Submission tooLong = generous.submit(List.of(Map.of(NAME, "x".repeat(1_000))), null);
        Submission right = generous.submit(many.subList(0, 5), null);

        assertThat(failure(tooMany))
                .isInstanceOf(DatalogException.class)
                .hasMessage("A transaction makes at most 5 datoms, but found 6");
        assertThat(failure(tooLong))
                .isInstanceOfSatisfying(
                        DatalogException.class, e -> assertThat(e.error()).hasToString(":edn/too-long"));
        settled(right);
        assertThat(generous.db().size()).isEqualTo(5);
    }

    @Test
    void client_thatMayOnlyTransact_writesNothingElse() {
        Rules rules = Rules.builder()
                .atom("people")
                .read()
                .call(DatabaseType.TRANSACT)
                .build();
        try (HubAndClients guarded =
                new HubAndClients(builder -> builder.authenticator(shown -> Future.succeededFuture(Identity.ANONYMOUS))
                        .authorizer(rules))) {
            Connection atHub = guarded.hub.connection("people", type());
            Connection client = guarded.client().connection("people", type());
            Replica<Database> replica = (Replica<Database>) client.cell();
            List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
            replica.onRefused(refused::add);

            settled(client.submit("[{:name \"Ada\"}]"));
            replica.swap(db -> db.with("[{:name \"Bob\"}]").dbAfter());
            done(replica.synced());

            assertThat(refused).extracting(write -> write.refusal().code()).containsExactly(RefusalCode.FORBIDDEN);
            assertThat(client.db()).isEqualTo(atHub.db());
            assertThat(atHub.db().size()).isEqualTo(1);
        }
    }

    @Test
    void answer_lostWithTheConnection_comesWithTheNext() {
        Connection atHub = all.hub.connection("people", type());
        Relay relay = new Relay(all.vertx, all.hub.port());
        Connection client = all.client(relay.port(), HubAndClients.QUICK).connection("people", type());
        atHub.transact("[{:name \"Ada\"}]");
        until(() -> client.db().size() == 1);
        relay.swallowFromHub(true);

        Submission bob = client.submit("[{:db/id \"b\" :name \"Bob\"}]");
        until(() -> atHub.db().size() == 2);
        assertThat(bob.settled()).isNotDone();
        relay.swallowFromHub(false);
        relay.cut();

        Settled settled = settled(bob);
        assertThat(settled.tempids()).isEqualTo(Map.of("b", 2L));
        assertThat(settled.tx()).isEqualTo(OptionalLong.of(Database.FIRST_TX + 2));
        assertThat(atHub.db().size()).isEqualTo(2);
    }

    @Test
    void replica_closed_leavesNobodyWaiting() {
        all.hub.connection("people", type());
        Connection client = atClient();
        all.offline();
        Submission submission = client.submit("[{:name \"Ada\"}]");

        ((Replica<Database>) client.cell()).close();

        assertThat(failure(submission)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void document_isReadable_byThoseWhoKnowNoDatalog() {
        Connection atHub = all.hub.connection("people", type());
        atHub.transact("[{:name \"Ada\" :role :admin :friends [2 3]} {:name \"Bob\"}]");

        Doc doc = all.client().replica("people").get();

        assertThat(doc).isEqualTo(Doc.parse("""
                {"entities": {"1": {":name": ["Ada", 1], ":role": [":admin", 1, "edn"], ":friends": {"2": 1, "3": 1}},
                              "2": {":name": ["Bob", 1]}},
                 "entity": 2, "tx": 1}
                """));
    }

    @Test
    void writer_thatKnowsNoDatalog_isTakenIfItLeavesADatabase() {
        Connection atHub = all.hub.connection("people", type());
        atHub.transact("[{:name \"Ada\" :age 36} {:name \"Bob\"}]");
        Connection client = atClient();
        Replica<Doc> document = all.client().replica("people");
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        document.onRefused(refused::add);

        document.swap(doc -> doc.with(Path.of("entities", "1", ":age"), Doc.list(37, 1)));
        document.swap(doc -> doc.with(Path.of("entities", "2", ":name"), Doc.list("Ada", 1)));
        done(document.synced());

        untilSame(atHub, client);
        assertThat(value(client, "Ada", AGE)).isEqualTo(37L);
        assertThat(refused).extracting(write -> write.refusal().code()).containsExactly(RefusalCode.INVALID_VALUE);
        assertThat(refused.get(0).refusal().reason()).contains("Another entity has the value, which is unique");
        assertThat(document.get().get(Path.of("entities", "2", ":name"))).isEqualTo(Doc.list("Bob", 1));
    }

    @Test
    void journal_keepsEveryVersion() {
        MemoryJournal journal = new MemoryJournal();
        try (Hub hub = Hub.builder(all.vertx).journal(journal).listen(0);
                HubClient client = HubClient.connect(all.vertx, "ws://127.0.0.1:" + hub.port() + "/entangle")) {
            Connection atHub = hub.connection("people", type());
            Connection atClient = client.connection("people", type());
            settled(atClient.submit("[{:name \"Ada\" :age 36}]"));
            Database then = atHub.db();
            settled(atClient.submit("[[:db/add [:name \"Ada\"] :age 37]]"));

            Atom<Database> atom = (Atom<Database>) atHub.cell();

            assertThat(atom.asOf(1)).isEqualTo(then);
            assertThat(atom.asOf(1).maxTx()).isEqualTo(then.maxTx());
            assertThat(atom.history(2, 2)).hasSize(1);
            atom.revertTo(1);
            untilSame(atHub, atClient);
            assertThat(value(atClient, "Ada", AGE)).isEqualTo(36L);
            assertThat(((Replica<Database>) atClient.cell()).status().divergences())
                    .isZero();
        }
    }

    @Test
    void call_ofAMutationThatIsNotTheHubs_isRefusedAsSuch() {
        all.hub.atom("people", type(), type().empty());
        Connection client = atClient();

        Submission submission = client.submit("[{:name \"Ada\"}]");

        assertThat(failure(submission))
                .isInstanceOfSatisfying(
                        RefusedWriteException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.UNKNOWN_MUTATION));
        assertThat(client.db().size()).isZero();
    }
}
