package io.entangle.datalog;

import static io.entangle.datalog.Datalog.checkRefused;
import static io.entangle.datalog.Datalog.db;
import static io.entangle.datalog.Datalog.eav;
import static io.entangle.datalog.Datalog.k;
import static io.entangle.datalog.Datalog.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Transactions that are refused, and why. */
final class TransactionRefusalTest {
    private static final long TX = Database.FIRST_TX + 1;

    private static final String SCHEMA = """
            {:name    {:db/unique :db.unique/identity}
             :email   {:db/unique :db.unique/value}
             :aka     {:db/cardinality :db.cardinality/many}
             :friend  {:db/valueType :db.type/ref}
             :friends {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
             :part    {:db/valueType :db.type/ref :db/isComponent true}
             :parts   {:db/valueType :db.type/ref :db/isComponent true :db/cardinality :db.cardinality/many}}
            """;

    private static void check(String before, String txData, String after) {
        assertThat(eav(db(SCHEMA, before, txData))).isEqualTo(after);
    }

    private static void check(String txData, String after) {
        check("[]", txData, after);
    }

    @Test
    void txData_noCollection_isRefused() {
        checkRefused(
                db(SCHEMA),
                "{:age 1}",
                "transact/syntax",
                "Bad transaction data {:age 1}, expected sequential collection");
        checkRefused(db(SCHEMA), "5", "transact/syntax", "Bad transaction data 5, expected sequential collection");
    }

    @Test
    void item_noMapNorList_isRefused() {
        checkRefused(db(SCHEMA), "[1]", "transact/syntax", "Bad entity type at 1, expected map or vector");
        checkRefused(db(SCHEMA), "[:db/add]", "transact/syntax", "Bad entity type at :db/add, expected map or vector");
    }

    @Test
    void cas_otherValue_isRefused() {
        Database database = db(SCHEMA, "[{:db/id 1 :age 1 :aka [\"a\" \"b\"]}]");
        DatalogException e = checkRefused(
                database,
                "[[:db/cas 1 :age 2 3]]",
                "transact/cas",
                ":db.fn/cas failed on datom [1 :age 1], expected 2");
        assertThat(e.data())
                .containsEntry(k("old"), 1L)
                .containsEntry(k("expected"), 2L)
                .containsEntry(k("new"), 3L);
        checkRefused(
                database,
                "[[:db/cas 1 :age nil 3]]",
                "transact/cas",
                ":db.fn/cas failed on datom [1 :age 1], expected ");
        checkRefused(
                database, "[[:db/cas 2 :age 1 3]]", "transact/cas", ":db.fn/cas failed on datom [2 :age ], expected 1");
        checkRefused(
                database,
                "[[:db/cas 1 :aka \"c\" \"d\"]]",
                "transact/cas",
                ":db.fn/cas failed on datom [1 :aka (\"a\" \"b\")], expected c");
        checkRefused(
                database,
                "[[:db/cas -1 :age 1 3]]",
                "transact/syntax",
                "Can't use tempid in '[:db/cas -1 :age 1 3]'. Tempids are allowed in :db/add only");
    }

    @Test
    void map_reverseOfNoReference_isRefused() {
        checkRefused(
                db(SCHEMA),
                "[{:db/id 5 :_age 6}]",
                "transact/syntax",
                "Bad attribute :_age: reverse attribute name requires {:db/valueType :db.type/ref} in schema");
    }

    @Test
    void map_idOfOtherType_isRefused() {
        checkRefused(
                db(SCHEMA),
                "[{:db/id true :age 6}]",
                "entity-id/syntax",
                "Expected number, string or lookup ref for :db/id, got true");
    }

    @Test
    void call_throwing_changesNothing() {
        TransactionFunction bad = (database, arguments) -> {
            throw new IllegalStateException("no");
        };
        Database database = db(SCHEMA, "[[:db/add 1 :age 1]]");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() ->
                        database.with(List.of(List.of(k("db/add"), 1, k("age"), 2), List.of(k("db.fn/call"), bad)))))
                .hasMessage("no");
        assertThat(eav(database)).isEqualTo("[1 :age 1]");
    }

    @Test
    void operation_unknown_isRefused() {
        DatalogException e = refused(() -> db(SCHEMA).with("[[\"add\" 1 :age 2]]"));
        assertThat(e)
                .hasMessageStartingWith("Unknown operation at [\"add\" 1 :age 2], expected :db/add, :db/retract, ");
        assertThat(e.data()).containsEntry(k("operation"), "add");
        assertThat(refused(() -> db(SCHEMA).with("[[]]"))).hasMessageStartingWith("Unknown operation at [], ");
    }

    @Test
    void value_nil_isRefused() {
        checkRefused(
                db(SCHEMA),
                "[[:db/add 1 :age nil]]",
                "transact/syntax",
                "Cannot store nil as a value at [:db/add 1 :age nil]");
        checkRefused(
                db(SCHEMA),
                "[{:db/id 1 :age nil}]",
                "transact/syntax",
                "Cannot store nil as a value at {:db/id 1, :age nil}");
        checkRefused(
                db(SCHEMA),
                "[[:db/cas 1 :age nil nil]]",
                "transact/syntax",
                "Cannot store nil as a value at [:db/cas 1 :age nil nil]");
    }

    @Test
    void value_outsideTheDomain_isRefused() {
        DatalogException e = refused(() -> db(SCHEMA).with(List.of(Map.of(k("age"), new StringBuilder("x")))));
        assertThat(e).hasMessage("Cannot store a java.lang.StringBuilder as a value at [:db/add 1 :age x]");
    }

    @Test
    void attribute_noKeywordNorString_isRefused() {
        DatalogException e = checkRefused(
                db(SCHEMA),
                "[[:db/add 1 5 6]]",
                "transact/syntax",
                "Bad entity attribute 5 at [:db/add 1 5 6], expected keyword or string");
        assertThat(e.data()).containsEntry(k("attribute"), 5L);
        checkRefused(
                db(SCHEMA),
                "[{:db/id 1 sym 6}]",
                "transact/syntax",
                "Bad entity attribute sym at {:db/id 1, sym 6}, expected keyword or string");
        checkRefused(
                db(SCHEMA),
                "[[:db/add 1]]",
                "transact/syntax",
                "Bad entity attribute  at [:db/add 1], expected keyword or string");
    }

    @Test
    void entity_outOfRange_isRefused() {
        checkRefused(
                db(SCHEMA),
                "[[:db/add 2147483648 :age 1]]",
                "entity-id",
                "Highest supported entity id is 2147483647, got 2147483648");
        check("[[:db/add 2147483647 :age 1]]", "[2147483647 :age 1]");
        checkRefused(
                db(SCHEMA),
                "[[:db/add 0 :age 1]]",
                "entity-id/syntax",
                "Expected number or lookup ref for entity id, got 0");
        checkRefused(
                db(SCHEMA),
                "[[:db/add 1.5 :age 1]]",
                "entity-id/syntax",
                "Expected number or lookup ref for entity id, got 1.5");
        checkRefused(
                db(SCHEMA),
                "[[:db/add nil :age 1]]",
                "entity-id/syntax",
                "Expected number or lookup ref for entity id, got ");
        checkRefused(
                db(SCHEMA),
                "[[:db/add 1 :friend {:x 1}]]",
                "entity-id/syntax",
                "Expected number or lookup ref for entity id, got {:x 1}");
    }

    @Test
    void lookupRef_bad_isRefused() {
        Database database = db(SCHEMA, "[{:db/id 5 :name \"A\" :age 3}]");
        checkRefused(
                database,
                "[[:db/add [:age 3] :x 1]]",
                "lookup-ref/unique",
                "Lookup ref attribute should be marked as :db/unique: [:age 3]");
        checkRefused(
                database,
                "[[:db/add [:name] :x 1]]",
                "lookup-ref/syntax",
                "Lookup ref should contain 2 elements: [:name]");
        checkRefused(
                database,
                "[[:db/add [:name \"A\" 1] :x 1]]",
                "lookup-ref/syntax",
                "Lookup ref should contain 2 elements: [:name \"A\" 1]");
        checkRefused(
                database,
                "[[:db/add [:name \"B\"] :x 1]]",
                "entity-id/missing",
                "Nothing found for entity id [:name \"B\"]");
        checkRefused(
                database,
                "[[:db/add [:name nil] :x 1]]",
                "entity-id/missing",
                "Nothing found for entity id [:name nil]");
        checkRefused(
                database,
                "[{:db/id [:name \"B\"] :x 1}]",
                "entity-id/missing",
                "Nothing found for entity id [:name \"B\"]");
        checkRefused(database, "[[:db/add :red :x 1]]", "entity-id/missing", "Nothing found for entity id :red");
        checkRefused(
                database,
                "[[:db/add 1 :friend [:name \"B\"]]]",
                "entity-id/missing",
                "Nothing found for entity id [:name \"B\"]");
    }

    @Test
    void tempid_outsideAdd_isRefused() {
        for (String form :
                List.of("[:db/retract -1 :age 1]", "[:db/retractEntity \"x\"]", "[:db.fn/retractAttribute -1 :age]")) {
            checkRefused(
                    db(SCHEMA),
                    "[" + form + "]",
                    "transact/syntax",
                    "Can't use tempid in '" + form + "'. Tempids are allowed in :db/add only");
        }
    }

    @Test
    void tempid_onlyAsValue_isRefused() {
        DatalogException e = checkRefused(
                db(SCHEMA, "[[:db/add 5 :age 1]]"),
                "[[:db/add 1 :friend -2] [:db/add 1 :friends \"x\"] [:db/add 1 :friends -1] {:db/id -1 :age 1}]",
                "transact/syntax",
                "Tempids used only as value in transaction: (-2 \"x\")");
        assertThat(e.data()).containsEntry(k("tempids"), List.of(-2L, "x"));
        check(
                "[[:db/add 5 :age 1]]",
                "[[:db/add 1 :friend -1] [:db/add -1 :age 1]]",
                "[1 :friend 6] [5 :age 1] [6 :age 1]");
    }

    @Test
    void unique_valueOfAnother_isRefused() {
        Database database = db(SCHEMA, "[{:db/id 1 :email \"a@\" :name \"A\"} {:db/id 2 :age 2}]");
        DatalogException e = checkRefused(
                database,
                "[[:db/add 2 :email \"a@\"]]",
                "transact/unique",
                "Cannot add #datom [2 :email \"a@\" 536870914 true] because of unique constraint:"
                        + " (#datom [1 :email \"a@\" 536870913 true])");
        assertThat(e.data()).containsEntry(k("attribute"), k("email"));
        assertThat(refused(() -> database.with("[[:db/add 2 :name \"A\"]]")).error())
                .isEqualTo(k("transact/unique"));
        check(
                "[{:db/id 1 :email \"a@\"}]",
                "[[:db/retract 1 :email \"a@\"] [:db/add 2 :email \"a@\"]]",
                "[2 :email \"a@\"]");
        check(
                "[{:db/id 1 :email \"a@\"}]",
                "[[:db/add 1 :email \"b@\"] [:db/add 2 :email \"a@\"]]",
                "[1 :email \"b@\"] [2 :email \"a@\"]");
    }

    @Test
    void value_veryDeep_isRefused() {
        Object deep = List.of();
        for (int i = 0; i < 100_000; i++) {
            deep = new ArrayList<>(Collections.singletonList(deep));
        }
        Object value = deep;
        DatalogException e = refused(() -> db(SCHEMA).with(List.of(List.of(k("db/add"), 1, k("age"), value))));
        assertThat(e).hasMessage("A value of the transaction is too deep");
        assertThat(e.error()).isEqualTo(k("transact/depth"));
    }

    @Test
    void tempids_veryManyThatMeanOthers_areRefused() {
        StringBuilder before = new StringBuilder("[");
        StringBuilder txData = new StringBuilder("[");
        for (int i = 0; i < 501; i++) {
            before.append("{:db/id %d :name \"%d\"}".formatted(i + 1, i));
            txData.append("[:db/add \"t%d\" :age 1] [:db/add \"t%d\" :name \"%d\"]".formatted(i, i, i));
        }
        Database database = db(SCHEMA, before + "]");
        checkRefused(
                database,
                txData + "]",
                "transact/limit",
                "More than 500 temporary ids mean another entity than they did when first used");
    }

    @Test
    void cas_composite_isRefused() {
        checkRefused(
                db("{:a+b {:db/tupleAttrs [:a :b]}}"),
                "[[:db/cas 1 :a+b nil [1 2]]]",
                "transact/syntax",
                "Can’t modify tuple attrs directly: [:db/cas 1 :a+b nil [1 2]]");
    }

    @Test
    void with_afterRefusal_databaseIsAsBefore() {
        Database database = db(SCHEMA, "[{:db/id 1 :email \"a@\"}]");
        String before = eav(database);
        refused(() -> database.with("[{:db/id 2 :age 1} {:db/id 3 :email \"a@\"}]"));
        assertThat(eav(database)).isEqualTo(before);
        assertThat(database.attribute(k("age"))).isNull();
    }
}
