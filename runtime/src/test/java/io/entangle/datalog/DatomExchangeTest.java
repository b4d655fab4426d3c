package io.entangle.datalog;

import static io.entangle.datalog.Datalog.db;
import static io.entangle.datalog.Datalog.eav;
import static io.entangle.datalog.Datalog.k;
import static io.entangle.datalog.Datalog.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Differences of databases, applied. */
final class DatomExchangeTest {
    private static final String SCHEMA = """
            {:name    {:db/unique :db.unique/identity}
             :tags    {:db/cardinality :db.cardinality/many}
             :age     {:db/valueType :db.type/long}
             :friend  {:db/valueType :db.type/ref}}
            """;
    private static final Database BEFORE =
            db(SCHEMA, "[{:name \"Ada\" :age 36 :tags [:a :b]} {:name \"Bob\" :friend 1}]");

    private static Datom datom(long entity, String attribute, Object value, boolean isAdded) {
        return Datom.of(entity, k(attribute), value, Database.FIRST_TX + 1, isAdded);
    }

    private static DatabaseDifference adding(Datom... datoms) {
        return new DatabaseDifference(List.of(), List.of(datoms));
    }

    @Test
    void applyTo_leadsFromOneDatabaseToTheOther() {
        Database after = BEFORE.with("""
                        [[:db/add 1 :name "Bob2"] [:db/add 2 :name "Ada"] [:db/retract 1 :tags :a] [:db/retract 2 :friend]
                         [:db/add 1 :new "attribute"] [:db/add "x" :age 1]]
                        """).dbAfter();

        Database applied = Database.difference(BEFORE, after).applyTo(BEFORE, after.maxEntity(), after.maxTx());

        assertThat(applied).isEqualTo(after);
        assertThat(Database.difference(applied, after).added()).isEmpty();
        assertThat(applied.maxTx()).isEqualTo(after.maxTx());
        assertThat(applied.with("[[:db/add \"y\" :age 2]]").tempids())
                .containsEntry("y", 4L)
                .containsEntry(k("db/current-tx"), after.maxTx() + 1);
        assertThat(eav(BEFORE)).contains("[1 :age 36]");
    }

    private static void checkRefused(DatabaseDifference difference, long maxEntity, long maxTx, String message) {
        DatalogException e = refused(() -> difference.applyTo(BEFORE, maxEntity, maxTx));
        assertThat(e).hasMessageStartingWith(message);
        assertThat(e.error()).isEqualTo(k("database/difference"));
    }

    @Test
    void applyTo_whatDoesNotFit_isRefused() {
        long tx = BEFORE.maxTx();
        checkRefused(
                adding(datom(2, "name", "Ada", true)), 2, tx, "There is a value already, but found #datom [2 :name");
        checkRefused(adding(datom(3, "name", "Ada", true)), 3, tx, "Another entity has the value, which is unique");
        checkRefused(adding(datom(1, "tags", k("a"), true)), 2, tx, "There is a value already");
        checkRefused(adding(datom(3, "friend", 0, true)), 3, tx, "A reference is the id of an entity");
        checkRefused(
                new DatabaseDifference(List.of(datom(1, "age", 35, false)), List.of()),
                2,
                tx,
                "There is no datom to retract");
        checkRefused(
                new DatabaseDifference(List.of(datom(1, "none", 35, false)), List.of()),
                2,
                tx,
                "There is no datom to retract");
        checkRefused(adding(), 1, tx, "The highest entity id is from 2 to 536870911, but found 1");
        checkRefused(adding(), Database.FIRST_TX, tx, "The highest entity id is from 2");
        checkRefused(adding(), 2, Database.FIRST_TX - 1, "The last transaction is from 536870912 to 2147483647");
        assertThat(refused(() -> adding(datom(3, "age", "old", true)).applyTo(BEFORE, 3, tx))
                        .error())
                .isEqualTo(k("transact/value-type"));
    }

    @Test
    void applyTo_databasesThatShowLessOrKeepMore_isRefused() {
        Database history = Database.withHistory(Schema.parse(SCHEMA));
        Database filtered = BEFORE.filter((database, datom) -> true);

        for (Database database : List.of(history, filtered)) {
            assertThat(refused(() -> adding().applyTo(database, 2, Database.FIRST_TX)))
                    .hasMessageStartingWith("Datoms are exchanged in a whole database that keeps no history");
        }
    }
}
