package io.entangle.datalog;

import static io.entangle.datalog.Datalog.checkRefused;
import static io.entangle.datalog.Datalog.db;
import static io.entangle.datalog.Datalog.eav;
import static io.entangle.datalog.Datalog.k;
import static io.entangle.datalog.Datalog.txData;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.pull.Pull;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every form of transaction data. */
final class TransactionTest {
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
    void txData_null_isAnEmptyTransaction() {
        TxReport report = db(SCHEMA).with((List<?>) null, "meta");
        assertThat(report.txData()).isEmpty();
        assertThat(report.dbAfter().maxTx()).isEqualTo(TX);
        assertThat(report.tempids()).isEqualTo(Map.of(k("db/current-tx"), TX));
        assertThat(report.txMeta()).isEqualTo("meta");
        assertThat(db(SCHEMA).with("nil").txData()).isEmpty();
    }

    @Test
    void txData_nullItems_arePassedOver() {
        assertThat(eav(db(SCHEMA)
                        .with(Arrays.asList(null, Map.of(k("age"), 1), null))
                        .dbAfter()))
                .isEqualTo("[1 :age 1]");
    }

    @Test
    void add_value_isADatom() {
        TxReport report = db(SCHEMA).with("[[:db/add 1 :age 36] [:db/add 1 \"s\" \"t\"]]");
        assertThat(txData(report)).isEqualTo("[1 :age 36 +] [1 \"s\" \"t\" +]");
        assertThat(report.txData()).allMatch(datom -> datom.tx() == TX);
        assertThat(report.dbBefore().size()).isZero();
        assertThat(report.dbAfter().size()).isEqualTo(2);
    }

    @Test
    void add_cardinalityOne_replacesTheValue() {
        TxReport report = db(SCHEMA, "[[:db/add 1 :age 36]]").with("[[:db/add 1 :age 37]]");
        assertThat(txData(report)).isEqualTo("[1 :age 36 -] [1 :age 37 +]");
        assertThat(report.txData()).allMatch(datom -> datom.tx() == TX + 1);
    }

    @Test
    void add_equalValue_doesNothing() {
        assertThat(db(SCHEMA, "[[:db/add 1 :age 36]]")
                        .with("[[:db/add 1 :age 36]]")
                        .txData())
                .isEmpty();
        assertThat(db(SCHEMA, "[[:db/add 1 :aka \"a\"]]")
                        .with("[[:db/add 1 :aka \"a\"]]")
                        .txData())
                .isEmpty();
    }

    @Test
    void add_twiceInOneTransaction_theLaterWins() {
        assertThat(txData(db(SCHEMA).with("[[:db/add 1 :age 1] [:db/add 1 :age 2]]")))
                .isEqualTo("[1 :age 1 +] [1 :age 1 -] [1 :age 2 +]");
    }

    @Test
    void add_cardinalityMany_addsTheValue() {
        check("[[:db/add 1 :aka \"b\"] [:db/add 1 :aka \"a\"]]", "[1 :aka \"a\"] [1 :aka \"b\"]");
    }

    @Test
    void add_numbersOfOneAmount_areTwoValues() {
        assertThat(txData(db(SCHEMA, "[[:db/add 1 :age 1]]").with("[[:db/add 1 :age 1.0]]")))
                .isEqualTo("[1 :age 1 -] [1 :age 1.0 +]");
        check(
                "[[:db/add 1 :aka 1] [:db/add 1 :aka 1.0] [:db/add 1 :aka \"1\"]]",
                "[1 :aka 1] [1 :aka 1.0] [1 :aka \"1\"]");
    }

    @Test
    void add_tempids_areNewEntities() {
        TxReport report = db(SCHEMA, "[[:db/add 7 :age 1]]")
                .with(
                        "[[:db/add -1 :name \"A\"] [:db/add \"b\" :name \"B\"] [:db/add -1 :friend \"b\"] [:db/add -1 :age 3]]");
        assertThat(txData(report)).isEqualTo("[8 :name \"A\" +] [9 :name \"B\" +] [8 :friend 9 +] [8 :age 3 +]");
        assertThat(report.tempids()).isEqualTo(Map.of(-1L, 8L, "b", 9L, k("db/current-tx"), TX + 1));
        assertThat(report.dbAfter().maxEntity()).isEqualTo(9);
    }

    @Test
    void add_currentTx_isTheTransactionItself() {
        for (String name : List.of(":db/current-tx", "\":db/current-tx\"", "\"datomic.tx\"", "\"datascript.tx\"")) {
            TxReport report = db(SCHEMA).with("[[:db/add " + name + " :at 5] [:db/add 1 :friend " + name + "]]");
            assertThat(txData(report)).isEqualTo("[%d :at 5 +] [1 :friend %d +]".formatted(TX, TX));
            assertThat(report.tempids()).containsEntry(k("db/current-tx"), TX);
            assertThat(report.tempids()).containsValue(TX).doesNotContainValue(1L);
        }
        check(
                "[{:db/id :db/current-tx :at 5 :friend {:age 1}}]",
                "[1 :age 1] [%d :at 5] [%d :friend 1]".formatted(TX + 1, TX + 1));
        assertThat(db(SCHEMA).with("[{:db/id \"datomic.tx\" :at 5}]").tempids()).containsEntry("datomic.tx", TX);
    }

    @Test
    void add_lookupRefs_areTheEntitiesFound() {
        check(
                "[{:db/id 5 :name \"A\" :email \"a@\"} {:db/id 6 :name \"B\"}]",
                "[[:db/add [:name \"A\"] :age 1] [:db/add [:email \"a@\"] :friend [:name \"B\"]]]",
                "[5 :age 1] [5 :email \"a@\"] [5 :friend 6] [5 :name \"A\"] [6 :name \"B\"]");
    }

    @Test
    void add_idents_areTheEntitiesNamed() {
        check(
                "[{:db/id 5 :db/ident :green}]",
                "[[:db/add :green :age 1] [:db/add 6 :friend :green] {:db/id :green :size 2}]",
                "[5 :age 1] [5 :size 2] [5 :db/ident :green] [6 :friend 5]");
    }

    @Test
    void retract_value_removesTheDatom() {
        String before = "[{:db/id 1 :aka [\"a\" \"b\"] :name \"N\"}]";
        check(before, "[[:db/retract 1 :aka \"a\"]]", "[1 :aka \"b\"] [1 :name \"N\"]");
        check(before, "[[:db/retract [:name \"N\"] :aka \"a\"]]", "[1 :aka \"b\"] [1 :name \"N\"]");
    }

    @Test
    void retract_whatIsNotThere_doesNothing() {
        Database database = db(SCHEMA, "[{:db/id 1 :aka [\"a\"]}]");
        for (String txData : List.of(
                "[[:db/retract 1 :aka \"x\"]]",
                "[[:db/retract 2 :aka \"a\"]]",
                "[[:db/retract 1 :unknown \"a\"]]",
                "[[:db/retract [:name \"Nobody\"] :aka \"a\"]]",
                "[[:db/retract [:name \"Nobody\"] :aka]]",
                "[[:db.fn/retractAttribute 2 :aka]]",
                "[[:db/retractEntity [:name \"Nobody\"]]]",
                "[[:db/retractEntity 2]]")) {
            assertThat(database.with(txData).txData()).as(txData).isEmpty();
        }
    }

    @Test
    void retract_withoutValue_removesAllOfTheAttribute() {
        String before = "[{:db/id 1 :aka [\"a\" \"b\"] :age 3}]";
        check(before, "[[:db/retract 1 :aka]]", "[1 :age 3]");
        check(before, "[[:db.fn/retractAttribute 1 :aka]]", "[1 :age 3]");
    }

    @Test
    void retractAttribute_ofComponents_retractsThem() {
        String before = "[{:db/id 1 :age 1 :parts [{:age 2 :part {:age 3}} {:age 4}]}]";
        check(before, "[[:db/retract 1 :parts]]", "[1 :age 1]");
    }

    @Test
    void retractEntity_withComponentsAndReferences_removesThemAll() {
        String before = "[{:db/id 1 :age 1 :part {:db/id 2 :age 2 :part {:db/id 3 :age 3}} :friend 1}"
                + " {:db/id 4 :friends [1 4] :friend 3}]";
        for (String operation : List.of(":db/retractEntity", ":db.fn/retractEntity")) {
            check(before, "[[" + operation + " 1]]", "[4 :friends 4]");
        }
        assertThat(txData(db(SCHEMA, before).with("[[:db/retractEntity 3]]")))
                .isEqualTo("[3 :age 3 -] [4 :friend 3 -] [2 :part 3 -]");
    }

    @Test
    void retractEntity_cycleOfComponents_ends() {
        check("[[:db/add 1 :part 2] [:db/add 2 :part 1]]", "[[:db/retractEntity 1]]", "");
    }

    @Test
    void cas_expectedValue_isReplaced() {
        for (String operation : List.of(":db/cas", ":db.fn/cas")) {
            check("[[:db/add 1 :age 1]]", "[[" + operation + " 1 :age 1 2]]", "[1 :age 2]");
            check("[]", "[[" + operation + " 1 :age nil 2]]", "[1 :age 2]");
            check(
                    "[[:db/add 1 :aka \"a\"]]",
                    "[[" + operation + " 1 :aka \"a\" \"b\"]]",
                    "[1 :aka \"a\"] [1 :aka \"b\"]");
            check(
                    "[{:db/id 1 :name \"A\" :friend 2} {:db/id 2 :name \"B\"}]",
                    "[[" + operation + " [:name \"A\"] :friend [:name \"B\"] [:name \"A\"]]]",
                    "[1 :friend 1] [1 :name \"A\"] [2 :name \"B\"]");
        }
    }

    @Test
    void map_values_areDatoms() {
        check("[{:db/id 5 :name \"A\" :age 1 \"s\" 2}]", "[5 :age 1] [5 :name \"A\"] [5 \"s\" 2]");
    }

    @Test
    void map_withoutId_isANewEntity() {
        TxReport report = db(SCHEMA).with("[{:age 1} {:db/id nil :age 2} {:db/id -1 :age 3} {:db/id \"x\" :age 4}]");
        assertThat(eav(report.dbAfter())).isEqualTo("[1 :age 1] [2 :age 2] [3 :age 3] [4 :age 4]");
        assertThat(report.tempids()).isEqualTo(Map.of(-1L, 3L, "x", 4L, k("db/current-tx"), TX));
    }

    @Test
    void map_oneObjectTwice_isTwoEntities() {
        Map<?, ?> map = Map.of(k("age"), 1);
        assertThat(eav(db(SCHEMA).with(List.of(map, map)).dbAfter())).isEqualTo("[1 :age 1] [2 :age 1]");
    }

    @Test
    void map_empty_doesNothing() {
        TxReport report = db(SCHEMA).with("[{} {:db/id -1} {:db/id 5}]");
        assertThat(report.txData()).isEmpty();
        assertThat(report.tempids()).isEqualTo(Map.of(k("db/current-tx"), TX));
    }

    @Test
    void map_collectionUnderMany_isSeveralValues() {
        check("[{:db/id 1 :aka [\"a\" \"b\"]}]", "[1 :aka \"a\"] [1 :aka \"b\"]");
        check("[{:db/id 1 :aka #{\"a\" \"b\"}}]", "[1 :aka \"a\"] [1 :aka \"b\"]");
        check("[{:db/id 1 :aka \"a\"}]", "[1 :aka \"a\"]");
        assertThat(eav(db(SCHEMA)
                        .with(List.of(Map.of(k("db/id"), 1, k("aka"), new Object[] {"a", "b"})))
                        .dbAfter()))
                .isEqualTo("[1 :aka \"a\"] [1 :aka \"b\"]");
    }

    @Test
    void map_collectionUnderOne_isOneValue() {
        check("[{:db/id 1 :tags [\"a\" #{1}] :m {:x [1]}}]", "[1 :m {:x [1]}] [1 :tags [\"a\" #{1}]]");
    }

    @Test
    void map_lookupRefUnderMany_isOneValue() {
        String before = "[{:db/id 5 :name \"A\"} {:db/id 6 :name \"B\"}]";
        check(before, "[{:db/id 1 :friends [:name \"A\"]}]", "[1 :friends 5] [5 :name \"A\"] [6 :name \"B\"]");
        check(
                before,
                "[{:db/id 1 :friends [[:name \"A\"] [:name \"B\"] -1]} {:db/id -1 :age 1}]",
                "[1 :friends 5] [1 :friends 6] [1 :friends 7] [5 :name \"A\"] [6 :name \"B\"] [7 :age 1]");
    }

    @Test
    void map_nested_isAnEntityReferredTo() {
        check(
                "[{:db/id 5 :age 1 :friend {:age 2 :friends [{:age 3} {:db/id 9 :age 4} 5]}}]",
                "[5 :age 1] [5 :friend 6] [6 :age 2] [6 :friends 5] [6 :friends 7] [6 :friends 9] [7 :age 3] [9 :age 4]");
    }

    @Test
    void map_reverseAttribute_isAReferenceFromThere() {
        check("[{:db/id 5 :_friend 6}]", "[6 :friend 5]");
        check("[{:db/id 5 :_friend [6 7]}]", "[6 :friend 5] [7 :friend 5]");
        check("[{:db/id 5 :_friend {:db/id 6 :age 1}}]", "[6 :age 1] [6 :friend 5]");
        check("[{:db/id 5 :_friends [{:age 1} {:age 2}]}]", "[1 :age 1] [1 :friends 5] [2 :age 2] [2 :friends 5]");
        check("[{:db/id 6 :name \"A\"}]", "[{:db/id 5 :_friend [:name \"A\"]}]", "[6 :friend 5] [6 :name \"A\"]");
        assertThat(eav(db(
                        "{\"p/friend\" {:db/valueType :db.type/ref}}",
                        "[{:db/id 5 \"p/_friend\" {:db/id 6 \"age\" 1}}]")))
                .isEqualTo("[6 \"age\" 1] [6 \"p/friend\" 5]");
    }

    /** Ten times as many must not take a hundred times as long; this would be minutes. */
    @Test
    @Timeout(60)
    void map_veryManyNewAttributesAndValues_costsWhatThereIs() {
        int count = 10_000;
        String attributes =
                IntStream.range(0, count).mapToObj(i -> ":a%d 1".formatted(i)).collect(Collectors.joining(" "));
        Database database = db("{:m {:db/cardinality :db.cardinality/many}}", "[{:db/id 1 " + attributes + "}]");
        assertThat(database.size()).isEqualTo(count);
        assertThat(database.allAttributes())
                .hasSize(count + 2)
                .isSortedAccordingTo((a, b) -> ((Keyword) a.name()).compareTo((Keyword) b.name()));
        String values = IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        String sets = IntStream.range(0, count)
                .mapToObj(i -> "[:db/cas 1 :m %d %d]".formatted(i, count + i))
                .collect(Collectors.joining());
        Database many =
                db("{:m {:db/cardinality :db.cardinality/many}}", "[{:db/id 1 :m [" + values + "]}]", "[" + sets + "]");
        assertThat(many.size()).isEqualTo(2 * count);
        assertThat(Database.of(Schema.empty(), database.datoms(Index.EAVT).toList())
                        .allAttributes())
                .hasSize(count + 1);
    }

    @Test
    void map_namesThatOnlyBeginLikeReverseOnes_areNames() {
        check("[{:db/id 1 :_ 2}]", "[1 :_ 2]");
        check("[{:db/id 1 :_:friend [{:x 3}]}]", "[1 :_:friend [{:x 3}]]");
        check("[{:db/id 1 \"_\" 2}]", "[1 \"_\" 2]");
        assertThat(Pull.parse("[:_ :_:friend]").one(db("{}", "[{:db/id 1 :_ 2}]"), 1))
                .isEqualTo(Map.of(k("_"), 2L));
    }

    @Test
    void datom_asItem_isAssertedOrRetracted() {
        Database database = db(SCHEMA, "[[:db/add 1 :age 1]]");
        TxReport report = database.with(List.of(
                Datom.of(1, k("age"), 1, TX, false),
                Datom.of(2, k("age"), 3, TX + 50, true),
                Datom.of(2, k("name"), "x", TX, false)));
        assertThat(txData(report)).isEqualTo("[1 :age 1 -] [2 :age 3 +]");
        assertThat(report.txData().get(0).tx()).isEqualTo(TX + 1);
        assertThat(report.txData().get(1).tx()).isEqualTo(TX + 50);
    }

    @Test
    void call_function_isReplacedByWhatItReturns() {
        TransactionFunction rename = (database, arguments) -> {
            assertThat(database.findDatom(Index.EAVT, 1, k("age")).value()).isEqualTo(2L);
            return List.of(
                    Map.of(k("db/id"), arguments.get(0), k("aka"), arguments.get(1)),
                    List.of(k("db/add"), -5, k("x"), 1));
        };
        TxReport report = db(SCHEMA, "[[:db/add 1 :age 1]]")
                .with(List.of(
                        List.of(k("db/add"), 1, k("age"), 2),
                        List.of(k("db.fn/call"), rename, 1, List.of("p", "q")),
                        List.of(k("db/add"), -5, k("y"), 1)));
        assertThat(eav(report.dbAfter())).isEqualTo("[1 :age 2] [1 :aka \"p\"] [1 :aka \"q\"] [2 :x 1] [2 :y 1]");
        TransactionFunction nothing = (database, arguments) -> null;
        assertThat(db(SCHEMA).with(List.of(List.of(k("db.fn/call"), nothing))).txData())
                .isEmpty();
    }

    @Test
    void call_ident_isTheFunctionThere() {
        DatabaseFunction inc = DatabaseFunction.of(Symbol.of("inc"), (database, arguments) -> {
            Datom age = database.findDatom(Index.EAVT, arguments.get(0), k("age"));
            return List.of(List.of(k("db/add"), arguments.get(0), k("age"), (Long) age.value() + 1));
        });
        Database database = db(SCHEMA, "[{:db/id 1 :age 1 :name \"A\"} {:db/ident :nothing}]")
                .with(List.of(Map.of(k("db/ident"), k("inc"), k("db/fn"), inc)))
                .dbAfter();
        assertThat(txData(database.with("[[:inc 1] [:inc [:name \"A\"]]]")))
                .isEqualTo("[1 :age 1 -] [1 :age 2 +] [1 :age 2 -] [1 :age 3 +]");
        checkRefused(database, "[[:dec 1]]", "transact/syntax", "Can’t find entity for transaction fn :dec");
        checkRefused(
                database,
                "[[:nothing 1]]",
                "transact/syntax",
                "Entity :nothing expected to have :db/fn attribute with fn? value");
        checkRefused(
                database,
                "[[:db.fn/call inc 1]]",
                "transact/syntax",
                "Bad transaction function inc at [:db.fn/call inc 1], expected a function");
    }
}
