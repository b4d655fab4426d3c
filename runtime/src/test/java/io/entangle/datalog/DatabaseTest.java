package io.entangle.datalog;

import static io.entangle.datalog.Datalog.checkRefused;
import static io.entangle.datalog.Datalog.db;
import static io.entangle.datalog.Datalog.eav;
import static io.entangle.datalog.Datalog.k;
import static io.entangle.datalog.Datalog.refused;
import static io.entangle.datalog.Datalog.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Access by index, views, the past, equality. */
final class DatabaseTest {
    private static final String SCHEMA = """
            {:name {:db/unique :db.unique/identity} :aka {:db/cardinality :db.cardinality/many}
             :friend {:db/valueType :db.type/ref} :blob {:db/index false}}
            """;

    private static final Database PEOPLE = db(
            SCHEMA,
            "[{:db/id 1 :name \"Petr\" :age 44} {:db/id 2 :name \"Ivan\" :age 25 :blob 1} {:db/id 3 :name \"Sergey\" :age 11 :friend 1}]");

    private static void check(Stream<Datom> datoms, String expected) {
        assertThat(shown(datoms.toList()).replace(" +]", "]")).isEqualTo(expected);
    }

    @Test
    void datoms_ofAnIndex_areInItsOrder() {
        check(
                PEOPLE.datoms(Index.EAVT),
                "[1 :age 44] [1 :name \"Petr\"] [2 :age 25] [2 :blob 1] [2 :name \"Ivan\"] [3 :age 11] [3 :friend 1] [3 :name \"Sergey\"]");
        check(
                PEOPLE.datoms(Index.AEVT),
                "[1 :age 44] [2 :age 25] [3 :age 11] [2 :blob 1] [3 :friend 1] [1 :name \"Petr\"] [2 :name \"Ivan\"] [3 :name \"Sergey\"]");
        check(
                PEOPLE.datoms(Index.AVET),
                "[3 :age 11] [2 :age 25] [1 :age 44] [3 :friend 1] [2 :name \"Ivan\"] [1 :name \"Petr\"] [3 :name \"Sergey\"]");
    }

    @Test
    void datoms_withComponents_beginWithThem() {
        check(PEOPLE.datoms(Index.EAVT, 1), "[1 :age 44] [1 :name \"Petr\"]");
        check(PEOPLE.datoms(Index.EAVT, 1, k("age")), "[1 :age 44]");
        check(PEOPLE.datoms(Index.EAVT, 1, k("age"), 44), "[1 :age 44]");
        check(PEOPLE.datoms(Index.EAVT, 1, k("age"), 44, Database.FIRST_TX + 1), "[1 :age 44]");
        check(PEOPLE.datoms(Index.EAVT, 1, k("age"), 44, Database.FIRST_TX + 2), "");
        check(PEOPLE.datoms(Index.EAVT, 1, k("age"), 45), "");
        check(PEOPLE.datoms(Index.AEVT, k("age")), "[1 :age 44] [2 :age 25] [3 :age 11]");
        check(PEOPLE.datoms(Index.AEVT, k("age"), 2), "[2 :age 25]");
        check(PEOPLE.datoms(Index.AVET, k("age"), 25), "[2 :age 25]");
        check(PEOPLE.datoms(Index.AVET, k("age"), 25, 2), "[2 :age 25]");
        check(PEOPLE.datoms(Index.AVET, k("age"), 25, 3), "");
        check(PEOPLE.datoms(Index.AVET, k("unknown")), "");
        check(PEOPLE.datoms(Index.EAVT, 9), "");
        assertThat(PEOPLE.findDatom(Index.AVET, k("age")).entity()).isEqualTo(3);
        assertThat(PEOPLE.findDatom(Index.AVET, k("age"), 7)).isNull();
    }

    @Test
    void datoms_lookupRefsAndIdents_areComponents() {
        Database database = PEOPLE.with("[{:db/id 4 :db/ident :me :friend 2}]").dbAfter();
        check(database.datoms(Index.EAVT, List.of(k("name"), "Ivan"), k("age")), "[2 :age 25]");
        check(database.datoms(Index.AVET, k("friend"), List.of(k("name"), "Ivan")), "[4 :friend 2]");
        check(database.datoms(Index.EAVT, k("me"), k("friend")), "[4 :friend 2]");
        assertThat(refused(() -> database.datoms(Index.EAVT, List.of(k("name"), "Nobody"))))
                .hasMessage("Nothing found for entity id [:name \"Nobody\"]");
    }

    @Test
    void datoms_byValueOfWhatIsNotIndexed_isRefused() {
        DatalogException e = refused(() -> PEOPLE.datoms(Index.AVET, k("blob"), 1));
        assertThat(e).hasMessage("Attribute :blob should be marked as :db/index true");
        assertThat(e.error()).isEqualTo(k("index-access"));
        assertThat(e.data())
                .containsEntry(k("index"), k("avet"))
                .containsEntry(k("components"), Arrays.asList(k("blob"), 1));
    }

    @Test
    void seekDatoms_fromComponents_goToTheEnd() {
        check(
                PEOPLE.seekDatoms(Index.EAVT, 2, k("blob")),
                "[2 :blob 1] [2 :name \"Ivan\"] [3 :age 11] [3 :friend 1] [3 :name \"Sergey\"]");
        check(
                PEOPLE.seekDatoms(Index.EAVT, 2, k("b")),
                "[2 :blob 1] [2 :name \"Ivan\"] [3 :age 11] [3 :friend 1] [3 :name \"Sergey\"]");
        check(
                PEOPLE.seekDatoms(Index.AVET, k("age"), 12),
                "[2 :age 25] [1 :age 44] [3 :friend 1] [2 :name \"Ivan\"] [1 :name \"Petr\"] [3 :name \"Sergey\"]");
        check(
                PEOPLE.seekDatoms(Index.AEVT, k("friend"), 3, 2),
                "[1 :name \"Petr\"] [2 :name \"Ivan\"] [3 :name \"Sergey\"]");
        check(PEOPLE.seekDatoms(Index.AVET, k("name"), "Q"), "[3 :name \"Sergey\"]");
        check(PEOPLE.seekDatoms(Index.EAVT, 3, k("name"), "Sergey", Database.FIRST_TX + 1), "[3 :name \"Sergey\"]");
        check(PEOPLE.seekDatoms(Index.EAVT, 3, k("name"), "Sergey", Database.FIRST_TX + 2), "");
        check(PEOPLE.seekDatoms(Index.EAVT, 4), "");
    }

    @Test
    void reverseSeekDatoms_fromComponents_goToTheBeginning() {
        check(
                PEOPLE.reverseSeekDatoms(Index.EAVT, 2, k("blob")),
                "[2 :blob 1] [2 :age 25] [1 :name \"Petr\"] [1 :age 44]");
        check(PEOPLE.reverseSeekDatoms(Index.EAVT, 1), "[1 :name \"Petr\"] [1 :age 44]");
        check(PEOPLE.reverseSeekDatoms(Index.AVET, k("age"), 30), "[2 :age 25] [3 :age 11]");
        check(PEOPLE.reverseSeekDatoms(Index.AVET, k("friend")), "[3 :friend 1] [1 :age 44] [2 :age 25] [3 :age 11]");
        check(PEOPLE.reverseSeekDatoms(Index.AEVT, k("age"), 2), "[2 :age 25] [1 :age 44]");
        check(PEOPLE.reverseSeekDatoms(Index.EAVT, 1, k("a")), "");
        assertThat(PEOPLE.reverseSeekDatoms(Index.EAVT)).hasSize(8);
    }

    @Test
    void indexRange_betweenValues_includesBoth() {
        check(PEOPLE.indexRange(k("age"), 11, 25), "[3 :age 11] [2 :age 25]");
        check(PEOPLE.indexRange(k("age"), 11.5, 44.0), "[2 :age 25] [1 :age 44]");
        check(PEOPLE.indexRange(k("age"), null, 12), "[3 :age 11]");
        check(PEOPLE.indexRange(k("age"), 26, null), "[1 :age 44]");
        check(PEOPLE.indexRange(k("name"), "I", "Q"), "[2 :name \"Ivan\"] [1 :name \"Petr\"]");
        check(PEOPLE.indexRange(k("friend"), List.of(k("name"), "Petr"), null), "[3 :friend 1]");
        check(PEOPLE.indexRange(k("unknown"), null, null), "");
        assertThat(refused(() -> PEOPLE.indexRange(k("blob"), 1, 2)).error()).isEqualTo(k("index-access"));
    }

    @Test
    void filter_shows_whatPassesTheTest() {
        Database filtered =
                PEOPLE.filter((database, datom) -> !datom.attribute().equals(k("age")));
        check(
                filtered.datoms(Index.EAVT),
                "[1 :name \"Petr\"] [2 :blob 1] [2 :name \"Ivan\"] [3 :friend 1] [3 :name \"Sergey\"]");
        assertThat(filtered.isFiltered()).isTrue();
        assertThat(PEOPLE.isFiltered()).isFalse();
        assertThat(filtered.entity(1).get(k("age"))).isNull();
        Database twice = filtered.filter((database, datom) ->
                database.findDatom(Index.EAVT, datom.entity(), k("age")) != null && datom.entity() != 1);
        check(twice.datoms(Index.AEVT), "[2 :blob 1] [3 :friend 1] [2 :name \"Ivan\"] [3 :name \"Sergey\"]");
        check(twice.seekDatoms(Index.AVET, k("name")), "[2 :name \"Ivan\"] [3 :name \"Sergey\"]");
        check(twice.reverseSeekDatoms(Index.AVET, k("name")), "[3 :name \"Sergey\"] [2 :name \"Ivan\"] [3 :friend 1]");
        assertThat(twice.entity(1)).isNull();
        assertThat(twice.entityId(List.of(k("name"), "Petr"))).isEmpty();
        assertThat(twice.entityId(List.of(k("name"), "Ivan"))).hasValue(2);
        assertThat(filtered).isNotEqualTo(PEOPLE);
        assertThat(PEOPLE.filter((database, datom) -> true)).isEqualTo(PEOPLE);
    }

    @Test
    void with_onAView_isRefused() {
        Database history = Database.withHistory(Schema.empty()).with("[{:a 1}]").dbAfter();
        for (Database view : List.of(
                PEOPLE.filter((database, datom) -> true), PEOPLE.since(1), history.history(), history.asOf(0))) {
            checkRefused(view, "[{:a 1}]", "transaction/filtered", "Filtered DB cannot be modified");
        }
        assertThat(refused(() -> PEOPLE.since(1).withSchema(Schema.empty())))
                .hasMessage("Filtered DB cannot be modified");
    }

    @Test
    void of_datoms_isADatabaseOfThem() {
        Database database =
                Database.of(PEOPLE.schema(), PEOPLE.datoms(Index.AVET).toList());
        assertThat(eav(database)).isEqualTo(eav(PEOPLE).replace("[2 :blob 1] ", ""));
        assertThat(database.maxEntity()).isEqualTo(3);
        assertThat(database.maxTx()).isEqualTo(PEOPLE.maxTx());
        assertThat(eav(database.with("[{:name \"New\"}]").dbAfter())).endsWith("[4 :name \"New\"]");
        assertThat(Database.of(
                                Schema.parse("{:r {:db/valueType :db.type/ref}}"),
                                List.of(Datom.of(1, k("r"), 7, Database.FIRST_TX, true)))
                        .maxEntity())
                .isEqualTo(7);
        assertThat(Database.of(PEOPLE.schema(), PEOPLE.datoms(Index.EAVT).toList()))
                .isEqualTo(PEOPLE);
        DatalogException e = refused(() -> Database.of(Schema.empty(), List.of(1)));
        assertThat(e).hasMessage("init-db expects list of Datoms, got java.lang.Integer");
        assertThat(e.error()).isEqualTo(k("init-db"));
    }

    @Test
    void of_referenceToNoEntity_isRefused() {
        Schema schema = Schema.parse("{:r {:db/valueType :db.type/ref}}");
        for (Object value : List.of("x", 0L, -1L, 1L << 31)) {
            DatalogException e = refused(() ->
                    Database.of(schema, List.of(Datom.of(1, k("r"), value, Database.FIRST_TX + 1, true))));
            assertThat(e)
                    .hasMessageStartingWith("The reference of #datom [1 :r ")
                    .hasMessageEndingWith(" is no entity id");
            assertThat(e.error()).isEqualTo(k("init-db"));
        }
    }

    @Test
    void attributesOf_whatIsNoEntity_areNone() {
        assertThat(PEOPLE.attributesOf(1)).hasSize(2);
        assertThat(PEOPLE.attributesOf((1L << 32) + 1)).isEmpty();
    }

    @Test
    void equals_sameDatoms_whateverTheirTransactions() {
        Database one = db(SCHEMA, "[{:db/id 1 :age 1 :aka [1 2]}]");
        Database two =
                db(SCHEMA, "[[:db/add 1 :aka 2]]", "[[:db/add 1 :age 5]]", "[[:db/add 1 :age 1] [:db/add 1 :aka 1]]");
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
        assertThat(one).isNotEqualTo(db(SCHEMA, "[{:db/id 1 :age 1 :aka [1 3]}]"));
        assertThat(one)
                .isNotEqualTo(db("{:aka {:db/cardinality :db.cardinality/many}}", "[{:db/id 1 :age 1 :aka [1 2]}]"));
        assertThat(db(SCHEMA, "[[:db/add 1 :x 1]]")).isNotEqualTo(db(SCHEMA, "[[:db/add 1 :y 1]]"));
        assertThat(one).hasToString("#database {:datoms 3, :max-eid 1, :max-tx 536870913}");
    }

    @Test
    void difference_ofTwo_isWhatOneHasAlone() {
        Database after = PEOPLE.with(
                        "[[:db/add 1 :age 45] [:db/retractEntity 3] [:db/add 9 :new :x] [:db/retract 2 :blob] [:db/add 2 :blob 1]]")
                .dbAfter();
        DatabaseDifference difference = Database.difference(PEOPLE, after);
        assertThat(shown(difference.retracted()))
                .isEqualTo("[1 :age 44 -] [3 :age 11 -] [2 :blob 1 -] [3 :friend 1 -] [3 :name \"Sergey\" -]");
        assertThat(shown(difference.added())).isEqualTo("[1 :age 45 +] [2 :blob 1 +] [9 :new :x +]");
        assertThat(Database.difference(after, after).added()).isEmpty();
        Database filtered = PEOPLE.filter((database, datom) -> datom.entity() == 1);
        assertThat(shown(Database.difference(filtered, PEOPLE.filter((database, datom) -> datom.entity() == 2))
                        .added()))
                .isEqualTo("[2 :age 25 +] [2 :blob 1 +] [2 :name \"Ivan\" +]");
    }

    @Test
    void datom_parts_areFive() {
        Datom datom = Datom.of(1, k("a"), 2, Database.FIRST_TX, true);
        assertThat(Stream.of(0, 1, 2, 3, 4).map(datom::get)).containsExactly(1L, k("a"), 2L, Database.FIRST_TX, true);
        assertThatThrownBy(() -> datom.get(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(datom).hasToString("#datom [1 :a 2 536870912 true]");
        assertThat(datom).isEqualTo(Datom.of(1, k("a"), 2L, Database.FIRST_TX + 5, false));
        assertThat(datom).isNotEqualTo(Datom.of(1, k("a"), 3, Database.FIRST_TX, true));
        assertThatIllegalArgumentException().isThrownBy(() -> Datom.of(0, k("a"), 2, Database.FIRST_TX, true));
        assertThatIllegalArgumentException().isThrownBy(() -> Datom.of(1, k("a"), 2, 1, true));
    }

    private static final Database PAST = pastDatabase();

    private static Database pastDatabase() {
        Database database =
                Database.withHistory(Schema.parse("{:name {:db/unique :db.unique/identity} :blip {:db/noHistory true}"
                        + " :aka {:db/cardinality :db.cardinality/many}}"));
        for (String txData : List.of(
                "[{:db/id 1 :name \"A\" :age 1 :blip 1} {:db/id :db/current-tx :db/txInstant #inst \"2020-01-01\"}]",
                "[{:db/id 1 :age 2 :blip 2 :aka [5 6]} {:db/id :db/current-tx :db/txInstant #inst \"2020-01-02\"}]",
                "[[:db/retractEntity 1] {:db/id 2 :name \"B\"} {:db/id :db/current-tx :db/txInstant #inst \"2020-01-03\"}]")) {
            database = database.with(txData).dbAfter();
        }
        return database;
    }

    private static void checkPast(Stream<Datom> datoms, String expected) {
        assertThat(shown(datoms.filter(datom -> !datom.attribute().equals(k("db/txInstant")))
                        .toList()))
                .isEqualTo(expected);
    }

    @Test
    void asOf_transaction_isTheDatabaseThen() {
        checkPast(PAST.asOf(0).datoms(Index.EAVT), "");
        checkPast(PAST.asOf(1).datoms(Index.EAVT, 1), "[1 :age 1 +] [1 :name \"A\" +]");
        checkPast(PAST.asOf(Database.FIRST_TX + 2).datoms(Index.AVET, k("age")), "[1 :age 2 +]");
        checkPast(PAST.asOf(2).datoms(Index.EAVT), "[1 :age 2 +] [1 :aka 5 +] [1 :aka 6 +] [1 :name \"A\" +]");
        assertThat(PAST.asOf(2).maxTx()).isEqualTo(Database.FIRST_TX + 2);
        assertThat(PAST.asOf(99)).isEqualTo(PAST);
        assertThat(PAST.asOf(1).entityId(List.of(k("name"), "A"))).hasValue(1);
        assertThat(PAST.asOf(3).entityId(List.of(k("name"), "A"))).isEmpty();
        assertThat(refused(() -> PAST.asOf(-1))).hasMessage("A transaction is not negative, but got -1");
    }

    @Test
    void asOf_instant_isTheDatabaseThen() {
        assertThat(PAST.asOf(Instant.parse("2019-12-31T00:00:00Z")).size()).isZero();
        assertThat(PAST.asOf(Instant.parse("2020-01-02T00:00:00Z"))).isEqualTo(PAST.asOf(2));
        assertThat(PAST.asOf(Instant.parse("2020-01-02T12:00:00Z"))).isEqualTo(PAST.asOf(2));
        assertThat(PAST.asOf(Instant.parse("2021-01-01T00:00:00Z"))).isEqualTo(PAST);
        assertThat(PAST.since(Instant.parse("2020-01-02T12:00:00Z")).datoms(Index.AEVT, k("name")))
                .hasSize(1);
        assertThat(Database.withHistory(Schema.empty())
                        .with("[{:a 1}]")
                        .dbAfter()
                        .asOf(Instant.EPOCH)
                        .size())
                .isZero();
    }

    @Test
    void asOf_beforeAnEmptyTransaction_isStillThePast() {
        Database database =
                Database.withHistory(Schema.empty()).with("[[:db/add 1 :a 1]]").dbAfter();
        Database past = database.with("[]").dbAfter().asOf(1);
        assertThat(past.isFiltered()).isTrue();
        assertThat(refused(() -> past.with("[[:db/add 1 :a 2]]")).error()).isEqualTo(k("transaction/filtered"));
    }

    @Test
    void asOf_datomOfAnEarlierTransaction_isThereFromThen() {
        Database database = Database.withHistory(Schema.empty())
                .with("[[:db/add 1 :a 1]]")
                .dbAfter()
                .with("[[:db/add 2 :a 2]]")
                .dbAfter();
        long first = Database.FIRST_TX + 1;
        Database later =
                database.with(List.of(Datom.of(3, k("a"), 3, first, true))).dbAfter();
        assertThat(eav(later.asOf(1))).isEqualTo("[1 :a 1] [3 :a 3]");
        DatalogException e = refused(() -> later.with(List.of(Datom.of(4, k("a"), 4, first + 4, true))));
        assertThat(e)
                .hasMessage("Cannot add [:db/add 4 :a 4] at 536870917, which is later than the transaction itself");
        assertThat(e.error()).isEqualTo(k("transact/tx"));
        assertThat(db("{}").with(List.of(Datom.of(4, k("a"), 4, first + 4, true)))
                        .txData())
                .hasSize(1);
    }

    @Test
    void asOf_instantOfWhatIsNoTransaction_isPassedOver() {
        Database database = Database.withHistory(Schema.parse("{:db/txInstant {:db/index false}}"))
                .with("[[:db/add :db/current-tx :db/txInstant #inst \"2020\"] [:db/add 1 :a 1]]")
                .dbAfter()
                .with("[[:db/add :db/current-tx :db/txInstant #inst \"2021\"] [:db/add 1 :a 2]"
                        + " [:db/add 7 :db/txInstant #inst \"2020-03-01\"]]")
                .dbAfter();
        assertThat(database.asOf(Instant.parse("2020-06-01T00:00:00Z"))
                        .findDatom(Index.EAVT, 1, k("a"))
                        .value())
                .isEqualTo(1L);
    }

    @Test
    void since_transaction_isWhatCameLater() {
        checkPast(PAST.since(2).datoms(Index.EAVT), "[2 :name \"B\" +]");
        checkPast(PAST.since(0).datoms(Index.AEVT), "[2 :name \"B\" +]");
        checkPast(PAST.since(3).datoms(Index.EAVT), "");
        checkPast(PEOPLE.since(1).datoms(Index.EAVT), "");
        assertThat(PEOPLE.since(0).datoms(Index.EAVT)).hasSize(8);
        assertThat(PAST.asOf(2).since(1).datoms(Index.AEVT, k("age"))).hasSize(1);
    }

    @Test
    void history_all_isEveryAssertionAndRetraction() {
        checkPast(
                PAST.history().datoms(Index.EAVT, 1, k("age")), "[1 :age 1 +] [1 :age 1 -] [1 :age 2 +] [1 :age 2 -]");
        checkPast(
                PAST.history().datoms(Index.EAVT, 1),
                "[1 :age 1 +] [1 :age 1 -] [1 :age 2 +] [1 :age 2 -] [1 :aka 5 +] [1 :aka 5 -] [1 :aka 6 +] [1 :aka 6 -]"
                        + " [1 :name \"A\" +] [1 :name \"A\" -]");
        checkPast(PAST.history().datoms(Index.AVET, k("age"), 2), "[1 :age 2 +] [1 :age 2 -]");
        checkPast(
                PAST.history().datoms(Index.AEVT, k("name")), "[1 :name \"A\" +] [1 :name \"A\" -] [2 :name \"B\" +]");
        checkPast(PAST.history().seekDatoms(Index.AEVT, k("name"), 1, "B"), "[2 :name \"B\" +]");
        checkPast(PAST.history().reverseSeekDatoms(Index.AVET, k("age"), 1), "[1 :age 1 -] [1 :age 1 +]");
        checkPast(PAST.history().indexRange(k("age"), 2, null), "[1 :age 2 +] [1 :age 2 -]");
        checkPast(PAST.history().since(2).datoms(Index.EAVT, 1, k("age")), "[1 :age 2 -]");
        checkPast(PAST.asOf(2).history().datoms(Index.EAVT, 1, k("age")), "[1 :age 1 +] [1 :age 1 -] [1 :age 2 +]");
        checkPast(
                PAST.history().filter((database, datom) -> datom.isAdded()).datoms(Index.EAVT, 1, k("age")),
                "[1 :age 1 +] [1 :age 2 +]");
        assertThat(refused(() -> PAST.history().entity(1))).hasMessage("Can't make an entity of a history database");
    }

    @Test
    void txRange_part_isThoseTransactions() {
        assertThat(PAST.txRange(0, 99)).hasSize(3);
        assertThat(PAST.txRange(2, 3)).hasSize(1);
        assertThat(PAST.txRange(2, 3).get(0).tx()).isEqualTo(Database.FIRST_TX + 2);
        assertThat(shown(PAST.txRange(1, 2).get(0).txData()))
                .startsWith("[1 :name \"A\" +] [1 :age 1 +] [1 :blip 1 +]");
        assertThat(PAST.asOf(1).txRange(0, 99)).hasSize(1);
        assertThat(PAST.txRange(4, 9)).isEmpty();
    }

    @Test
    void past_notKept_isRefused() {
        for (Runnable call : List.<Runnable>of(() -> PEOPLE.asOf(1), PEOPLE::history, () -> PEOPLE.txRange(0, 1))) {
            DatalogException e = refused(call::run);
            assertThat(e).hasMessage("This database keeps no history");
            assertThat(e.error()).isEqualTo(k("history/none"));
        }
        assertThat(Collections.singleton(PEOPLE.isHistoryKept())).containsExactly(false);
    }
}
