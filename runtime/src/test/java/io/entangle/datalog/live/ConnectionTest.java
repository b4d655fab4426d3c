package io.entangle.datalog.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entangle.atom.Atom;
import io.entangle.atom.RefusedException;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatabaseFunction;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.Datom;
import io.entangle.datalog.Schema;
import io.entangle.datalog.TxReport;
import io.entangle.datalog.edn.EdnLimits;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.journal.DurableAtoms;
import io.entangle.journal.sql.Journals;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectionTest {
    private static final Schema SCHEMA = Schema.parse("{:name {:db/unique :db.unique/identity}}");
    private static final Keyword NAME = Keyword.of("name");
    private static final Keyword COUNT = Keyword.of("count");

    @Test
    void transact_changesTheDatabase_andReports() {
        Connection connection = Connection.create(SCHEMA);

        TxReport report = connection.transact("[{:db/id -1 :name \"Ada\"}]");

        assertThat(report.dbAfter()).isSameAs(connection.db());
        assertThat(report.dbBefore().size()).isZero();
        assertThat(report.tempids()).containsEntry(-1L, 1L);
        assertThat(connection.db().size()).isEqualTo(1);
    }

    @Test
    void transact_refused_changesNothing() {
        Connection connection = Connection.create(SCHEMA);
        connection.transact("[{:name \"Ada\"}]");
        Database before = connection.db();

        assertThatThrownBy(() -> connection.transact("[[:db/add [:name \"Bob\"] :age 1]]"))
                .isInstanceOf(DatalogException.class);
        assertThatThrownBy(() -> connection.transact("{}"))
                .isInstanceOf(DatalogException.class)
                .hasMessage("Bad transaction data {}, expected sequential collection");

        assertThat(connection.db()).isSameAs(before);
    }

    @Test
    void with_saysWhatWouldHappen() {
        Connection connection = Connection.create(SCHEMA);

        assertThat(connection.with(List.of(Map.of(NAME, "Ada"))).txData()).hasSize(1);

        assertThat(connection.db().size()).isZero();
    }

    @Test
    void submit_isSettledAtOnce() {
        Submission submission = Connection.create(SCHEMA).submit(List.of(Map.of(NAME, "Ada")), "meta");

        assertThat(submission.report().txMeta()).isEqualTo("meta");
        assertThat(submission.settled())
                .isCompletedWithValueMatching(settled -> settled.ids().isEmpty()
                        && settled.tx().getAsLong() == Database.FIRST_TX + 1
                        && settled.db() == submission.report().dbAfter());
    }

    @Test
    void listener_isToldOfEachChange_untilItIsTakenAway() {
        Connection connection = Connection.create(SCHEMA);
        List<TxReport> reports = new ArrayList<>();
        connection.listen("log", reports::add);

        connection.transact("[{:name \"Ada\" :age 36}]");
        TxReport second = connection.transact("[[:db/add 1 :age 37]]");
        assertThat(connection.unlisten("log")).isTrue();
        connection.transact("[[:db/add 1 :age 38]]");

        assertThat(reports).hasSize(2);
        assertThat(reports.get(1).dbBefore()).isSameAs(reports.get(0).dbAfter());
        assertThat(reports.get(1).txData()).isEqualTo(second.txData());
        assertThat(reports.get(1).txData()).extracting(Datom::isAdded).containsExactly(false, true);
    }

    @Test
    void transact_byManyThreads_losesNothing() throws InterruptedException {
        DatabaseFunction count = DatabaseFunction.of(Symbol.of("count"), (db, arguments) -> {
            Object now = db.entity(1L) == null ? null : db.entity(1L).get(COUNT);
            return List.of(List.of(Keyword.of("db/add"), 1L, COUNT, now == null ? 1L : (Long) now + 1));
        });
        DatabaseType type = DatabaseType.of(SCHEMA).withFunction(count);
        Connection connection = Connection.of(Atom.of(type, type.empty()));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            threads.execute(() -> {
                for (int n = 0; n < 250; n++) {
                    connection.transact("[[:db.fn/call #fn count]]");
                }
            });
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(connection.db().entity(1L).get(COUNT)).isEqualTo(1_000L);
        assertThat(connection.db().maxTx()).isEqualTo(Database.FIRST_TX + 1_000);
    }

    @Test
    void connection_onAJournal_isThereAgain_withItsPast(@TempDir Path directory) {
        DatabaseType type = DatabaseType.of(SCHEMA);
        Database then;
        Database last;
        try (DurableAtoms atoms = DurableAtoms.on(Journals.sqlite(directory.resolve("db")))) {
            Connection connection = Connection.of(atoms.atom("people", type, type.empty()));
            then = connection.transact("[{:name \"Ada\" :tag :x}]").dbAfter();
            connection.transact("[{:name \"Bob\" :born #inst \"2000-01-01T00:00:00Z\"} [:db/retract 1 :tag]]");
            last = connection.transact("[]").dbAfter();
        }

        try (DurableAtoms atoms = DurableAtoms.on(Journals.sqlite(directory.resolve("db")))) {
            Atom<Database> atom = atoms.atom("people", type, type.empty());

            assertThat(Databases.all(atom.get())).isEqualTo(Databases.all(last));
            assertThat(Databases.all(atom.asOf(1))).isEqualTo(Databases.all(then));
            assertThat(Connection.of(atom).transact("[{:name \"Eve\"}]").tempids())
                    .containsValue(Database.FIRST_TX + 4);
            assertThat(atom.version()).isEqualTo(4);
        }
    }

    @Test
    void of_anAtomOfAnotherType_isRefused() {
        @SuppressWarnings("unchecked") // as somebody who casts would do
        Atom<Database> atom = (Atom<Database>) (Atom<?>) Atom.of(AtomType.doc(), Doc.of());

        assertThatThrownBy(() -> Connection.of(atom))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a connection is one to an atom of a DatabaseType, not of doc");
    }

    private static String refusal(DatabaseType type, Doc arguments) {
        Atom<Database> atom = Atom.of(type, type.empty());
        RefusedException refused = catchThrowableOfType(
                RefusedException.class, () -> type.mutations().run(atom, DatabaseType.TRANSACT, arguments));
        assertThat(refused).isNotNull();
        assertThat(atom.version()).isZero();
        return String.valueOf(refused.getMessage());
    }

    private static Doc data(String edn) {
        return Doc.of("data", edn);
    }

    @Test
    void mutation_refuses_withTheCodeAndTheMessage() {
        DatabaseType type = DatabaseType.of(SCHEMA).within(new TransactLimits(new EdnLimits(200, 20, 4, 10), 2));

        assertThat(refusal(type, Doc.list())).startsWith(":transact/syntax Bad arguments");
        assertThat(refusal(type, Doc.of("data", 1))).startsWith(":transact/syntax Bad arguments");
        assertThat(refusal(type, data("1"))).startsWith(":transact/syntax Bad transaction data");
        assertThat(refusal(type, data("["))).startsWith(":edn/unexpected-end 1:1: ");
        assertThat(refusal(type, data("[" + " ".repeat(300) + "]"))).startsWith(":edn/too-long ");
        assertThat(refusal(type, data("[1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1]")))
                .startsWith(":edn/too-many-forms ");
        assertThat(refusal(type, data("[[[[[]]]]]"))).startsWith(":edn/too-deep ");
        assertThat(refusal(type, data("[123456789012345678901234567890]"))).startsWith(":edn/number-too-large ");
        assertThat(refusal(type, data("[{:a 1 :b 2 :c 3}]")))
                .isEqualTo(":transact/limit A transaction makes at most 2 datoms, but found 3");
        assertThat(refusal(type, data("[[:db.fn/call #fn no/such]]"))).startsWith(":edn/invalid-tag ");
        assertThat(refusal(type, data("[#datom [1 :a 2]]"))).startsWith(":edn/invalid-tag ");
        assertThat(refusal(type, data("[[:db/add [:name 1] :a 1]]"))).startsWith(":entity-id/missing Nothing found");
    }

    @Test
    void mutation_takesDatoms_asTextToo() {
        DatabaseType type = DatabaseType.of(SCHEMA);
        Atom<Database> atom = Atom.of(type, type.empty());
        List<Object> txData = new ArrayList<>();
        txData.add(Datom.of(7, NAME, "Ada", Database.FIRST_TX + 3, true));
        txData.add(null);

        type.mutations().run(atom, DatabaseType.TRANSACT, Transact.arguments(txData));

        assertThat(Databases.all(atom.get()))
                .isEqualTo(List.of(7L, Database.FIRST_TX + 1, List.of(7L, NAME, "Ada", Database.FIRST_TX + 3)));
    }

    @Test
    void refusal_thatIsNotATransactions_isLeftAsItIs() {
        assertThat(Transact.refused("the validator does not like it")).isNull();
        assertThat(Transact.refused(":no")).isNull();
        assertThat(Transact.refused(":(bad) text")).isNull();
        assertThat(Transact.refused(null)).isNull();
        assertThat(Transact.refused(":transact/cas failed: x")).hasMessage("failed: x");
    }
}
