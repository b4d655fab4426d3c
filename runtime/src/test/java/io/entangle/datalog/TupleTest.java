package io.entangle.datalog;

import static io.entangle.datalog.Datalog.checkRefused;
import static io.entangle.datalog.Datalog.db;
import static io.entangle.datalog.Datalog.eav;
import static io.entangle.datalog.Datalog.k;
import static io.entangle.datalog.Datalog.refused;
import static io.entangle.datalog.Datalog.txData;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TupleTest {
    private static final Database DATABASE = db("""
            {:a+b   {:db/tupleAttrs [:a :b]}
             :a+c+d {:db/valueType :db.type/tuple :db/tupleAttrs [:a :c :d]}
             :key   {:db/tupleAttrs [:x :y] :db/unique :db.unique/identity}
             :uniq  {:db/tupleAttrs [:p :q] :db/unique :db.unique/value}
             :r+n   {:db/tupleAttrs [:r :n] :db/unique :db.unique/identity}
             :r     {:db/valueType :db.type/ref}
             :name  {:db/unique :db.unique/identity}
             :xy    {:db/valueType :db.type/tuple :db/tupleTypes [:db.type/long :db.type/string]}
             :longs {:db/valueType :db.type/tuple :db/tupleType :db.type/long}}
            """);

    private static Database after(String... transactions) {
        Database database = DATABASE;
        for (String transaction : transactions) {
            database = database.with(transaction).dbAfter();
        }
        return database;
    }

    @Test
    void composite_followsItsSources() {
        assertThat(eav(after("[[:db/add 1 :a \"a\"]]")))
                .isEqualTo("[1 :a \"a\"] [1 :a+b [\"a\" nil]] [1 :a+c+d [\"a\" nil nil]]");
        assertThat(eav(after("[{:db/id 1 :a \"a\" :b \"b\" :d 4}]", "[[:db/add 1 :a \"A\"] [:db/retract 1 :b \"b\"]]")))
                .isEqualTo("[1 :a \"A\"] [1 :a+b [\"A\" nil]] [1 :a+c+d [\"A\" nil 4]] [1 :d 4]");
        assertThat(eav(after("[{:db/id 1 :a \"a\" :b \"b\"}]", "[[:db/retract 1 :a] [:db/retract 1 :b]]")))
                .isEmpty();
        assertThat(eav(after("[{:db/id 1 :a \"a\" :b \"b\"}]", "[[:db/retractEntity 1]]")))
                .isEmpty();
    }

    @Test
    void composite_newOnOldValues_isMadeOfAllOfThem() {
        Database database = db("{}", "[{:db/id 1 :a 1 :b 2} {:db/id 2 :a 1}]")
                .withSchema(Schema.parse("{:a+b {:db/tupleAttrs [:a :b]}}"));
        assertThat(eav(database.with("[[:db/add 1 :a 3] [:db/add 2 :b 4]]").dbAfter()))
                .isEqualTo("[1 :a 3] [1 :a+b [3 2]] [1 :b 2] [2 :a 1] [2 :a+b [1 4]] [2 :b 4]");
    }

    @Test
    void composite_isUpdatedOnceAnItem() {
        assertThat(txData(DATABASE.with("[{:db/id 1 :p 1 :q 2} [:db/add 1 :p 3]]")))
                .isEqualTo(
                        "[1 :p 1 +] [1 :q 2 +] [1 :uniq [1 2] +] [1 :p 1 -] [1 :p 3 +] [1 :uniq [1 2] -] [1 :uniq [3 2] +]");
    }

    @Test
    void composite_assertedDirectly_mustBeCurrent() {
        Database database = after("[{:db/id 1 :a \"a\" :b \"b\"}]");
        assertThat(database.with("[[:db/add 1 :a+b [\"a\" \"b\"]]]").txData()).isEmpty();
        assertThat(txData(database.with("[{:db/id 2 :a+b [\"x\" \"y\"] :a \"x\" :b \"y\"}]")))
                .contains("[2 :a+b [\"x\" \"y\"] +]");
        checkRefused(
                database,
                "[[:db/add 1 :a+b [\"a\" \"x\"]]]",
                "transact/syntax",
                "Can’t modify tuple attrs directly: [:db/add 1 :a+b [\"a\" \"x\"]]");
        checkRefused(
                database,
                "[{:db/id 1 :a+b [\"a\" nil]}]",
                "transact/syntax",
                "Can’t modify tuple attrs directly: [:db/add 1 :a+b [\"a\" nil]]");
        checkRefused(
                database,
                "[[:db/retract 1 :a+b [\"a\"]]]",
                "transact/syntax",
                "Can’t modify tuple attrs directly: [:db/retract 1 :a+b [\"a\"]]");
        assertThat(refused(() -> database.with("[[:db/retract 1 :a+b]]")))
                .hasMessageStartingWith("Can’t modify tuple attrs");
        assertThat(refused(() -> database.with("[[:db/cas 1 :a+b nil [1 2]]]")))
                .hasMessageStartingWith("Can’t modify tuple attrs");
    }

    @Test
    void composite_uniqueValue_refusesASecond() {
        Database database = after("[{:db/id 1 :p 1 :q 2}]");
        assertThat(refused(() -> database.with("[{:db/id 2 :p 1 :q 2}]")))
                .hasMessageStartingWith("Cannot add #datom [2 :uniq [1 2] ");
        assertThat(database.with("[{:db/id 2 :p 1 :q 3}]").txData()).hasSize(3);
    }

    @Test
    void composite_identity_meansTheEntityThere() {
        Database database = after("[{:db/id 1 :x 1 :y 2}]");
        assertThat(txData(database.with("[{:key [1 2] :z 5}]"))).isEqualTo("[1 :z 5 +]");
        assertThat(txData(database.with("[{:key [1 2] :x 1 :y 2 :z 5}]"))).isEqualTo("[1 :z 5 +]");
        assertThat(txData(database.with("[[:db/add [:key [1 2]] :z 5]]"))).isEqualTo("[1 :z 5 +]");
        // What x and y make is only known after both: the transaction begins again.
        assertThat(txData(database.with("[{:db/id -1 :x 1 :y 2 :z 5}]"))).isEqualTo("[1 :z 5 +]");
        assertThat(txData(database.with("[{:x 1 :y 2 :z 5}]"))).isEqualTo("[1 :z 5 +]");
    }

    @Test
    void composite_ofReferences_takesLookupRefs() {
        Database database = after("[{:db/id 7 :name \"A\"} {:db/id 1 :r 7 :n 2}]");
        assertThat(txData(database.with("[[:db/add [:r+n [[:name \"A\"] 2]] :z 5]]")))
                .isEqualTo("[1 :z 5 +]");
        assertThat(database.with("[[:db/add 1 :r+n [[:name \"A\"] 2]]]").txData())
                .isEmpty();
        assertThat(database.entityId(List.of(k("r+n"), List.of(7, 2)))).hasValue(1);
        checkRefused(
                database,
                "[[:db/add [:r+n [[:name \"X\"] 2]] :z 5]]",
                "entity-id/missing",
                "Nothing found for entity id [:name \"X\"]");
    }

    @Test
    void typed_slots_areChecked() {
        assertThat(eav(after("[{:db/id 1 :xy [1 \"a\"] :longs [1 2 nil]}]")))
                .isEqualTo("[1 :longs [1 2 nil]] [1 :xy [1 \"a\"]]");
        checkRefused(
                DATABASE,
                "[[:db/add 1 :xy [\"a\" 1]]]",
                "transact/value-type",
                "Bad value [\"a\" 1] of attribute :xy at [:db/add 1 :xy [\"a\" 1]], expected :db.type/tuple of"
                        + " [:db.type/long :db.type/string]");
        checkRefused(
                DATABASE,
                "[[:db/add 1 :xy [1]]]",
                "transact/value-type",
                "Bad value [1] of attribute :xy at [:db/add 1 :xy [1]], expected :db.type/tuple of [:db.type/long :db.type/string]");
        checkRefused(
                DATABASE,
                "[[:db/add 1 :longs [1 \"a\"]]]",
                "transact/value-type",
                "Bad value [1 \"a\"] of attribute :longs at [:db/add 1 :longs [1 \"a\"]], expected :db.type/tuple of :db.type/long");
        checkRefused(
                DATABASE,
                "[[:db/add 1 :longs 5]]",
                "transact/value-type",
                "Bad value 5 of attribute :longs at [:db/add 1 :longs 5], expected :db.type/tuple of :db.type/long");
    }
}
